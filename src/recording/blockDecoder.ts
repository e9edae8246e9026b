import { Unpackr } from 'msgpackr';
import type { Milliseconds } from '../../operators/index.ts';
import { checkMsgpack } from './checkMsgpack.ts';
import { ColumnDecoder } from './columnDecoder.ts';
import type { Values } from './columnReader.ts';
import { unreadable } from './errors.ts';
import { plainArray } from './plainArray.ts';
import type { Mark, ReadRows } from './recordedRows.ts';
import { sayings } from './sayings.ts';
import type { ValueRuns } from './shapedRows.ts';
import { ShapeFillers } from './shapeFillers.ts';

/** Reads the content of blocks. */
export class BlockDecoder {
  readonly #unpacker = new Unpackr({ useRecords: false, mapsAsObjects: true });
  readonly #columns: ColumnDecoder;

  constructor(fillers: ShapeFillers = new ShapeFillers()) {
    this.#columns = new ColumnDecoder(fillers);
  }

  /**
   * @param withTimes whether timestamps and watermarks are wanted; without, they are undefined
   * @throws StreamError `MILLRACE_FILE_UNREADABLE`
   */
  decode<T>(content: Buffer, count: number, withTimes: boolean): ReadRows<T> {
    const parts = this.#unpack(content);
    const [values, arrivals, timestamps, before, watermark, marks] = parts;
    this.#columns.begin();
    return {
      values: this.#columns.decodeRows(values, count) as ValueRuns<T>,
      arrivals: this.#times(arrivals, count),
      timestamps: withTimes ? this.#times(timestamps, count) : undefined,
      before: withTimes ? this.#times(before, count) : undefined,
      watermark: time(watermark),
      marks: this.#marks(marks, count),
    };
  }

  #unpack(content: Buffer): readonly unknown[] {
    checkMsgpack(content);
    const parts = this.#tryUnpack(content);
    if (Array.isArray(parts) && parts.length === BLOCK_PARTS) return parts as readonly unknown[];
    throw unreadable('a block does not have its parts');
  }

  #tryUnpack(content: Buffer): unknown {
    try {
      return this.#unpacker.unpack(content);
    } catch {
      throw unreadable('a block is no msgpack');
    }
  }

  #times(column: unknown, count: number): readonly Milliseconds[] | undefined {
    if (column === null) return undefined;
    return count === 0 ? [] : plainArray(this.#columns.numbers(column, count));
  }

  #marks(marks: unknown, count: number): readonly Mark[] {
    if (!Array.isArray(marks) || marks.length !== 4) throw unreadable('a block has no marks');
    const [length, ...columns] = marks as unknown[];
    if (length === 0) return [];
    const [positions, watermarks, said] = columns.map((column) =>
      this.#columns.decode(column, length),
    ) as [Values, Values, Values];
    return Array.from(positions, (position, i) => markOf(position, watermarks[i], said[i], count));
  }
}

const BLOCK_PARTS = 6;

function markOf(position: unknown, watermark: unknown, saying: unknown, count: number): Mark {
  const says = sayings[saying as number];
  if (typeof position !== 'number' || !(position >= 0 && position <= count) || says === undefined)
    throw unreadable('a mark stands nowhere');
  return { position, watermark: time(watermark), says };
}

function time(value: unknown): Milliseconds {
  if (typeof value === 'number') return value;
  throw unreadable('a watermark is no number');
}
