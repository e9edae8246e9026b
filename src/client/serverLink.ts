import { BehaviorSubject } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Cancel } from '../runtime/index.ts';
import { comebackAfter, SUBPROTOCOLS } from '../wire/index.ts';
import type { Bye, CodecName } from '../wire/index.ts';
import type { ClientState, Platform } from './clientConfig.ts';
import { ClientConnection } from './clientConnection.ts';
import type { ConnectionListener, ConnectionOwner } from './clientConnection.ts';
import { reconnectDelay } from './reconnectDelay.ts';
import type { Backoff } from './reconnectDelay.ts';
import { refusedBy } from './refusedBy.ts';
import { tokenFrom } from './tokenFrom.ts';
import type { TokenSource } from './tokenFrom.ts';

/** What the connector was told; all defaults are filled in. */
export interface ConnectorConfig extends Backoff {
  readonly url: string;
  readonly codec: CodecName;
  readonly name: string;
  readonly token: TokenSource | undefined;
  readonly connectTimeout: number;
}

/** Who uses a link. */
export interface LinkUser extends ConnectionListener {
  /** The server takes what is to be said. */
  send(): void;
  /** The connection is no more, and another one follows. */
  lost(problem: StreamError): void;
  /** There is no connection any more, and none follows. */
  over(problem: StreamError): void;
}

/** The code of a connection that was not tried: that of one which was cut. */
const NO_TOKEN = 1006;

/** One connection after the other: when it breaks, there is another one, without an end. */
export class ServerLink implements ConnectionOwner {
  readonly state: BehaviorSubject<ClientState> = new BehaviorSubject<ClientState>('connecting');
  /** Why there is no connection. */
  problem: StreamError | undefined;
  /** Is there from its opening on. */
  connection: ClientConnection | undefined;
  /** When the server wants to be asked again. */
  bye: Bye | undefined;
  readonly #config: ConnectorConfig;
  readonly #platform: Platform;
  readonly #user: LinkUser;
  #retry: Cancel | undefined;
  #failures = 0;

  constructor(config: ConnectorConfig, platform: Platform, user: LinkUser) {
    this.#config = config;
    this.#platform = platform;
    this.#user = user;
  }

  get isClosed(): boolean {
    return this.state.value === 'closed';
  }

  /** The first attempt; the further ones follow by themselves. */
  async connect(): Promise<void> {
    try {
      const { url, codec, name, connectTimeout: timeout, token: source } = this.#config;
      const decoder = await this.#platform.decoder();
      const token = await tokenFrom(source).catch((error: unknown) => this.#noToken(error));
      if (this.isClosed || token === null) return;
      const socket = await this.#platform.open(url, [SUBPROTOCOLS[codec]]);
      const { runtime } = this.#platform;
      const connection = new ClientConnection(
        socket,
        decoder,
        { runtime, name, timeout, source, token },
        this.#user,
        this,
      );
      if (this.isClosed) connection.close();
      else this.connection = connection;
    } catch (error) {
      // The class refuses the address, or a package is missing: another attempt would end the same.
      this.#user.over(refusedBy(error));
    }
  }

  /** There is no token for now: the next attempt asks again. */
  #noToken(error: unknown): null {
    if (!this.isClosed) this.closed(NO_TOKEN, `no token: ${String(error)}`);
    return null;
  }

  welcome(): void {
    this.#failures = 0;
    this.problem = undefined;
    this.state.next('live');
    this.#user.send();
  }

  closed(code: number, reason: string): void {
    this.connection = undefined;
    const text = `connectFeeds: ${this.#config.url}: ${reason} (code ${code})`;
    const comeback = comebackAfter(code);
    if (comeback === 'never')
      return this.#user.over(new StreamError('MILLRACE_FEED_REFUSED', text));
    this.problem = new StreamError('MILLRACE_FEED_LOST', text);
    this.#user.lost(this.problem);
    // Who hears of that may close the client.
    if (this.isClosed) return;
    const { bye } = this;
    const { runtime } = this.#platform;
    const random = runtime.random();
    // A server that said when it is back is asked then, and after that as any other.
    const delay = bye
      ? bye.after + random * bye.spread
      : reconnectDelay(this.#config, this.#failures, comeback, random);
    this.bye = undefined;
    this.#failures += 1;
    this.#retry = runtime.setTimer(() => void this.connect(), delay);
    this.state.next('reconnecting');
  }

  /** There is no connection any more, because of a problem or because the client is done. */
  close(problem: StreamError | undefined = this.problem): void {
    this.problem = problem;
    // Who hears of the end may close the client again.
    if (this.isClosed) return;
    this.#retry?.();
    this.connection?.close();
    this.connection = undefined;
    this.state.next('closed');
    this.state.complete();
  }
}
