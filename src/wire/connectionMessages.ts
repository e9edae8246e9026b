import type { WireLimits } from './limits.ts';

/** The version of the protocol, as `hello` and `welcome` tell it. */
export const PROTOCOL_VERSION = 1;

/** The first message of a client. */
export interface Hello {
  readonly t: 'hello';
  readonly v: number;
  readonly client?: { readonly name: string; readonly version?: string };
  /** Where the server wants one, and none came in a header or cookie. */
  readonly token?: string;
}

/** The server's answer to `hello`. */
export interface Welcome {
  readonly t: 'welcome';
  readonly v: number;
  readonly conn: string;
  readonly server: { readonly name: string; readonly version: string };
  /** The server's clock. */
  readonly time: number;
  /** The server pings every `every` ms and waits `timeout` ms for any message. */
  readonly ping: { readonly every: number; readonly timeout: number };
  readonly limits: WireLimits;
  /** When the client's token expires, by the server's clock; left out: never. */
  readonly exp?: number;
  /** The dictionary of compressed messages; left out: none is compressed. */
  readonly dict?: string;
}

/** A new token, in place of one that expires. */
export interface Auth {
  readonly t: 'auth';
  readonly token: string;
}

/** A new token is accepted. */
export interface AuthOk {
  readonly t: 'authok';
  readonly exp?: number;
}

/** Asks the other side for a sign of life. */
export interface Ping {
  readonly t: 'ping';
  readonly n?: number;
}

/** Answers a ping, with its number. */
export interface Pong {
  readonly t: 'pong';
  readonly n?: number;
}

/** The server is about to close all connections and to come back. */
export interface Bye {
  readonly t: 'bye';
  /** How long it is away, in ms. */
  readonly after: number;
  /** Over how many ms behind that the clients are to come back, each at a random moment. */
  readonly spread: number;
}

/** What a server says of the connection itself. */
export type ConnectionMessage = Welcome | AuthOk | Bye | Ping | Pong;
