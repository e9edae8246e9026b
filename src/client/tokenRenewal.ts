import type { Cancel, ClockRuntime } from '../runtime/index.ts';
import { tokenFrom } from './tokenFrom.ts';
import type { TokenSource } from './tokenFrom.ts';

/** How much of a token's life passes before a new one is asked for. */
const RENEW_AT = 0.8;

/** Asks for a new token before the one of a connection expires. */
export class TokenRenewal {
  readonly #runtime: ClockRuntime;
  readonly #source: TokenSource;
  readonly #send: (token: string) => void;
  #timer: Cancel | undefined;

  constructor(runtime: ClockRuntime, source: TokenSource, send: (token: string) => void) {
    this.#runtime = runtime;
    this.#source = source;
    this.#send = send;
  }

  /** The token lives for so long. */
  schedule(life: number): void {
    this.stop();
    this.#timer = this.#runtime.setTimer(() => void this.#renew(), life * RENEW_AT);
  }

  async #renew(): Promise<void> {
    try {
      const token = await tokenFrom(this.#source);
      if (this.#timer !== undefined && token !== undefined) this.#send(token);
    } catch {
      // The server ends the connection when the token has expired, and the next one asks again: if
      // there is no token then either, that is told.
    }
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
