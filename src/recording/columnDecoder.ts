import { dateOf } from '../runtime/index.ts';
import { kinds } from './kinds.ts';
import type { Column } from './column.ts';
import { ColumnReader } from './columnReader.ts';
import type { Values } from './columnReader.ts';
import { decodeNumbers } from './decodeNumbers.ts';
import { decodeTexts } from './decodeTexts.ts';
import { DEEPEST } from './encodeColumn.ts';
import { unreadable } from './errors.ts';
import { plainArray } from './plainArray.ts';
import { ShapedRows } from './shapedRows.ts';
import type { Shape, ValueRuns } from './shapedRows.ts';
import { setField } from './shapeFillers.ts';
import type { Fields, ShapeFillers } from './shapeFillers.ts';

/** Makes the values of columns: plain objects, lists, texts and numbers. */
export class ColumnDecoder {
  readonly #fillers: ShapeFillers;
  readonly #reader = new ColumnReader();

  constructor(fillers: ShapeFillers) {
    this.#fillers = fillers;
  }

  /** A new block begins: the values of the last one that were not asked for yet are no more. */
  begin(): void {
    this.#reader.begin();
  }

  /** @throws StreamError `MILLRACE_FILE_UNREADABLE` for what no writer wrote */
  decode(column: unknown, count: unknown, depth: number = 0): Values {
    const reader = this.#reader;
    if (depth > DEEPEST) throw unreadable(`values are nested deeper than ${DEEPEST}`);
    const own = reader.list(column) as Column;
    const size = reader.spend(count);
    switch (own[0]) {
      case kinds.undefined:
        return new Array<undefined>(size).fill(undefined);
      case kinds.null:
        return new Array<null>(size).fill(null);
      case kinds.false:
        return new Array<boolean>(size).fill(false);
      case kinds.true:
        return new Array<boolean>(size).fill(true);
      case kinds.booleans:
        return booleans(reader.view(own[1], Math.ceil(size / 8)), size);
      case kinds.texts:
      case kinds.dictionary:
        return decodeTexts(reader, own, size);
      case kinds.dates:
        return Array.from(this.numbers(own[1], size), dateOf);
      case kinds.bigints:
        return decodeTexts(reader, reader.list(own[1]) as Column, size).map(bigint);
      case kinds.bytes:
        return this.#bytes(own, size);
      case kinds.lists:
        return this.#lists(own, size, depth);
      case kinds.records:
        return this.#records(own, size, depth).slice(0, size);
      case kinds.maps:
        return this.#maps(own, size, depth);
      case kinds.mixed:
        return this.#mixed(own, size, depth);
      default:
        return decodeNumbers(reader, own, size);
    }
  }

  /** The values of a block's rows; objects are made when they are asked for. */
  decodeRows(column: unknown, count: number): ValueRuns<unknown> {
    const own = this.#reader.list(column) as Column;
    if (own[0] === kinds.records) return this.#records(own, this.#reader.spend(count), 0);
    const values = this.decode(column, count);
    return Array.isArray(values) ? (values as readonly unknown[]) : plainArray(values);
  }

  /** A column that holds numbers and nothing else. */
  numbers(column: unknown, count: number): ArrayLike<number> {
    return decodeNumbers(this.#reader, this.#reader.list(column) as Column, count);
  }

  #bytes([, lengths, content]: Column, count: number): Values {
    const all = this.#reader.anyBytes(content);
    const cuts = this.#reader.lengths(this.numbers(lengths, count), all.length);
    let from = 0;
    return Array.from(cuts, (length) => new Uint8Array(all.subarray(from, (from += length))));
  }

  #lists([, lengths, total, items]: Column, count: number, depth: number): Values {
    const values = this.decode(items, total, depth + 1);
    const cuts = this.#reader.lengths(this.numbers(lengths, count), values.length);
    let from = 0;
    return Array.from(cuts, (length) => {
      const list = Array.from({ length }, (_, i) => values[from + i]);
      from += length;
      return list;
    });
  }

  #records([, shapes, order]: Column, count: number, depth: number): ShapedRows {
    const parts = this.#reader
      .list(shapes)
      .map((shape) => this.#shape(this.#reader.list(shape), depth));
    return new ShapedRows(parts, this.#reader.places(this.numbers(order, count), parts.length));
  }

  #shape([size, width, names, columns]: readonly unknown[], depth: number): Shape {
    const reader = this.#reader;
    const count = reader.spend(size);
    const fields = decodeTexts(reader, reader.list(names) as Column, reader.spend(width));
    const own = reader.list(columns);
    if (own.length !== fields.length) throw unreadable('objects have fields without a column');
    const values = own.map((column) => this.decode(column, count, depth + 1));
    return { count, columns: values, fill: this.#fillers.for(fields) };
  }

  #maps([, lengths, total, names, items]: Column, count: number, depth: number): Values {
    const reader = this.#reader;
    const values = this.decode(items, total, depth + 1);
    const keys = decodeTexts(reader, reader.list(names) as Column, values.length);
    const cuts = reader.lengths(this.numbers(lengths, count), values.length);
    let at = 0;
    return Array.from(cuts, (length) => {
      const row: Fields = {};
      for (const end = at + length; at < end; at += 1)
        setField(row, keys[at] as string, values[at]);
      return row;
    });
  }

  #mixed([, parts, order]: Column, count: number, depth: number): Values {
    const columns = this.#reader.list(parts).map((part) => {
      const [size, column] = this.#reader.list(part);
      return this.decode(column, size, depth + 1);
    });
    return this.#ordered(columns, order, count);
  }

  /** The values of several columns in the order of their rows. */
  #ordered(parts: readonly Values[], order: unknown, count: number): Values {
    const places = this.#reader.places(this.numbers(order, count), parts.length);
    const [first] = parts;
    if (parts.length === 1 && first?.length === count) return first;
    const next = new Int32Array(parts.length);
    const out = new Array<unknown>(count);
    for (let i = 0; i < count; i += 1) {
      const place = places[i] as number;
      const part = parts[place] as Values;
      const at = next[place] as number;
      next[place] = at + 1;
      out[i] = part[at];
    }
    if (parts.every(({ length }, place) => length === next[place])) return out;
    throw unreadable('a column does not give each row its value');
  }
}

function booleans(bits: DataView, count: number): readonly boolean[] {
  return Array.from({ length: count }, (_, i) => ((bits.getUint8(i >> 3) >> (i & 7)) & 1) === 1);
}

function bigint(text: string): bigint {
  if (/^-?\d{1,10000}$/.test(text)) return BigInt(text);
  throw unreadable('a whole number is none');
}
