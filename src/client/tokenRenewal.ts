import type { Cancel, Runtime } from '../runtime/index.ts';

/** A token, or what gives one each time that it is needed. */
export type TokenSource = string | (() => string | Promise<string>);

/** How much of a token's life passes before a new one is asked for. */
const RENEW_AT = 0.8;

/** Asks for a new token before the one of a connection expires. */
export class TokenRenewal {
  readonly #runtime: Runtime;
  readonly #source: TokenSource | undefined;
  readonly #send: (token: string) => void;
  /** The server's clock, less ours. */
  #ahead = 0;
  #timer: Cancel | undefined;

  constructor(runtime: Runtime, source: TokenSource | undefined, send: (token: string) => void) {
    this.#runtime = runtime;
    this.#source = source;
    this.#send = send;
  }

  /** The server told its time. */
  setClock(time: number): void {
    this.#ahead = time - this.#runtime.now();
  }

  /** The server told when the token expires. A token that is always the same cannot be renewed. */
  schedule(expires: number | undefined): void {
    this.stop();
    if (expires === undefined || typeof this.#source !== 'function') return;
    const life = expires - this.#ahead - this.#runtime.now();
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

/** The token to show now. */
export async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  return typeof source === 'function' ? source() : source;
}
