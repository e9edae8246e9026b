import type { Cancel } from '../runtime/index.ts';
import { PROTOCOL_VERSION, WireError } from '../wire/index.ts';
import type { Hello } from '../wire/index.ts';
import { Admission, unauthorized } from './admission.ts';
import type { Identity } from './authenticate.ts';
import type { ClientLine } from './clientLine.ts';
import type { ConnectionContext } from './connectionContext.ts';
import { Heartbeat } from './heartbeat.ts';

/** From a client's hello to its welcome, and what keeps that standing: its tokens and its signs of life. */
export class Handshake {
  readonly #context: ConnectionContext;
  readonly #line: ClientLine;
  readonly #admission: Admission;
  readonly #helloTimer: Cancel;
  #isGreeted = false;
  #heartbeat: Heartbeat | undefined;
  #client: string | undefined;

  constructor(context: ConnectionContext, line: ClientLine) {
    const { runtime, settings, request, identity } = context;
    const { authenticate, tokenGrace: grace, helloTimeout } = settings;
    this.#context = context;
    this.#line = line;
    const expired = (): void => line.fail(new WireError('tokenExpired', 'the token has expired'));
    this.#admission = new Admission({ runtime, authenticate, request, grace, expired }, identity);
    this.#helloTimer = runtime.setTimer(() => this.#timeOut(), helloTimeout);
  }

  /** Whether the client has its welcome. */
  get isOver(): boolean {
    return this.#heartbeat !== undefined;
  }

  /** The name that the client gave itself. */
  get client(): string | undefined {
    return this.#client;
  }

  /** Whom its token stands for. */
  get identity(): Identity | undefined {
    return this.#admission.identity;
  }

  /** Anything came from the client. */
  heard(): void {
    this.#heartbeat?.heard();
  }

  /** @throws WireError `protocol` for a kind of message that must not come before the welcome */
  mustBeOver(kind: string): void {
    if (this.isOver) return;
    const first = this.#isGreeted ? 'the welcome' : 'hello';
    throw new WireError('protocol', `${kind}: ${first} must come first`);
  }

  /** @throws WireError `protocol`, `unauthorized` */
  greet({ v, client, token }: Hello): void {
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
      this.#line.guarded(() => {
        if (!this.#line.isOpen) return this.#admission.stop();
        if (problem !== undefined) throw problem;
        accepted();
      });
    });
  }

  /** Puts a new token in the place of the one that was shown. */
  renew(token: string): void {
    this.#check(token, () => {
      this.#line.send({ t: 'authok', ...this.#admission.expiry });
      this.#line.steered();
    });
  }

  #welcome(): void {
    this.#helloTimer();
    this.#heartbeat = this.#startHeartbeat();
    const { runtime, settings } = this.#context;
    const { id, codec } = this.#line;
    this.#line.send({
      t: 'welcome',
      v: PROTOCOL_VERSION,
      conn: id,
      server: settings.server,
      time: runtime.now(),
      ping: { every: settings.pingEvery, timeout: settings.pingTimeout },
      limits: settings.limits,
      ...this.#admission.expiry,
      ...(codec.dict === undefined ? {} : { dict: codec.dict }),
    });
    this.#line.steered();
  }

  #startHeartbeat(): Heartbeat {
    const { runtime, settings } = this.#context;
    return new Heartbeat({
      runtime,
      every: settings.pingEvery,
      grace: settings.pingTimeout,
      ping: () => this.#line.send({ t: 'ping' }),
      progress: () => this.#line.drained,
      dead: () => this.#line.terminate(),
    });
  }

  #timeOut(): void {
    const { helloTimeout } = this.#context.settings;
    this.#line.fail(new WireError('helloTimeout', `no hello within ${helloTimeout} ms`));
  }

  stop(): void {
    this.#helloTimer();
    this.#heartbeat?.stop();
    this.#admission.stop();
  }
}
