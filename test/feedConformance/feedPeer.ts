import type { Frame } from './frameReader.ts';
import { ItemReader } from './itemReader.ts';
import type { Message, Seen } from './itemReader.ts';
import { openRawSocket } from './rawSocket.ts';
import type { Closed, RawSocket, Upgrade } from './rawSocket.ts';
import type { Target } from './target.ts';
import { within } from './within.ts';
import { opcodes } from './writeFrame.ts';

export type { Message } from './itemReader.ts';

/** How a peer opens its connection. */
export interface PeerOptions extends Upgrade {
  /** Whether it leaves pings without an answer. */
  readonly isMute?: boolean;
}

/** The longest that an answer may take, in ms. */
const PATIENCE = 10_000;

/** One connection that speaks the protocol by hand. */
export class FeedPeer {
  readonly #isMute: boolean;
  #raw: RawSocket | undefined;
  #reader: ItemReader | undefined;
  readonly #waiting: Message[] = [];
  /** What every message but pings was so far. */
  readonly kinds: string[] = [];
  #arrived: () => void = () => undefined;

  private constructor(isMute: boolean) {
    this.#isMute = isMute;
  }

  /** Opens a connection; says nothing. */
  static async open(target: Target, options: PeerOptions = {}): Promise<FeedPeer> {
    const peer = new FeedPeer(options.isMute === true);
    peer.#raw = await openRawSocket(target.url, options, (frame) => peer.#take(frame));
    return peer;
  }

  /** Opens a connection and says hello, with the token where one is wanted. */
  static async greet(target: Target, options: PeerOptions = {}): Promise<FeedPeer> {
    const { peer } = await FeedPeer.welcome(target, options);
    return peer;
  }

  /** The same, with the server's answer. */
  static async welcome(
    target: Target,
    options: PeerOptions = {},
  ): Promise<{ readonly peer: FeedPeer; readonly welcome: Message }> {
    const peer = await FeedPeer.open(target, options);
    peer.send(helloTo(target));
    return { peer, welcome: await peer.next('welcome') };
  }

  get raw(): RawSocket {
    if (this.#raw === undefined) throw new Error('the connection is not open yet');
    return this.#raw;
  }

  /** How often short forms came. */
  get seen(): Seen {
    return this.#items.seen;
  }

  get #items(): ItemReader {
    this.#reader ??= new ItemReader(this.raw.protocol);
    return this.#reader;
  }

  send(message: object | string): void {
    this.raw.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /**
   * The next message of a kind for which a condition holds; others before it are passed over.
   *
   * @throws Error when it does not come in time, or the connection ends
   */
  next(kind: string, holds: (message: Message) => boolean = () => true): Promise<Message> {
    return this.#whileOpen(this.#find(kind, holds), `no ${kind}`);
  }

  #whileOpen(found: Promise<Message>, problem: string): Promise<Message> {
    const closed = this.raw.closed.then(({ code, reason }) => {
      throw new Error(`${problem}: the connection ended with ${code} ${reason}`);
    });
    return within(Promise.race([found, closed]), PATIENCE, problem);
  }

  async #find(kind: string, holds: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message === undefined) await this.#more();
      else if (message['t'] === kind && holds(message)) return message;
      else if (message['t'] === 'err' && kind !== 'err')
        throw new Error(`no ${kind}: ${JSON.stringify(message)}`);
    }
  }

  /** The errors that came so far and did not end a wait for something else. */
  readonly errors: Message[] = [];

  /** The next message of a kind; errors before it are kept in `errors`. */
  async nextOrErr(kind: string): Promise<Message> {
    for (;;) {
      const message = await this.any();
      if (message['t'] === kind) return message;
      if (message['t'] === 'err') this.errors.push(message);
    }
  }

  /** The next message, whatever it is. */
  any(): Promise<Message> {
    return this.#whileOpen(this.#first(), 'no message');
  }

  async #first(): Promise<Message> {
    while (this.#waiting.length === 0) await this.#more();
    return this.#waiting.shift() as Message;
  }

  /** Waits for the end of the connection. */
  closed(patience: number = PATIENCE): Promise<Closed> {
    return within(this.raw.closed, patience, 'the connection is still open');
  }

  close(): void {
    this.raw.destroy();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  #take(frame: Frame): void {
    if (frame.opcode >= opcodes.close) return;
    const message = this.#items.read(frame);
    if (message['t'] === 'ping' && !this.#isMute) this.send({ ...message, t: 'pong' });
    if (message['t'] !== 'ping') this.kinds.push(String(message['t']));
    this.#waiting.push(message);
    this.#arrived();
  }
}

/** The first message to a server. */
export function helloTo({ token }: Target): Message {
  return { t: 'hello', v: 1, ...(token === undefined ? {} : { token }) };
}
