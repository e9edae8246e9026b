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

  /** A new input chunk is in work, and the results of the one before have been taken. */
  begin(input: Chunk<unknown>): void {
    this.#input = input;
  }

  /** How many results there are. */
  get length(): number {
    return this.#values.length;
  }

  /** Adds a result of the value in work. */
  push(value: unknown): void {
    const { position } = this;
    const count = this.#values.push(value);
    if (position !== count - 1) this.#inPlace = false;
    this.#positions[count - 1] = position;
  }

  /** Gives the results up to now as a chunk. */
  take(watermark: Milliseconds, control: Control | undefined): Chunk<unknown> {
    const { timestamps, before, arrivals, pressure } = this.#input;
    const values = this.#values;
    if (values.length === 0) return makeChunk({ watermark, control, pressure });
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
    this.#inPlace = true;
    return chunk;
  }

  /** Of each result the entry of the value it came from. */
  #gather(column: readonly number[]): readonly number[] {
    const { length } = this.#values;
    if (this.#inPlace && column.length === length) return column;
    const positions = this.#positions;
    const gathered = new Array<number>(length);
    for (let i = 0; i < length; i += 1) gathered[i] = column[positions[i] as number] as number;
    return gathered;
  }
}
