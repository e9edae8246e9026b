import { emptyChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import { gather, gatherBefore, gatherValues } from './gather.ts';
import type { Picks } from './gather.ts';

/**
 * The columns of a chunk that is made out of another one: each result gets the timestamp, the
 * watermark and the arrival of the value it came from. As long as the results are values of the chunk
 * themselves, only their positions are noted; and nothing is copied where they are the first ones.
 *
 * It keeps no array that it made with a literal: `listOf` says why.
 */
export class Columns {
  /** Where the value in work stands in the chunk it came with. */
  position = 0;
  #input!: Chunk<unknown>;
  /** The results, once one of them is not the value it came from. */
  #values: unknown[] | undefined;
  /** Where the value of each result stands in the chunk. */
  readonly #positions: number[] = [];
  /** Whether the results so far are of the first values, one each. */
  #inPlace = true;

  /** How many results there are. */
  length = 0;

  /** A new input chunk is in work, and the results of the one before have been taken. */
  begin(input: Chunk<unknown>): void {
    this.#input = input;
  }

  /** Adds a result of the value in work. */
  push(value: unknown): void {
    const { position, length } = this;
    this.#positions[length] = position;
    if (position !== length) this.#inPlace = false;
    if (this.#values !== undefined) this.#values[length] = value;
    else if (!isSame(value, this.#input.values[position])) {
      this.#values = this.#copy();
      this.#values[length] = value;
    }
    this.length = length + 1;
  }

  /** Gives the results up to now as a chunk. */
  take(watermark: Milliseconds, control: Control | undefined): Chunk<unknown> {
    const chunk = this.#chunk(watermark, control);
    this.#values = undefined;
    this.length = 0;
    this.#inPlace = true;
    return chunk;
  }

  #chunk(watermark: Milliseconds, control: Control | undefined): Chunk<unknown> {
    const input = this.#input;
    const { timestamps, before, arrivals, pressure } = input;
    const { length } = this;
    if (length === 0) return emptyChunk(watermark, control, pressure);
    const isWhole = this.#values === undefined && this.#inPlace && length === input.values.length;
    if (isWhole && watermark === input.watermark && control === input.control) return input;
    return {
      values: this.#results(),
      timestamps: this.#gather(timestamps),
      before: gatherBefore(before, this.#picks()),
      watermark,
      arrivals: arrivals && this.#gather(arrivals),
      control,
      pressure,
    };
  }

  /** A copy of the values, to be overwritten: the results so far are in it. */
  #copy(): unknown[] {
    const { length } = this;
    const { values } = this.#input;
    const copy = values.slice();
    if (!this.#inPlace) {
      for (let i = 0; i < length; i += 1) copy[i] = values[this.#positions[i] as number];
    }
    return copy;
  }

  #results(): readonly unknown[] {
    const { length } = this;
    if (this.#values === undefined) return this.#picked();
    if (this.#values.length > length) this.#values.length = length;
    return this.#values;
  }

  /** The results that are values of the chunk. */
  #picked(): readonly unknown[] {
    const { length } = this;
    const { values } = this.#input;
    if (this.#inPlace) return values.length === length ? values : values.slice(0, length);
    return gatherValues(values, this.#picks());
  }

  /** Of each result the entry of the value it came from. */
  #gather(column: readonly number[]): readonly number[] {
    const { length } = this;
    if (this.#inPlace) return column.length === length ? column : column.slice(0, length);
    return gather(column, this.#picks());
  }

  #picks(): Picks {
    return { positions: this.#positions, length: this.length };
  }
}

function isSame(a: unknown, b: unknown): boolean {
  // -0 is not 0.
  return a === b && (a !== 0 || Object.is(a, b));
}
