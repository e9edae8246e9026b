import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { envelopeFrame } from './envelope.ts';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { listenOnFreePort } from './listenOnFreePort.ts';

/**
 * Connections of `ws` to whose sockets a frame is written that was made once: the least that a server of
 * WebSockets can do in Node, with nobody's position, limits or losses.
 */
export async function startBareFrames(bytes: number): Promise<FanOutServer> {
  const http = createServer();
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const sockets = new Set<Duplex>();
  http.on('upgrade', (request, socket, head) => {
    server.handleUpgrade(request, socket, head, () => sockets.add(socket));
    socket.on('close', () => sockets.delete(socket));
  });
  const make = telemetryOf(bytes);
  return {
    port: await listenOnFreePort(http),
    handshake: { path: '/', say: [], before: 0 },
    frames: () => 1,
    send: (turn, each) => {
      const telemetry = Array.from({ length: each }, (_, i) => make(turn * each + i));
      const frame = envelopeFrame(turn * each, telemetry);
      for (const socket of sockets) socket.write(frame);
    },
  };
}
