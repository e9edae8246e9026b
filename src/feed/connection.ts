import type { Duplex } from 'node:stream';
import { CLOSE, codecOf, comebackAfter, WireError } from '../wire/index.ts';
import type { Bye, Codec, ServerMessage } from '../wire/index.ts';
import { ClientInput } from './clientInput.ts';
import type { ClientLine } from './clientLine.ts';
import type { ConnectionContext } from './connectionContext.ts';
import type { FeedReader } from './feedReader.ts';
import type { ConnectionStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { Handshake } from './handshake.ts';
import { Outlet } from './outlet.ts';
import { PageRequests } from './pageRequests.ts';
import { Steering } from './steering.ts';
import { Subscriptions } from './subscriptions.ts';
import type { WebSocket } from './webSocketServer.ts';

/**
 * One client: reads its messages, keeps the rules, and writes what its cursors give for as long as
 * its socket takes it. Whatever the client does, only its own connection suffers.
 */
export class Connection implements FeedReader, ClientLine {
  readonly codec: Codec;
  readonly id: string;
  readonly #ws: WebSocket;
  readonly #outlet: Outlet;
  readonly #handshake: Handshake;
  readonly #subscriptions: Subscriptions;
  readonly #pages: PageRequests;
  readonly #steering: Steering;
  readonly #input: ClientInput;
  /** The newest ping of WebSocket itself that has not been answered. */
  #ping: Buffer | undefined;

  constructor(ws: WebSocket, socket: Duplex, context: ConnectionContext) {
    const { runtime, settings, feeds, codecs, filters, request } = context;
    const { limits, playback } = settings;
    this.#ws = ws;
    this.id = runtime.id();
    this.codec = codecs.find(({ name }) => name === codecOf(ws.protocol)) ?? (codecs[0] as Codec);
    this.#outlet = new Outlet(socket, this.codec, settings.maxBuffered);
    const handshake = new Handshake(context, this);
    const subscriptions = new Subscriptions({ feeds, limits, reader: this, runtime, filters });
    const pages = new PageRequests(feeds, limits, () => this.wake());
    const maySteer = (): boolean => playback?.allow(handshake.identity, request) ?? false;
    const steering = new Steering(playback, maySteer);
    this.#handshake = handshake;
    this.#subscriptions = subscriptions;
    this.#pages = pages;
    this.#steering = steering;
    this.#input = new ClientInput(context, this, { handshake, subscriptions, pages, steering });
    this.#listen();
  }

  #listen(): void {
    // With the library's default binaryType a message is one Buffer.
    this.#ws.on('message', (data, isBinary) =>
      this.guarded(() => this.#input.take(data as Buffer, isBinary)),
    );
    this.#ws.on('close', () => this.#stop());
    // The library closes a connection itself after what it cannot read, with a code of the
    // WebSocket protocol (1009 for a frame that is too large); without a listener the error would
    // be thrown.
    this.#ws.on('error', () => this.#stop());
    this.#ws.on('ping', (data) => this.guarded(() => this.#pinged(data)));
    this.#outlet.onDrain(() => this.#drain());
  }

  #drain(): void {
    this.#hearAgain();
    this.guarded(() => this.#pong());
    this.wake();
  }

  #hearAgain(): void {
    if (this.#ws.isPaused) this.#ws.resume();
  }

  wake(): void {
    // Without a closure: this runs for each reader and message.
    try {
      if (!this.isOpen) return;
      if (this.#outlet.isFull) this.#subscriptions.hold();
      else this.#pumpTogether();
    } catch (error) {
      this.#failWith(error);
    }
  }

  take(frame: Frame): boolean {
    // As in `wake`; who fails has nothing to look for any more.
    try {
      if (!this.isOpen || this.#outlet.isFull) return false;
      this.#outlet.write(frame);
    } catch (error) {
      this.#failWith(error);
    }
    return true;
  }

  steered(): void {
    if (!this.#handshake.isOver) return;
    this.#steering.changed();
    this.wake();
  }

  /** Tells when to come back from a restart. */
  announce(restart: Bye): void {
    if (this.#handshake.isOver) this.send(restart);
  }

  /** Closes with a code; a client that does not answer is cut off by `terminate`. */
  close(code: number, reason: string): void {
    this.#stop();
    if (!this.isOpen) return;
    // The other side's word on it must be heard.
    this.#hearAgain();
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#stop();
    this.#ws.terminate();
  }

  stats(): ConnectionStats {
    return {
      id: this.id,
      client: this.#handshake.client,
      codec: this.codec.name,
      subscriptions: this.#subscriptions.stats(),
      buffered: this.#outlet.buffered,
      sent: this.#outlet.sent,
    };
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  get drained(): number | undefined {
    return this.#outlet.drained;
  }

  #pumpTogether(): void {
    try {
      this.#pump();
    } finally {
      this.#outlet.parted();
    }
  }

  #pump(): void {
    for (;;) {
      const answer = this.#steering.next(this.codec) ?? this.#pages.next(this.codec);
      if (answer === undefined) break;
      this.#outlet.together();
      this.#outlet.write(answer);
      if (this.#outlet.isFull) return this.#subscriptions.hold();
    }
    this.#subscriptions.read(this.codec, this.#outlet);
  }

  /** Who takes no answers is not heard any more: what waits for it stays bounded, and it may be dead. */
  send(message: ServerMessage): void {
    if (!this.isOpen) return;
    this.#outlet.answer(frameOf(this.codec, message));
    if (this.#outlet.isCrowded) this.#ws.pause();
  }

  guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failWith(error);
    }
  }

  #failWith(error: unknown): void {
    this.fail(error instanceof WireError ? error : new WireError('internal', 'internal error'));
  }

  fail({ code, message }: WireError): void {
    const close = CLOSE[code];
    const retry = comebackAfter(close) !== 'never';
    try {
      this.send({ t: 'err', code, msg: message, retry });
      this.close(close, message.slice(0, LONGEST_REASON));
    } catch {
      // Nothing can be told any more: the socket itself fails.
      this.terminate();
    }
  }

  /** A ping of WebSocket itself: of those that came while the socket was full the newest is answered. */
  #pinged(data: Buffer): void {
    if (!this.isOpen) return;
    this.#input.count();
    this.#ping = data;
    if (!this.#outlet.isFull) this.#pong();
  }

  #pong(): void {
    const data = this.#ping;
    this.#ping = undefined;
    if (data !== undefined && this.isOpen) this.#ws.pong(data);
  }

  #stop(): void {
    this.#handshake.stop();
    this.#subscriptions.close();
  }
}

/** A WebSocket close frame has room for 123 bytes of reason; ours are plain ASCII. */
const LONGEST_REASON = 120;
