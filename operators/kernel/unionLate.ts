import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';
import { MinHeap } from './minHeap.ts';

/** An event that waits. */
interface Waiting<T> {
  readonly value: T;
  readonly timestamp: Milliseconds;
  /** The watermark of its own input before it. */
  readonly own: Milliseconds;
  readonly input: number;
  readonly order: number;
}

/** A saved one: value, timestamp, own watermark, input, order. */
export type SavedLate = readonly [unknown, Milliseconds, Milliseconds, number, number];

/**
 * Lets each event meet the watermark of its own input, so that what is late further on does not depend
 * on how the inputs interleave.
 *
 * An event ahead of its own input's watermark is ahead of the union's too, and late nowhere: it passes
 * at once. One behind it, while the union's watermark is lower still, waits until that has come as far,
 * and goes out with exactly that watermark before it, in the order of those watermarks. Any operator
 * then judges it as if its input were alone.
 *
 * State: the events that wait: those behind their input's watermark, of inputs ahead of the others.
 */
export class UnionLate<T> {
  readonly #waiting = new MinHeap<Waiting<T>>(
    (a, b) => a.own - b.own || a.input - b.input || a.order - b.order,
  );
  #order = 0;

  /** How many events wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Takes out of a chunk what has to wait, and puts in what has waited long enough.
   *
   * @param united the chunk with the union's watermarks
   * @param own the chunk with its input's watermarks
   */
  weave(united: Chunk<T>, input: number, own: Chunk<T>): Chunk<T> {
    if (!this.#concerns(united, own)) return united;
    const columns = new Woven<T>(united);
    for (let i = 0; i < united.values.length; i += 1) {
      const combined = watermarkBefore(united, i);
      this.#release(combined, columns, i);
      const value = united.values[i] as T;
      const timestamp = united.timestamps[i] as number;
      const judge = watermarkBefore(own, i);
      if (timestamp > judge || judge <= combined) columns.add(value, timestamp, combined, i);
      else {
        this.#waiting.push({ value, timestamp, own: judge, input, order: this.#order });
        this.#order += 1;
      }
    }
    this.#release(united.watermark, columns, united.values.length - 1);
    return columns.chunk();
  }

  snapshot(): readonly SavedLate[] {
    return this.#waiting.items.map(({ value, timestamp, own, input, order }) => [
      value,
      timestamp,
      own,
      input,
      order,
    ]);
  }

  restore(saved: readonly SavedLate[]): void {
    for (const [value, timestamp, own, input, order] of saved) {
      this.#waiting.push({ value: value as T, timestamp, own, input, order });
      this.#order = Math.max(this.#order, order + 1);
    }
  }

  #concerns(united: Chunk<T>, own: Chunk<T>): boolean {
    const { first } = this.#waiting;
    if (first !== undefined && first.own <= united.watermark) return true;
    return united.timestamps.some((timestamp, i) => {
      const judge = watermarkBefore(own, i);
      return timestamp <= judge && judge > watermarkBefore(united, i);
    });
  }

  #release(combined: Milliseconds, columns: Woven<T>, position: number): void {
    for (let { first } = this.#waiting; first !== undefined; { first } = this.#waiting) {
      if (first.own > combined) return;
      this.#waiting.pop();
      columns.add(first.value, first.timestamp, first.own, position);
    }
  }
}

/** The columns of a chunk in the making; each value arrives with the one at the position it is put at. */
class Woven<T> {
  readonly #source: Chunk<T>;
  readonly #values: T[] = [];
  readonly #timestamps: Milliseconds[] = [];
  readonly #before: Milliseconds[] = [];
  readonly #arrivals: Milliseconds[] | undefined;

  constructor(source: Chunk<T>) {
    this.#source = source;
    const recorded = source.arrivals !== undefined && source.values.length > 0;
    this.#arrivals = recorded ? [] : undefined;
  }

  add(value: T, timestamp: Milliseconds, before: Milliseconds, position: number): void {
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    this.#before.push(before);
    this.#arrivals?.push(this.#source.arrivals?.[position] as number);
  }

  chunk(): Chunk<T> {
    const [values, timestamps, before] = [this.#values, this.#timestamps, this.#before];
    return { ...this.#source, values, timestamps, before, arrivals: this.#arrivals };
  }
}
