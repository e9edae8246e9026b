import type { Milliseconds } from '../kernel/index.ts';

/** What a call to an asynchronous function is told beside its argument. */
export interface CallContext {
  /** The event time of the value that the call is for. */
  readonly timestamp: Milliseconds;
  /** Aborts when nobody waits for the answer any more: pass it on to `fetch` and its like. */
  readonly signal: AbortSignal;
}

/** The context of one attempt. Its signal is made when it is asked for: most functions never do. */
export class AttemptContext implements CallContext {
  readonly timestamp: Milliseconds;
  #controller: AbortController | undefined;
  #reason: { readonly value: unknown } | undefined;

  constructor(timestamp: Milliseconds) {
    this.timestamp = timestamp;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason.value);
    }
    return this.#controller.signal;
  }

  /** Nobody waits for this attempt any more. */
  abort(reason?: unknown): void {
    this.#reason = { value: reason };
    this.#controller?.abort(reason);
  }
}
