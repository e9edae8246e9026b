import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { envelope } from './envelope.ts';
import { telemetryOf } from './fanOutServer.ts';
import type { FanOutServer } from './fanOutServer.ts';
import { listenOnFreePort } from './listenOnFreePort.ts';

/** Bare `ws`: one ready buffer a message, or the message made into text for each client anew. */
export async function startWebSockets(bytes: number, isNaive: boolean): Promise<FanOutServer> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  const make = telemetryOf(bytes);
  const send = (n: number): void => {
    const telemetry = [make(n)];
    const ready = isNaive ? undefined : Buffer.from(envelope(n, telemetry));
    for (const client of server.clients)
      client.send(ready ?? envelope(n, telemetry), { binary: false });
  };
  return {
    port: await listenOnFreePort(http),
    handshake: { path: '/', say: [], before: 0 },
    frames: (each) => each,
    send: (turn, each) => {
      for (let i = 0; i < each; i += 1) send(turn * each + i);
    },
  };
}
