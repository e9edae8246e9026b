import { makeChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';

/**
 * The columns of a chunk that is made out of another one: each result gets the timestamp, the
 * watermark and the arrival of the value it came from. Only the positions of those values are
 * gathered on the way; their columns are copied in one go, or shared where every value has its result.
 */
export class Columns {
  /** Where the value in work stands in the chunk it came with. */
  position = 0;
  #input!: Chunk<unknown>;
  #values: unknown[] = [];
  readonly #positions: number[] = [];
  /** Whether the results so far are of the first values, one each. */
  #inPlace = true;

  /** How many results there are. */
  length = 0;

  /** A new input chunk is in work, and the results of the one before have been taken. */
  begin(input: Chunk<unknown>): void {
    this.#input = input;
    const { length } = input.values;
    // Room for one result each: an empty array that is pushed to takes room for 17.
    if (this.#values.length !== length) this.#values = new Array<unknown>(length);
  }

  /** Adds a result of the value in work. */
  push(value: unknown): void {
    const { position, length } = this;
    if (position !== length) this.#inPlace = false;
    this.#values[length] = value;
    this.#positions[length] = position;
    this.length = length + 1;
  }

  /** Gives the results up to now as a chunk. */
  take(watermark: Milliseconds, control: Control | undefined): Chunk<unknown> {
    const { timestamps, before, arrivals, pressure } = this.#input;
    const { length } = this;
    if (length === 0) return makeChunk({ watermark, control, pressure });
    const values = this.#values;
    if (values.length > length) values.length = length;
    const chunk = {
      values,
      timestamps: this.#gather(timestamps),
      before: typeof before === 'number' ? before : this.#gather(before),
      watermark,
      arrivals: arrivals && this.#gather(arrivals),
      control,
      pressure,
    };
    this.#values = [];
    this.length = 0;
    this.#inPlace = true;
    return chunk;
  }

  /** Of each result the entry of the value it came from. */
  #gather(column: readonly number[]): readonly number[] {
    const { length } = this;
    if (this.#inPlace && column.length === length) return column;
    const positions = this.#positions;
    const gathered = new Array<number>(length);
    for (let i = 0; i < length; i += 1) gathered[i] = column[positions[i] as number] as number;
    return gathered;
  }
}
