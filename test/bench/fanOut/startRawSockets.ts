import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { envelopeFrame } from './envelope.ts';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { listenOnFreePort } from './listenOnFreePort.ts';

/** Bare TCP sockets: the frames of a turn are put together once and written to each. */
export async function startRawSockets(bytes: number): Promise<FanOutServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    // A connection is open to its client before it is known here.
    socket.write(Buffer.from([0x81, 0]));
  });
  const make = telemetryOf(bytes);
  return {
    port: await listenOnFreePort(server),
    handshake: { say: [], before: 1 },
    frames: (each) => each,
    send: (turn, each) => {
      const frames = Array.from({ length: each }, (_, i) =>
        envelopeFrame(turn * each + i, make(turn * each + i)),
      );
      const together = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
      for (const socket of sockets) socket.write(together);
    },
  };
}
