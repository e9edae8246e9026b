import type { IncomingMessage } from 'node:http';
import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import { WireError } from '../wire/index.ts';
import { judgeToken } from './authenticate.ts';
import type { Authenticate, Identity } from './authenticate.ts';

/** What decides whether a connection may go on. */
export interface AdmissionConfig {
  readonly runtime: Runtime;
  /** Undefined: everybody may. */
  readonly authenticate: Authenticate | undefined;
  readonly request: IncomingMessage;
  /** How long a connection lives on behind the end of its token. */
  readonly grace: Milliseconds;
  /** The token has expired and no other came. */
  expired(): void;
}

/** Who a connection belongs to, and for how long: from its first token to each new one. */
export class Admission {
  readonly #config: AdmissionConfig;
  #identity: Identity | undefined;
  #isChecking = false;
  #expiry: Cancel | undefined;

  constructor(config: AdmissionConfig, identity: Identity | undefined) {
    this.#config = config;
    if (identity !== undefined) this.#admit(identity);
  }

  /** Nobody has to show a token, or a good one was shown. */
  get isAdmitted(): boolean {
    return this.#config.authenticate === undefined || this.#identity !== undefined;
  }

  /** Whom the token that was shown stands for. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** When the token expires, as messages tell it. */
  get expiry(): { readonly exp?: Milliseconds } {
    const { expires = Infinity } = this.#identity ?? {};
    return expires === Infinity ? {} : { exp: expires };
  }

  /** Whether tokens are judged here at all. */
  get isNeeded(): boolean {
    return this.#config.authenticate !== undefined;
  }

  /** Judges a token; resolves with what is wrong, or nothing. One at a time. */
  async check(token: string): Promise<WireError | undefined> {
    const { authenticate, request, runtime } = this.#config;
    if (authenticate === undefined) return undefined;
    if (this.#isChecking) return new WireError('protocol', 'auth: another token is being checked');
    this.#isChecking = true;
    const verdict = await judgeToken(authenticate, token, request, runtime.now());
    this.#isChecking = false;
    if (verdict === 'failed') return new WireError('internal', 'internal error');
    if (verdict === 'refused' || this.#isForeign(verdict)) return unauthorized();
    this.#admit(verdict);
    return undefined;
  }

  #isForeign({ user }: Identity): boolean {
    return this.#identity !== undefined && this.#identity.user !== user;
  }

  #admit(identity: Identity): void {
    this.stop();
    this.#identity = identity;
    const { runtime, grace, expired } = this.#config;
    const { expires = Infinity } = identity;
    if (expires === Infinity) return;
    this.#expiry = runtime.setTimer(expired, expires - runtime.now() + grace);
  }

  stop(): void {
    this.#expiry?.();
    this.#expiry = undefined;
  }
}

/** A token is missing, wrong, expired or somebody else's: which of these is not told. */
export function unauthorized(): WireError {
  return new WireError('unauthorized', 'unauthorized');
}
