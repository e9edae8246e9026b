// All subscribers of a fan-out, in a process of their own: `client.js <port> <subscribers> <handshake>`. Tells its
// parent how many frames have come, and takes orders: to look for messages at times, to stall half of them, to
// take times.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { FrameCounter } from './frameCounter.ts';
import { microseconds } from './fanOutServer.ts';
import type { Handshake } from './fanOutServer.ts';
import type { ClientOrder, ClientReport } from './subscribers.ts';
import { writeFrame } from '../../feedConformance/writeFrame.ts';

const [, , port = '', subscribers = '', json = ''] = process.argv;
const handshake = JSON.parse(json) as Handshake;
const shared = Buffer.allocUnsafe(262_144);
const AT = Buffer.from('"at":');

let received = 0;
let receivedBytes = 0;
let delays: number[] | undefined;
const sockets: Socket[] = [];

function readTime(bytes: Buffer, from: number, to: number): void {
  if (delays === undefined) return;
  const at = bytes.subarray(from, to).indexOf(AT);
  if (at < 0) return;
  const made = Number.parseInt(
    bytes.toString('latin1', from + at + AT.length, from + at + AT.length + 20),
    10,
  );
  delays.push((microseconds() - made) / 1_000);
}

/** Opens one subscriber; resolves when it is one. */
function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const counter = new FrameCounter(readTime);
    let head = handshake.path === undefined ? undefined : '';
    let counted = 0;
    let countedBytes = 0;
    const ready = (): void => {
      counted = counter.frames;
      countedBytes = counter.bytes;
      resolve();
    };
    const take = (length: number, bytes: Uint8Array): boolean => {
      const buffer = bytes as Buffer;
      let from = 0;
      if (head !== undefined) {
        head += buffer.toString('latin1', 0, length);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return true;
        if (!head.startsWith('HTTP/1.1 101')) reject(new Error(head));
        from = length - (head.length - end - 4);
        head = undefined;
        for (const text of handshake.say)
          socket.write(writeFrame(Buffer.from(text), { opcode: 1 }));
        if (handshake.before === 0) ready();
      }
      counter.add(buffer, from, length);
      const isFirst = counted === 0 && handshake.before > 0;
      if (isFirst && counter.frames >= handshake.before) ready();
      else if (!isFirst) {
        received += counter.frames - counted;
        counted = counter.frames;
        receivedBytes += counter.bytes - countedBytes;
        countedBytes = counter.bytes;
      }
      return true;
    };
    const socket = connect({
      port: Number(port),
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: shared, callback: take },
    });
    sockets.push(socket);
    socket.on('error', reject);
    if (handshake.path !== undefined) socket.on('connect', () => socket.write(request()));
  });
}

function request(): string {
  const { path = '/', protocol } = handshake;
  const offered = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  return (
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${offered}\r\n`
  );
}

const report = (message: ClientReport): void => void process.send?.(message);

/** Looks for what came so often, in ms, and never sleeps. */
const LOOK_EVERY = 4;

function poll(): void {
  const until = performance.now() + LOOK_EVERY;
  while (performance.now() < until);
  setImmediate(poll);
}

process.on('message', (order: ClientOrder) => {
  if (order === 'poll') poll();
  if (order === 'stall') for (const socket of sockets.slice(sockets.length >> 1)) socket.pause();
  if (order === 'times') delays = [];
  if (order === 'tell') report({ delays: delays ?? [] });
});
process.on('disconnect', () => process.exit());

const count = Number(subscribers);
for (let opened = 0; opened < count; opened += 100) {
  await Promise.all(Array.from({ length: Math.min(100, count - opened) }, open));
}
report({ ready: true });
let told = 0;
setInterval(() => {
  if (received !== told) report({ received: (told = received), bytes: receivedBytes });
}, 4);
