import { emptyChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';

/**
 * The columns of a chunk that is made out of another one: each result gets the timestamp, the
 * watermark and the arrival of the value it came from. As long as the results are the first values
 * themselves, nothing is copied; from then on they are gathered, and where they came from.
 *
 * It keeps no array that it made with a literal: `listOf` says why.
 */
export class Columns {
  /** Where the value in work stands in the chunk it came with. */
  position = 0;
  #input!: Chunk<unknown>;
  /** The results, once they are not the first values any more. */
  #values: unknown[] | undefined;
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
    this.length = length + 1;
    if (this.#values === undefined) {
      if (position === length && isSame(value, this.#input.values[length])) return;
      this.#values = this.#copy(length);
    }
    if (position !== length) this.#inPlace = false;
    this.#values[length] = value;
    this.#positions[length] = position;
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
    const isWhole = this.#values === undefined && length === input.values.length;
    if (isWhole && watermark === input.watermark && control === input.control) return input;
    return {
      values: this.#results(),
      timestamps: this.#gather(timestamps),
      before: typeof before === 'number' ? before : this.#gather(before),
      watermark,
      arrivals: arrivals && this.#gather(arrivals),
      control,
      pressure,
    };
  }

  /** A copy of the values, to be overwritten behind the first few, which came from where they stand. */
  #copy(length: number): unknown[] {
    for (let i = 0; i < length; i += 1) this.#positions[i] = i;
    return this.#input.values.slice();
  }

  #results(): readonly unknown[] {
    const { length } = this;
    const { values } = this.#input;
    if (this.#values === undefined)
      return length === values.length ? values : values.slice(0, length);
    if (this.#values.length > length) this.#values.length = length;
    return this.#values;
  }

  /** Of each result the entry of the value it came from. */
  #gather(column: readonly number[]): readonly number[] {
    const { length } = this;
    if (this.#inPlace) return column.length === length ? column : column.slice(0, length);
    const positions = this.#positions;
    const gathered = new Array<number>(length);
    for (let i = 0; i < length; i += 1) gathered[i] = column[positions[i] as number] as number;
    return gathered;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  // -0 is not 0.
  return a === b && (a !== 0 || Object.is(a, b));
}
