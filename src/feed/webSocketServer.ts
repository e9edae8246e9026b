import { WebSocketServer } from 'ws';

export type { WebSocket } from 'ws';

/** What the driver is told. */
export interface WebSocketServerConfig {
  /** The largest message in bytes; a larger one closes its connection with code 1009. */
  readonly maxPayload: number;
  /** Picks one of the subprotocols that a client offers. */
  readonly choose: (offered: ReadonlySet<string>) => string | undefined;
}

/** The driver: speaks WebSocket on connections that an HTTP server hands over. */
export function webSocketServer({ maxPayload, choose }: WebSocketServerConfig): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // The driver would answer pings whether the socket takes anything or not.
    autoPong: false,
    maxPayload,
    handleProtocols: (offered) => choose(offered) ?? false,
  });
}
