import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Cancel, Runtime } from '../runtime/index.ts';
import {
  CLOSE,
  codecOf,
  comebackAfter,
  PROTOCOL_VERSION,
  readClientMessage,
  WireError,
} from '../wire/index.ts';
import type { Bye, ClientMessage, Codec, Hello, ServerMessage } from '../wire/index.ts';
import { Admission, unauthorized } from './admission.ts';
import type { Identity } from './authenticate.ts';
import type { FeedReader } from './feedReader.ts';
import type { FilterLoader } from './filterLoader.ts';
import type { ConnectionStats } from './feedStats.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { Heartbeat } from './heartbeat.ts';
import { MessageRate } from './messageRate.ts';
import { Outlet } from './outlet.ts';
import { PageRequests } from './pageRequests.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import type { ServerSettings } from './serverConfig.ts';
import { Steering } from './steering.ts';
import { Subscriptions } from './subscriptions.ts';
import type { RawData, WebSocket } from './webSocketServer.ts';

/** What a connection needs of its server. */
export interface ConnectionContext {
  readonly runtime: Runtime;
  readonly settings: ServerSettings;
  readonly feeds: ReadonlyMap<string, PublishedFeed>;
  readonly codecs: readonly Codec[];
  readonly filters: FilterLoader;
  /** The request that opened the connection. */
  readonly request: IncomingMessage;
  /** Whom a token in the request stands for. */
  readonly identity: Identity | undefined;
}

/**
 * One client: reads its messages, keeps the rules, and writes what its cursors give for as long as
 * its socket takes it. Whatever the client does, only its own connection suffers.
 */
export class Connection implements FeedReader {
  readonly codec: Codec;
  readonly #id: string;
  readonly #ws: WebSocket;
  readonly #context: ConnectionContext;
  readonly #outlet: Outlet;
  readonly #subscriptions: Subscriptions;
  readonly #pages: PageRequests;
  readonly #steering: Steering;
  readonly #rate: MessageRate;
  readonly #helloTimer: Cancel;
  readonly #admission: Admission;
  #isGreeted = false;
  /** Messages that wait until filters are loaded. Bound: the rate of messages. */
  #waiting: ClientMessage[] | undefined;
  #heartbeat: Heartbeat | undefined;
  #client: string | undefined;
  /** The newest ping of WebSocket itself that has not been answered. */
  #ping: Buffer | undefined;

  constructor(ws: WebSocket, socket: Duplex, context: ConnectionContext) {
    const { runtime, settings, feeds, codecs, filters } = context;
    const { limits } = settings;
    this.#ws = ws;
    this.#context = context;
    this.#id = runtime.id();
    this.codec = codecs.find(({ name }) => name === codecOf(ws.protocol)) ?? (codecs[0] as Codec);
    this.#outlet = new Outlet(socket, this.codec, settings.maxBuffered);
    this.#subscriptions = new Subscriptions({
      feeds,
      limits,
      reader: this,
      runtime,
      filters,
    });
    this.#pages = new PageRequests(feeds, limits, () => this.wake());
    this.#rate = new MessageRate(runtime, limits.rate, limits.rate + limits.subs);
    const { request, identity } = context;
    const { authenticate, tokenGrace: grace, playback } = settings;
    const expired = (): void => this.#fail(new WireError('tokenExpired', 'the token has expired'));
    this.#admission = new Admission({ runtime, authenticate, request, grace, expired }, identity);
    this.#steering = new Steering(
      playback,
      () => playback?.allow(this.#admission.identity, request) ?? false,
    );
    this.#helloTimer = runtime.setTimer(() => this.#timeOut(), settings.helloTimeout);
    this.#listen();
  }

  #listen(): void {
    this.#ws.on('message', (data, isBinary) => this.#guarded(() => this.#receive(data, isBinary)));
    this.#ws.on('close', () => this.#stop());
    // The library closes a connection itself after what it cannot read, with a code of the
    // WebSocket protocol (1009 for a frame that is too large); without a listener the error would
    // be thrown.
    this.#ws.on('error', () => this.#stop());
    this.#ws.on('ping', (data) => this.#guarded(() => this.#pinged(data)));
    this.#outlet.onDrain(() => this.#drained());
  }

  #drained(): void {
    this.#hearAgain();
    this.#guarded(() => this.#pong());
    this.wake();
  }

  #hearAgain(): void {
    if (this.#ws.isPaused) this.#ws.resume();
  }

  /** There is something new to read, or room to write. */
  wake(): void {
    // Without a closure: this runs for each reader and message.
    try {
      if (!this.#isOpen) return;
      if (this.#outlet.isFull) this.#subscriptions.hold();
      else this.#pumpTogether();
    } catch (error) {
      this.#failWith(error);
    }
  }

  take(frame: Frame): boolean {
    // As in `wake`; who fails has nothing to look for any more.
    try {
      if (!this.#isOpen || this.#outlet.isFull) return false;
      this.#outlet.write(frame);
    } catch (error) {
      this.#failWith(error);
    }
    return true;
  }

  /** The playback stands elsewhere, or runs otherwise. */
  steered(): void {
    if (this.#heartbeat === undefined) return;
    this.#steering.changed();
    this.wake();
  }

  /** Tells when to come back from a restart. */
  announce(restart: Bye): void {
    if (this.#heartbeat !== undefined) this.#send(restart);
  }

  /** Closes with a code; a client that does not answer is cut off by `terminate`. */
  close(code: number, reason: string): void {
    this.#stop();
    if (!this.#isOpen) return;
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
      id: this.#id,
      client: this.#client,
      codec: this.codec.name,
      subscriptions: this.#subscriptions.stats(),
      buffered: this.#outlet.buffered,
      sent: this.#outlet.sent,
    };
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
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
  #send(message: ServerMessage): void {
    if (!this.#isOpen) return;
    this.#outlet.answer(frameOf(this.codec, message));
    if (this.#outlet.isCrowded) this.#ws.pause();
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failWith(error);
    }
  }

  #failWith(error: unknown): void {
    this.#fail(error instanceof WireError ? error : new WireError('internal', 'internal error'));
  }

  #fail({ code, message }: WireError): void {
    const close = CLOSE[code];
    const retry = comebackAfter(close) !== 'never';
    try {
      this.#send({ t: 'err', code, msg: message, retry });
      this.close(close, message.slice(0, LONGEST_REASON));
    } catch {
      // Nothing can be told any more: the socket itself fails.
      this.terminate();
    }
  }

  #timeOut(): void {
    const { helloTimeout } = this.#context.settings;
    this.#fail(new WireError('helloTimeout', `no hello within ${helloTimeout} ms`));
  }

  #receive(data: RawData, isBinary: boolean): void {
    // What a client sent before it knew that it is being closed is not looked at any more.
    if (!this.#isOpen) return;
    const { limits } = this.#context.settings;
    this.#heartbeat?.heard();
    this.#count();
    if (isBinary)
      throw new WireError('badMessage', 'message: expected JSON text, got a binary frame');
    // With the library's default binaryType a message is one Buffer.
    this.#handle(readClientMessage((data as Buffer).toString(), limits));
  }

  #count(): void {
    const { rate } = this.#context.settings.limits;
    if (!this.#rate.take())
      throw new WireError('tooManyMessages', `more than ${rate} messages a second`);
  }

  /** A ping of WebSocket itself: of those that came while the socket was full the newest is answered. */
  #pinged(data: Buffer): void {
    if (!this.#isOpen) return;
    this.#count();
    this.#ping = data;
    if (!this.#outlet.isFull) this.#pong();
  }

  #pong(): void {
    const data = this.#ping;
    this.#ping = undefined;
    if (data !== undefined && this.#isOpen) this.#ws.pong(data);
  }

  #handle(message: ClientMessage): void {
    if (message.t === 'hello') return this.#greet(message);
    if (this.#heartbeat === undefined) {
      const first = this.#isGreeted ? 'the welcome' : 'hello';
      throw new WireError('protocol', `${message.t}: ${first} must come first`);
    }
    if (this.#waiting !== undefined) return void this.#waiting.push(message);
    if ('filter' in message && message.filter !== null && !this.#context.filters.isReady)
      return void this.#awaitFilters(message);
    if (message.t === 'auth') return this.#renew(message.token);
    if (message.t === 'ping') this.#send({ ...message, t: 'pong' });
    if (message.t === 'unsub') this.#subscriptions.remove(message.id);
    if (message.t === 'sub') this.#answer(this.#subscriptions.add(message));
    if (message.t === 'set') this.#answer(this.#subscriptions.change(message));
    if (message.t === 'hist') this.#answer(this.#pages.add(message));
    if (message.t === 'ctl')
      void this.#steering.steer(message).then((answer) => this.#guarded(() => this.#send(answer)));
  }

  async #awaitFilters(message: ClientMessage): Promise<void> {
    const waiting = [message];
    this.#waiting = waiting;
    await this.#context.filters.load();
    this.#waiting = undefined;
    this.#guarded(() => {
      for (const next of waiting) if (this.#isOpen) this.#handle(next);
    });
  }

  /** Tells what is known at once; the rest comes as fast as the socket takes it. */
  #answer(messages: readonly ServerMessage[]): void {
    for (const message of messages) this.#send(message);
    this.wake();
  }

  #greet({ v, client, token }: Hello): void {
    if (this.#isGreeted) throw new WireError('protocol', 'hello: came twice');
    if (v !== PROTOCOL_VERSION) {
      throw new WireError('protocol', `hello: v: this server speaks version ${PROTOCOL_VERSION}`);
    }
    this.#isGreeted = true;
    this.#client = client?.name;
    if (token !== undefined) return this.#check(token, () => this.#welcome());
    if (!this.#admission.isAdmitted) throw unauthorized();
    this.#welcome();
  }

  /** Calls back when the token is good; the hello timer goes on while it is judged. */
  #check(token: string, accepted: () => void): void {
    if (!this.#admission.isNeeded) return accepted();
    void this.#admission.check(token).then((problem) => {
      this.#guarded(() => {
        if (!this.#isOpen) return this.#admission.stop();
        if (problem !== undefined) throw problem;
        accepted();
      });
    });
  }

  #renew(token: string): void {
    this.#check(token, () => {
      this.#send({ t: 'authok', ...this.#admission.expiry });
      this.steered();
    });
  }

  #welcome(): void {
    this.#helloTimer();
    this.#heartbeat = this.#startHeartbeat();
    const { runtime, settings } = this.#context;
    this.#send({
      t: 'welcome',
      v: PROTOCOL_VERSION,
      conn: this.#id,
      server: settings.server,
      time: runtime.now(),
      ping: { every: settings.pingEvery, timeout: settings.pingTimeout },
      limits: settings.limits,
      ...this.#admission.expiry,
      ...(this.codec.dict === undefined ? {} : { dict: this.codec.dict }),
    });
    this.steered();
  }

  #startHeartbeat(): Heartbeat {
    const { runtime, settings } = this.#context;
    return new Heartbeat({
      runtime,
      every: settings.pingEvery,
      grace: settings.pingTimeout,
      ping: () => this.#send({ t: 'ping' }),
      progress: () => this.#outlet.drained,
      dead: () => this.terminate(),
    });
  }

  #stop(): void {
    this.#helloTimer();
    this.#heartbeat?.stop();
    this.#admission.stop();
    this.#subscriptions.close();
  }
}

/** A WebSocket close frame has room for 123 bytes of reason; ours are plain ASCII. */
const LONGEST_REASON = 120;
