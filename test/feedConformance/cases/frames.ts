import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Target } from '../target.ts';
import { opcodes, writeFrame } from '../writeFrame.ts';

const PING = Buffer.from('{"t":"ping","n":1}');

async function closesWith(target: Target, code: number, bytes: Buffer): Promise<void> {
  const peer = await FeedPeer.greet(target);
  peer.raw.socket.write(bytes);
  assert.equal((await peer.closed()).code, code);
}

async function isPonged(target: Target, ...frames: readonly Buffer[]): Promise<void> {
  const peer = await FeedPeer.greet(target);
  for (const frame of frames) peer.raw.socket.write(frame);
  await peer.next('pong', ({ n }) => n === 1);
  peer.close();
}

const text = (part: Buffer, isLast: boolean, opcode: number = opcodes.text): Buffer =>
  writeFrame(part, { opcode, isLast });

/** The WebSocket protocol below the messages. */
export const frames: readonly ConformanceCase[] = [
  {
    name: 'reads a message in several frames, with a ping between them',
    run: (target) =>
      isPonged(
        target,
        text(PING.subarray(0, 5), false),
        writeFrame(Buffer.from('x'), { opcode: opcodes.ping }),
        text(PING.subarray(5, 9), false, opcodes.next),
        text(PING.subarray(9), true, opcodes.next),
      ),
  },
  {
    name: 'reads a frame that comes byte by byte',
    run: (target) => isPonged(target, ...[...text(PING, true)].map((byte) => Buffer.from([byte]))),
  },
  {
    name: 'closes with 1009 for a frame larger than its limit, before it is read',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { frame } = welcome['limits'] as { readonly frame: number };
      const whole = writeFrame(Buffer.alloc(frame + 1, 32), { opcode: opcodes.text });
      peer.raw.socket.write(whole.subarray(0, 200));
      assert.equal((await peer.closed()).code, 1009);
    },
  },
  {
    name: 'closes with 1009 for frames that are too large together',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { frame } = welcome['limits'] as { readonly frame: number };
      const part = Buffer.alloc((frame >> 1) + 1, 32);
      peer.raw.socket.write(text(part, false));
      peer.raw.socket.write(text(part, false, opcodes.next));
      assert.equal((await peer.closed()).code, 1009);
    },
  },
  {
    name: 'closes with 1002 for a frame that is not masked',
    run: (target) =>
      closesWith(target, 1002, writeFrame(PING, { opcode: opcodes.text, isMasked: false })),
  },
  {
    name: 'closes with 1002 for a reserved bit',
    run: (target) =>
      closesWith(target, 1002, writeFrame(PING, { opcode: opcodes.text, reserved: 64 })),
  },
  {
    name: 'closes with 1002 for an unknown kind of frame',
    run: (target) => closesWith(target, 1002, writeFrame(PING, { opcode: 5 })),
  },
  {
    name: 'closes with 1007 for text that is no UTF-8',
    run: (target) =>
      closesWith(target, 1007, writeFrame(Buffer.from([0xc3, 0x28]), { opcode: opcodes.text })),
  },
];
