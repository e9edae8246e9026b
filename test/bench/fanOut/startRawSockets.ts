import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { envelopeFrame } from './envelope.ts';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { listenOnFreePort } from './listenOnFreePort.ts';

/** Bare TCP sockets: what a feed would send for a turn is made once and written to each. */
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
    frames: () => 1,
    send: (turn, each) => {
      const telemetry = Array.from({ length: each }, (_, i) => make(turn * each + i));
      const frame = envelopeFrame(turn * each, telemetry);
      for (const socket of sockets) socket.write(frame);
    },
  };
}
