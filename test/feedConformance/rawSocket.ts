import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { FrameReader } from './frameReader.ts';
import type { Frame } from './frameReader.ts';
import { opcodes, writeFrame } from './writeFrame.ts';

/** A request that was not answered with a WebSocket. */
export class RefusedUpgrade extends Error {
  override readonly name = 'RefusedUpgrade';
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`the upgrade was answered with HTTP ${status}: ${body.slice(0, 200)}`);
    this.status = status;
    this.body = body;
  }
}

/** How a connection is asked for. */
export interface Upgrade {
  readonly protocols?: readonly string[];
  /** More header fields; an empty text leaves one out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** How a connection ended: 1006 without a close frame. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket of bare frames over TCP, so that frames can be wrong, late and left unread. */
export class RawSocket {
  readonly socket: Socket;
  readonly headers: ReadonlyMap<string, string>;
  readonly closed: Promise<Closed>;
  readonly #onMessage: (frame: Frame) => void;
  #close: Closed = { code: 1006, reason: '' };

  constructor(
    socket: Socket,
    headers: ReadonlyMap<string, string>,
    head: Buffer,
    onMessage: (frame: Frame) => void,
  ) {
    this.socket = socket;
    this.headers = headers;
    this.#onMessage = onMessage;
    const reader = new FrameReader((frame) => this.#take(frame));
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.#close)));
    socket.on('data', (bytes) => this.#read(reader, bytes));
    if (head.length > 0) this.#read(reader, head);
  }

  get protocol(): string {
    return this.headers.get('sec-websocket-protocol') ?? '';
  }

  send(data: string | Buffer, opcode: number = opcodes.text): void {
    this.socket.write(writeFrame(Buffer.from(data), { opcode }));
  }

  destroy(): void {
    this.socket.destroy();
  }

  #read(reader: FrameReader, bytes: Buffer): void {
    try {
      reader.add(bytes);
    } catch (error) {
      this.#close = { code: 1002, reason: `by this side: ${String(error)}` };
      this.socket.destroy();
    }
  }

  #take(frame: Frame): void {
    const { opcode, payload } = frame;
    if (opcode === opcodes.ping) this.send(payload, opcodes.pong);
    if (opcode !== opcodes.close) return this.#onMessage(frame);
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.#close = { code, reason: payload.subarray(2).toString() };
    this.send(payload, opcodes.close);
    this.socket.end();
  }
}

/** Opens the TCP connection below a WebSocket. */
export function dial(url: URL): Socket {
  const { protocol, hostname: host } = url;
  const port = Number(url.port || (protocol === 'wss:' ? 443 : 80));
  const socket = protocol === 'wss:' ? connectSecurely({ host, port }) : connect({ host, port });
  // How a connection ended is told by its close; a reset is one way to end.
  return socket.on('error', () => undefined);
}

/**
 * Opens a WebSocket and gives its messages to `onMessage`.
 *
 * @throws RefusedUpgrade when the server answers with anything but a WebSocket
 */
export async function openRawSocket(
  url: URL,
  upgrade: Upgrade,
  onMessage: (frame: Frame) => void,
): Promise<RawSocket> {
  const key = randomBytes(16).toString('base64');
  const socket = dial(url);
  socket.write(requestText(url, upgrade, key));
  const { status, headers, rest } = await readAnswer(socket);
  if (status !== 101) {
    socket.destroy();
    throw new RefusedUpgrade(status, rest.toString());
  }
  const expected = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  if (headers.get('sec-websocket-accept') !== expected.digest('base64'))
    throw new Error('sec-websocket-accept: is not made of the key that was sent');
  return new RawSocket(socket, headers, rest, onMessage);
}

function requestText(
  url: URL,
  { protocols = [], headers = {}, path }: Upgrade,
  key: string,
): string {
  const fields: Record<string, string> = {
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': key,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': protocols.join(', '),
    Origin: `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}`,
    ...headers,
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== '');
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `GET ${path ?? url.pathname + url.search} HTTP/1.1\r\n${text}\r\n`;
}

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** What came behind the header fields. */
  readonly rest: Buffer;
}

/** Reads up to the end of the header fields, and of anything but a WebSocket all there is. */
async function readAnswer(socket: Socket): Promise<Answer> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const settle = (isWhole: boolean): void => {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0)
        return isWhole ? reject(new Error('the connection ended without an answer')) : undefined;
      const answer = parseAnswer(bytes.subarray(0, end).toString(), bytes.subarray(end + 4));
      if (answer.status !== 101 && !isWhole) return;
      socket.off('data', add).off('close', over);
      resolve(answer);
    };
    const add = (part: Buffer): void => {
      bytes = Buffer.concat([bytes, part]);
      settle(false);
    };
    const over = (): void => settle(true);
    socket.on('data', add).on('close', over);
  });
}

function parseAnswer(text: string, rest: Buffer): Answer {
  const [first = '', ...lines] = text.split('\r\n');
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Map(fields), rest };
}
