import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';

/**
 * The columns of a chunk that is made out of another one: each result gets the watermark and the
 * arrival of the value it came from.
 */
export class Columns {
  /** Where the value in work stands in the chunk it came with. */
  position = 0;
  #input!: Chunk<unknown>;
  #values: unknown[] = [];
  #timestamps: number[] = [];
  #before: number[] = [];
  #arrivals: number[] = [];

  /** A new input chunk is in work. */
  begin(input: Chunk<unknown>): void {
    this.#input = input;
    this.#values = [];
    this.#timestamps = [];
    this.#before = [];
    this.#arrivals = [];
  }

  /** How many results there are. */
  get length(): number {
    return this.#values.length;
  }

  /** Adds a result of the value in work. */
  push(value: unknown, timestamp: Milliseconds): void {
    const { before, arrivals } = this.#input;
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    if (typeof before !== 'number') this.#before.push(before[this.position] as number);
    if (arrivals !== undefined) this.#arrivals.push(arrivals[this.position] as number);
  }

  /** Gives the results up to now as a chunk. */
  take(watermark: Milliseconds, control: Control | undefined): Chunk<unknown> {
    const { before, arrivals, pressure } = this.#input;
    return {
      values: this.#values,
      timestamps: this.#timestamps,
      before: typeof before === 'number' ? before : this.#before,
      watermark,
      arrivals: arrivals === undefined ? undefined : this.#arrivals,
      control,
      pressure,
    };
  }
}
