import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';
import { lateError } from './late.ts';
import type { Late, LatePolicy } from './late.ts';
import type { OperatorCounters } from './operatorStream.ts';
import { SideBuffer } from './sideBuffer.ts';

/** Carries out an operator's choice for its late events, and counts each. */
export class LateSink<T> {
  readonly #owner: string;
  readonly #policy: LatePolicy<T>;
  readonly #counters: OperatorCounters;
  readonly #side: SideBuffer<Late<T>> | undefined;
  #watermark: Milliseconds = -Infinity;

  constructor(owner: string, policy: LatePolicy<T>, counters: OperatorCounters) {
    this.#owner = owner;
    this.#policy = policy;
    this.#counters = counters;
    this.#side = typeof policy === 'object' ? new SideBuffer(policy.output) : undefined;
  }

  take(event: Late<T>): void {
    this.#counters.late += 1;
    if (this.#policy === 'error') throw lateError(this.#owner, event);
    this.#watermark = event.watermark;
    this.#side?.add(event, event.timestamp, event.watermark);
  }

  finish(watermark: Milliseconds, input: Chunk<unknown>): void {
    this.#watermark = watermark;
    this.#side?.finish(watermark, input);
  }

  /** Sends what came before a failure. */
  rescue(): void {
    this.#side?.flush(this.#watermark);
  }

  complete(): void {
    this.#side?.complete();
  }

  error(error: unknown): void {
    this.#side?.error(error);
  }
}
