import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import { TimeQueue } from './timeQueue.ts';

/**
 * Holds events back until no earlier one can come: an event of time t goes out at the watermark
 * t - 1, since a later arrival of its own time goes behind it.
 *
 * State: the events ahead of the watermark, copied whole at a barrier.
 */
export class SortLogic<T> implements Logic<T> {
  readonly #context: LogicContext<T, T>;
  readonly #owner: string;
  readonly #queue = new TimeQueue<T>();

  constructor(owner: string, context: LogicContext<T, T>) {
    this.#owner = owner;
    this.#context = context;
  }

  get wake(): Milliseconds {
    return this.#queue.next - 1;
  }

  get size(): number {
    return this.#queue.size;
  }

  get waitingEntries(): WaitingEntries {
    return { count: this.#queue.size, until: this.wake };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    const { output } = this.#context;
    const next = (): ReturnType<TimeQueue<T>['takeUpTo']> => this.#queue.takeUpTo(watermark + 1);
    for (let queued = next(); queued !== undefined; queued = next()) {
      output.raise(queued.timestamp - 1);
      output.emit(queued.value, queued.timestamp);
    }
  }

  snapshot(): unknown {
    return this.#queue.entries().map(({ timestamp, value }) => [timestamp, value]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#owner}: saved state: expected a list of events, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [timestamp, value] of state as [Milliseconds, T][]) {
      this.#queue.push(value, timestamp);
    }
  }

  #take(chunk: Chunk<T>, index: number): void {
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - timestamp;
    if (behind < 0) this.#queue.push(value, timestamp);
    else this.#context.late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
  }
}
