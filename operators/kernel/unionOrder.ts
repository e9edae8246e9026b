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
  readonly arrival: Milliseconds | undefined;
}

/** A saved one: value, timestamp, own watermark, input, order, arrival. */
export type SavedWaiting = readonly [
  unknown,
  Milliseconds,
  Milliseconds,
  number,
  number,
  Milliseconds | undefined,
];

/**
 * Puts the events of several inputs into an order that does not depend on how the inputs interleave:
 * that of the watermark of its own input before each event, then of the inputs, then of arrival.
 *
 * An event goes out once the union's watermark is past its own one, for then no input can bring
 * another that belongs before it; it has exactly that watermark before it, so any operator judges it
 * as if its input were alone. What is recorded as its arrival is the latest of those up to it.
 *
 * State: the events that wait, of inputs ahead of the others.
 */
export class UnionOrder<T> {
  readonly #waiting = new MinHeap<Waiting<T>>(
    (a, b) => a.own - b.own || a.input - b.input || a.order - b.order,
  );
  /** How many events wait, by input. */
  readonly #counts: number[];
  #order = 0;
  #arrived: Milliseconds = -Infinity;

  constructor(inputs: number) {
    this.#counts = Array.from({ length: inputs }, () => 0);
  }

  /** How many events wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many events of an input wait. */
  sizeOf(input: number): number {
    return this.#counts[input] ?? 0;
  }

  /**
   * Takes a chunk's events, and gives those that have waited long enough.
   *
   * @param united the chunk with the union's watermarks
   * @param own the chunk with its input's watermarks
   */
  weave(united: Chunk<T>, input: number, own: Chunk<T>): Chunk<T> {
    const released: Waiting<T>[] = [];
    for (const [i, value] of united.values.entries()) {
      const combined = watermarkBefore(united, i);
      this.#release(combined, released);
      const timestamp = united.timestamps[i] as number;
      const arrival = own.arrivals?.[i];
      // One of an input that was left out may be behind the union itself.
      const judge = Math.max(watermarkBefore(own, i), combined);
      this.#put({ value, timestamp, own: judge, input, order: this.#order, arrival });
    }
    this.#release(united.watermark, released);
    // Nobody knows when inputs that are silent go on: what may be the last goes out.
    if (united.control?.kind === 'idle') this.#release(united.watermark + 1, released);
    return this.#chunk(united, released);
  }

  snapshot(): readonly SavedWaiting[] {
    return this.#waiting.items.map(({ value, timestamp, own, input, order, arrival }) => [
      value,
      timestamp,
      own,
      input,
      order,
      arrival,
    ]);
  }

  restore(saved: readonly SavedWaiting[]): void {
    for (const [value, timestamp, own, input, order, arrival] of saved) {
      this.#put({ value: value as T, timestamp, own, input, order, arrival });
    }
  }

  #put(waiting: Waiting<T>): void {
    this.#waiting.push(waiting);
    this.#counts[waiting.input] = this.sizeOf(waiting.input) + 1;
    this.#order = Math.max(this.#order, waiting.order + 1);
  }

  #release(combined: Milliseconds, released: Waiting<T>[]): void {
    for (let { first } = this.#waiting; first !== undefined; { first } = this.#waiting) {
      if (first.own >= combined) return;
      this.#waiting.pop();
      this.#counts[first.input] = this.sizeOf(first.input) - 1;
      released.push(first);
    }
  }

  #chunk(united: Chunk<T>, released: readonly Waiting<T>[]): Chunk<T> {
    const recorded = released.length > 0 && released.every(({ arrival }) => arrival !== undefined);
    return {
      ...united,
      values: released.map(({ value }) => value),
      timestamps: released.map(({ timestamp }) => timestamp),
      before: released.length === 0 ? united.watermark : released.map(({ own }) => own),
      arrivals: recorded ? released.map(({ arrival }) => this.#arrive(arrival)) : undefined,
    };
  }

  /** A recorded clock never goes back. */
  #arrive(arrival: Milliseconds = -Infinity): Milliseconds {
    this.#arrived = Math.max(this.#arrived, arrival);
    return this.#arrived;
  }
}
