import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds } from '../kernel/index.ts';
import type { BatchBounds } from './batchBounds.ts';

/**
 * The batch in the making. Invariant: while it holds values, the output's watermark is held at the
 * one before the first of them, so that none is late when the batch goes out.
 */
export class BatchLogic<T> implements Logic<T> {
  /** No watermark fires a batch: time does. */
  readonly wake: number = Infinity;
  nextTick: Milliseconds = Infinity;
  readonly #bounds: BatchBounds<T>;
  readonly #context: LogicContext<T, readonly T[]>;
  #values: T[] = [];
  #bytes = 0;
  #largest: Milliseconds = -Infinity;

  constructor(bounds: BatchBounds<T>, context: LogicContext<T, readonly T[]>) {
    this.#bounds = bounds;
    this.#context = context;
  }

  get size(): number {
    return this.#values.length;
  }

  get held(): number {
    return this.#values.length;
  }

  /** By time alone, the clock lets the batch go; else more values do. */
  get gathers(): boolean {
    const { count, bytes } = this.#bounds;
    return count < Infinity || bytes < Infinity;
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const { count, bytes, sizeOf } = this.#bounds;
    let position = from;
    while (position < to) {
      const value = chunk.values[position] as T;
      const size = bytes === Infinity ? 0 : checkSize(sizeOf(value));
      this.#context.output.at(chunk, position);
      if (this.#bytes + size > bytes) this.flush();
      const first = this.#values.length === 0;
      if (first) this.#begin(chunk, position);
      this.#take(value, size, chunk.timestamps[position] as number);
      position += 1;
      if (this.#values.length >= count || this.#bytes >= bytes) this.flush();
      // The driver has to look at the new due time before it goes on.
      else if (first && this.nextTick < Infinity) break;
    }
    return position;
  }

  /** All values are in by then; the end of the source sends the rest. */
  advance(): void {
    this.flush();
  }

  tick(now: Milliseconds): void {
    if (now >= this.nextTick) this.flush();
  }

  flush(): void {
    if (this.#values.length === 0) return;
    const [values, timestamp] = [this.#values, this.#largest];
    this.#values = [];
    this.#bytes = 0;
    this.#largest = -Infinity;
    this.nextTick = Infinity;
    this.#context.output.emit(values, timestamp);
    this.#context.output.hold(Infinity);
  }

  snapshot(): undefined {
    return undefined;
  }

  restore(): void {
    // Nothing is left in it at a barrier.
  }

  #begin(chunk: Chunk<T>, position: number): void {
    this.#context.output.hold(watermarkBefore(chunk, position));
    const { time } = this.#bounds;
    if (time < Infinity) this.nextTick = (chunk.arrivals?.[position] ?? this.#context.now()) + time;
  }

  #take(value: T, size: number, timestamp: Milliseconds): void {
    const { limit } = this.#bounds;
    if (this.#values.length >= limit) {
      const fix = 'raise limit, shorten time, or cut batches by count as well';
      throw new StreamError(
        'MILLRACE_OVERFLOW',
        `batch: a batch grew over its limit of ${limit} values; ${fix}`,
      );
    }
    this.#values.push(value);
    this.#bytes += size;
    this.#largest = Math.max(this.#largest, timestamp);
  }
}

/** Returns the size of a value, and refuses what is none. */
export function checkSize(size: unknown): number {
  if (typeof size === 'number' && size >= 0) return size;
  const text = `batch: sizeOf: expected a number of 0 or more, got ${show(size)}`;
  throw new StreamError('MILLRACE_CALLBACK', text);
}
