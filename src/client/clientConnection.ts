import type { Cancel, ClockRuntime } from '../runtime/index.ts';
import { PROTOCOL_VERSION, readServerMessage } from '../wire/index.ts';
import type {
  AuthOk,
  ClientMessage,
  Decoder,
  Ping,
  ServerMessage,
  Welcome,
  WireError,
  WireLimits,
} from '../wire/index.ts';
import type { WebSocketLike } from './clientConfig.ts';
import { given } from './given.ts';
import type { TokenSource } from './tokenFrom.ts';
import type { TokenRenewal } from './tokenRenewal.ts';

/** A message that is not for the connection itself. */
export type Told = Exclude<ServerMessage, Welcome | Ping | AuthOk>;

/** What is known of a message that cannot be read. */
export interface Part {
  readonly t?: string;
  readonly id?: number;
  readonly ch?: number;
  readonly req?: number;
}

/** Who hears what the server says. */
export interface ConnectionListener {
  message(message: Told): void;
  /** A message cannot be read; `part` is what can be. The connection is closed behind this. */
  unreadable(problem: string, part: Part): void;
}

/** Who hears how a connection stands. */
export interface ConnectionOwner {
  welcome(): void;
  /** Called once; the connection is no more. */
  closed(code: number, reason: string): void;
}

/** How a connection presents itself, and how long it waits. */
export interface ConnectionConfig {
  readonly runtime: ClockRuntime;
  readonly name: string;
  /** How long the server's welcome may take. */
  readonly timeout: number;
  readonly token: string | undefined;
  /** Where the next token comes from. */
  readonly source: TokenSource | undefined;
}

/** One WebSocket from its opening to its end: hello, pings, and the watch over a silent server. */
export class ClientConnection {
  readonly #socket: WebSocketLike;
  readonly #decoder: Decoder;
  readonly #config: ConnectionConfig;
  readonly #listener: ConnectionListener;
  readonly #owner: ConnectionOwner;
  #renewal: TokenRenewal | undefined;
  /** The server's clock, less ours. */
  #ahead = 0;
  #watch: Cancel | undefined;
  /** How long the server may be silent. */
  #patience: number;
  /** When the server said something last. */
  #heardAt: number;
  /** How long the server's limit wants between two messages. */
  #step = 0;
  /** By how much more may be sent at once. */
  #burst = 0;
  /** When there was time for all that was sent. */
  #paidAt = 0;
  #isOpen = true;
  #problem = 'the connection was lost';

  constructor(
    socket: WebSocketLike,
    decoder: Decoder,
    config: ConnectionConfig,
    listener: ConnectionListener,
    owner: ConnectionOwner,
  ) {
    this.#socket = socket;
    this.#decoder = decoder;
    this.#config = config;
    this.#listener = listener;
    this.#owner = owner;
    this.#patience = config.timeout;
    this.#heardAt = config.runtime.monotonic();
    this.#watchFor(config.timeout);
    this.#listen();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.binaryType = 'arraybuffer';
    const { name, token } = this.#config;
    socket.onopen = () =>
      this.send({ t: 'hello', v: PROTOCOL_VERSION, client: { name }, ...given({ token }) });
    socket.onmessage = ({ data }: { readonly data: unknown }) => this.#receive(data);
    socket.onerror = ({ message }: { readonly message?: unknown }) => {
      if (typeof message === 'string' && message !== '') this.#problem = message;
    };
    socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
      this.#end(code, reason || this.#problem);
  }

  send(message: ClientMessage): void {
    if (!this.#isOpen) return;
    this.#paidAt = Math.max(this.#paidAt, this.#config.runtime.monotonic()) + this.#step;
    this.#socket.send(JSON.stringify(message));
  }

  /**
   * How long to wait until the server takes another message, in ms. Of what it takes at once a second's
   * worth is left, for answers to it and for messages that a slow network brings together.
   */
  get wait(): number {
    return Math.ceil(this.#paidAt - this.#burst - this.#config.runtime.monotonic());
  }

  /** Closes without another word to the client. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stop();
    this.#socket.close(1000);
  }

  #stop(): void {
    this.#watch?.();
    this.#renewal?.stop();
  }

  #receive(data: unknown): void {
    if (!this.#isOpen) return;
    this.#heardAt = this.#config.runtime.monotonic();
    const message = this.#read(data);
    if (message === undefined) return;
    if (message.t === 'ping') this.send({ ...message, t: 'pong' });
    else if (message.t === 'welcome') this.#welcome(message);
    else if (message.t === 'authok') void this.#renewBefore(message.exp);
    else this.#listener.message(message);
  }

  #read(data: unknown): ServerMessage | undefined {
    let message: unknown;
    try {
      const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : String(data);
      message = this.#decoder.decode(frame);
      return readServerMessage(message);
    } catch (error) {
      const { message: problem, part } = error as WireError;
      this.#listener.unreadable(problem, Object(message ?? part) as Part);
      this.#fail(problem);
      return undefined;
    }
  }

  #welcome({ ping, time, exp, limits }: Welcome): void {
    const { rate = 50, subs = 128 } = Object(limits) as Partial<WireLimits>;
    this.#step = 1_000 / rate;
    this.#burst = (subs - 1) * this.#step;
    this.#patience = ping.every + ping.timeout;
    this.#ahead = time - this.#config.runtime.now();
    void this.#renewBefore(exp);
    this.#watchFor(this.#patience);
    this.#owner.welcome();
  }

  /** A token that is always the same cannot be renewed. */
  async #renewBefore(expires: number | undefined): Promise<void> {
    const { runtime, source } = this.#config;
    this.#renewal?.stop();
    if (expires === undefined || typeof source !== 'function') return;
    const life = expires - this.#ahead - runtime.now();
    const { TokenRenewal } = await import('./tokenRenewal.ts');
    this.#renewal ??= new TokenRenewal(runtime, source, (token) => this.send({ t: 'auth', token }));
    if (this.#isOpen) this.#renewal.schedule(life);
  }

  #watchFor(time: number): void {
    this.#watch?.();
    this.#watch = this.#config.runtime.setTimer(() => this.#check(), time);
  }

  /** One timer, which is set again for what is left: setting one for each message would cost more. */
  #check(): void {
    const left = this.#heardAt + this.#patience - this.#config.runtime.monotonic();
    if (left > 0) this.#watchFor(left);
    else this.#fail(`the server said nothing for ${this.#patience} ms`);
  }

  #fail(problem: string): void {
    this.#socket.close(1000);
    this.#end(1006, problem);
  }

  #end(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stop();
    this.#owner.closed(code, reason);
  }
}
