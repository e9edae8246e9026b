import { unreadable } from './errors.ts';
import { NumberRoom } from './numberRoom.ts';

/** One block may hold this many values, those in nested lists and objects counted. */
export const MOST_VALUES: number = 2 ** 24;

/** The values of one column, by row. */
export type Values = ArrayLike<unknown>;

/** Checks what a column holds before room is made for its values. */
export class ColumnReader {
  /** Where the numbers of the block are. */
  readonly room: NumberRoom = new NumberRoom();
  #left = MOST_VALUES;

  /** A new block begins: with its own limit, and in the room of the last one. */
  begin(): void {
    this.#left = MOST_VALUES;
    this.room.reset();
  }

  /** Takes values off what a block may have. */
  spend(count: unknown): number {
    const number = this.count(count);
    this.#left -= number;
    if (this.#left < 0) throw unreadable(`a block has more than ${MOST_VALUES} values`);
    return number;
  }

  count(value: unknown): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw unreadable('a block has no whole number where one is due');
  }

  number(value: unknown): number {
    if (typeof value === 'number') return value;
    throw unreadable('a block has no number where one is due');
  }

  list(value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value as readonly unknown[];
    throw unreadable('a block has no list where one is due');
  }

  /** Bytes of a known length, to read numbers from. */
  view(value: unknown, length: number): DataView {
    const bytes = this.anyBytes(value);
    if (bytes.length === length) return new DataView(bytes.buffer, bytes.byteOffset, length);
    throw unreadable(`a column has ${bytes.length} bytes where ${length} are due`);
  }

  anyBytes(value: unknown): Buffer {
    if (Buffer.isBuffer(value)) return value;
    if (value instanceof Uint8Array)
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    throw unreadable('a block has no bytes where some are due');
  }

  /** Places from 0 up to, without, `below`. */
  places(values: Values, below: number): ArrayLike<number> {
    if (!(values instanceof Int32Array)) throw unreadable('a column of places has fractions');
    const places: ArrayLike<number> = values;
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i] as number;
      if (!(place >= 0 && place < below)) throw unreadable('a column points outside of its block');
    }
    return places;
  }

  /** Lengths that are together those of what they cut. */
  lengths(values: Values, total: number): ArrayLike<number> {
    const lengths = values as ArrayLike<number>;
    let sum = 0;
    for (let i = 0; i < lengths.length; i += 1) sum += this.count(lengths[i]);
    if (sum === total) return lengths;
    throw unreadable(`a column is cut into ${sum} where ${total} are due`);
  }
}
