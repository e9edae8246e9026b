import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { chooseSubprotocol, SUBPROTOCOLS } from '../wire/index.ts';
import type { ServerSettings } from './serverConfig.ts';

/** Why a request to open a WebSocket is refused, as an HTTP answer. */
export interface Refusal {
  readonly status: string;
  readonly text: string;
}

/** The path that a request asks for, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** Judges a request to open a WebSocket on the feed's path; undefined: it is welcome. */
export function refuse(
  request: IncomingMessage,
  settings: ServerSettings,
  connections: number,
): Refusal | undefined {
  if (!isOriginAllowed(request, settings)) {
    return {
      status: '403 Forbidden',
      text: 'this origin may not connect; the server can allow it with origins',
    };
  }
  const offered = offeredSubprotocols(request);
  if (offered.length > 0 && chooseSubprotocol(offered) === undefined) {
    const supported = Object.values(SUBPROTOCOLS).join(', ');
    return {
      status: '400 Bad Request',
      text: `no common subprotocol; this server speaks ${supported}`,
    };
  }
  if (connections >= settings.maxConnections) {
    return { status: '503 Service Unavailable', text: 'too many connections; try again later' };
  }
  return undefined;
}

function offeredSubprotocols(request: IncomingMessage): string[] {
  const header = request.headers['sec-websocket-protocol'] ?? '';
  return header
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A browser tells the page's origin: without this check any page could read a local server. */
function isOriginAllowed(
  { headers }: IncomingMessage,
  { origins, requireOrigin }: ServerSettings,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return !requireOrigin;
  if (origins === 'any' || origins.includes(origin)) return true;
  return origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`;
}

/** What is told of a token that is not accepted, or that cannot be judged for now. */
export function tokenRefusal(verdict: 'refused' | 'failed'): Refusal {
  return verdict === 'refused'
    ? { status: '401 Unauthorized', text: 'unauthorized' }
    : { status: '503 Service Unavailable', text: 'try again later' };
}

/** Answers a refused request over its bare socket. */
export function answerRefusal(socket: Duplex, { status, text }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}
