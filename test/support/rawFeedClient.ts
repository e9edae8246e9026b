import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Unpackr } from 'msgpackr';
import { WebSocket } from 'ws';

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket and what came over it, without any knowledge of the protocol. */
export class RawFeedClient {
  readonly ws: WebSocket;
  readonly closed: Promise<Closed>;
  readonly #frames: unknown[] = [];
  #taken = 0;
  #arrived: () => void = () => undefined;

  constructor(url: string, protocols: string[] = [], options: { readonly origin?: string } = {}) {
    this.ws = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.ws.on('error', () => undefined);
    this.ws.on('message', (data, isBinary) => {
      this.#frames.push(
        isBinary ? unpack(data as Buffer) : JSON.parse((data as Buffer).toString()),
      );
      this.#arrived();
    });
  }

  /** Opens a connection. */
  static async open(url: string, protocols?: string[]): Promise<RawFeedClient> {
    const client = new RawFeedClient(url, protocols);
    await once(client.ws, 'open');
    return client;
  }

  /** Opens a connection and says hello. */
  static async greet(url: string, protocols?: string[]): Promise<RawFeedClient> {
    const client = await RawFeedClient.open(url, protocols);
    client.send({ t: 'hello', v: 1 });
    await client.next();
    return client;
  }

  /** The bare TCP socket below. */
  get socket(): Socket {
    return (this.ws as unknown as { readonly _socket: Socket })._socket;
  }

  send(message: object | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message that has not been taken yet; waits for it. */
  async next(): Promise<Record<string, unknown>> {
    while (this.#taken >= this.#frames.length) await this.#more();
    this.#taken += 1;
    return this.#frames[this.#taken - 1] as Record<string, unknown>;
  }

  /** The next messages up to and with the first of a kind. */
  async until(kind: string): Promise<Record<string, unknown>[]> {
    const messages = [await this.next()];
    while (messages.at(-1)?.['t'] !== kind) messages.push(await this.next());
    return messages;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  close(): void {
    this.ws.terminate();
  }
}

function unpack(data: Buffer): unknown {
  return new Unpackr({ useRecords: false, mapsAsObjects: true }).unpack(data);
}
