import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { listenOnFreePort } from './listenOnFreePort.ts';

/** A room of socket.io with all clients in it. */
export async function startSocketIo(bytes: number): Promise<FanOutServer> {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], serveClient: false });
  server.on('connection', (socket) => void socket.join('all'));
  const make = telemetryOf(bytes);
  return {
    port: await listenOnFreePort(http),
    // Its own opening: the server's, the client's, the server's answer.
    handshake: { path: '/socket.io/?EIO=4&transport=websocket', say: ['40'], before: 2 },
    frames: (each) => each,
    send: (turn, each) => {
      for (let i = 0; i < each; i += 1) {
        const off = turn * each + i;
        const items = [{ op: 'ins', d: make(off), et: 1_700_000_000_000 }];
        server.to('all').emit('ev', { t: 'ev', ch: 0, off, wm: 'start', items });
      }
    },
  };
}
