import { types } from 'node:util';
import { show } from '../../operators/index.ts';
import { kinds } from './kinds.ts';
import type { Column } from './column.ts';
import { encodeNumbers } from './encodeNumbers.ts';
import { encodeTexts } from './encodeTexts.ts';
import { notRecordable } from './errors.ts';

/** Values may be nested this deep. */
export const DEEPEST = 64;
/** The values of one block may be this many, those in lists and objects counted. */
export const MOST_VALUES_WRITTEN: number = 2 ** 21;
/** Objects of more shapes than this in one block are stored by their entries. */
const MOST_SHAPES = 64;
/** The same for objects with more fields than this. */
const MOST_FIELDS = 512;

/** How many values a block may still take. */
export interface Room {
  left: number;
}

/**
 * Values as a column: of one kind, or of several with the order of them. Less than no room left means
 * that there were too many for one block.
 *
 * @throws StreamError `MILLRACE_NOT_RECORDABLE` for functions, symbols, Maps, Sets and the like, for
 * what is nested too deep, and so for what holds itself
 */
export function encodeColumn(
  values: readonly unknown[],
  room: Room = { left: MOST_VALUES_WRITTEN },
  depth: number = 0,
): Column {
  room.left -= values.length;
  if (depth > DEEPEST) throw notRecordable(`what is nested deeper than ${DEEPEST}`);
  const parts = new Map<Kind, unknown[]>();
  const order: number[] = [];
  const places = new Map<Kind, number>();
  for (const value of values) {
    const kind = kindOf(value);
    let part = parts.get(kind);
    if (part === undefined) {
      places.set(kind, parts.size);
      parts.set(kind, (part = []));
    }
    part.push(value);
    order.push(places.get(kind) as number);
  }
  const encoded = [...parts].map(([kind, part]) => [
    part.length,
    encodeKind(kind, part, room, depth),
  ]);
  const [first] = encoded;
  if (encoded.length === 1) return first?.[1] as Column;
  if (encoded.length === 0) return [kinds.undefined];
  return [kinds.mixed, encoded, encodeNumbers(order)];
}

type Kind =
  | 'undefined'
  | 'null'
  | 'boolean'
  | 'number'
  | 'string'
  | 'bigint'
  | 'date'
  | 'bytes'
  | 'list'
  | 'record';

function kindOf(value: unknown): Kind {
  if (typeof value === 'object') return value === null ? 'null' : kindOfObject(value);
  const type = typeof value;
  if (type === 'function' || type === 'symbol') throw notRecordable(show(value));
  return type as Kind;
}

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) return 'list';
  if (types.isDate(value)) return 'date';
  if (types.isUint8Array(value)) return 'bytes';
  const name = Object.prototype.toString.call(value);
  if (name !== '[object Object]') throw notRecordable(`a value of the kind ${name}`);
  return 'record';
}

function encodeKind(kind: Kind, values: readonly unknown[], room: Room, depth: number): Column {
  switch (kind) {
    case 'undefined':
      return [kinds.undefined];
    case 'null':
      return [kinds.null];
    case 'boolean':
      return encodeBooleans(values as readonly boolean[]);
    case 'number':
      return encodeNumbers(values as readonly number[]);
    case 'string':
      return encodeTexts(values as readonly string[]);
    case 'bigint':
      return [kinds.bigints, encodeTexts((values as readonly bigint[]).map(digitsOf))];
    case 'date':
      return [kinds.dates, encodeNumbers((values as readonly Date[]).map(Number))];
    case 'bytes':
      return encodeBytes(values as readonly Uint8Array[]);
    case 'list':
      return encodeLists(values as readonly (readonly unknown[])[], room, depth);
    case 'record':
      return encodeRecords(values as readonly Fields[], room, depth);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Longer whole numbers would take a reader long. */
const MOST_DIGITS = 10_000;

function digitsOf(value: bigint): string {
  const digits = String(value);
  if (digits.length <= MOST_DIGITS) return digits;
  throw notRecordable(`a bigint of more than ${MOST_DIGITS} digits`);
}

function encodeBooleans(values: readonly boolean[]): Column {
  if (values.every(Boolean)) return [kinds.true];
  if (!values.some(Boolean)) return [kinds.false];
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, i) => {
    if (value) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  });
  return [kinds.booleans, Buffer.from(bits)];
}

function encodeBytes(values: readonly Uint8Array[]): Column {
  return [kinds.bytes, encodeNumbers(values.map(({ length }) => length)), Buffer.concat(values)];
}

function encodeLists(values: readonly (readonly unknown[])[], room: Room, depth: number): Column {
  const lengths = encodeNumbers(values.map(({ length }) => length));
  const items = values.flatMap((list) => Array.from(list));
  return [kinds.lists, lengths, items.length, encodeColumn(items, room, depth + 1)];
}

interface Shape {
  readonly names: readonly string[];
  readonly rows: Fields[];
}

function encodeRecords(values: readonly Fields[], room: Room, depth: number): Column {
  const shapes: Shape[] = [];
  const order: number[] = [];
  for (const row of values) {
    const names = Object.keys(row);
    let place = shapes.findIndex((shape) => sameNames(shape.names, names));
    if (place < 0) place = shapes.push({ names, rows: [] }) - 1;
    if (shapes.length > MOST_SHAPES || names.length > MOST_FIELDS)
      return encodeMaps(values, room, depth);
    (shapes[place] as Shape).rows.push(row);
    order.push(place);
  }
  const encoded = shapes.map((shape) => encodeShape(shape, room, depth));
  return [kinds.records, encoded, encodeNumbers(order)];
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i += 1) if (some[i] !== others[i]) return false;
  return true;
}

function encodeShape({ names, rows }: Shape, room: Room, depth: number): readonly unknown[] {
  const columns = names.map((name) =>
    encodeColumn(
      rows.map((row) => row[name]),
      room,
      depth + 1,
    ),
  );
  return [rows.length, names.length, encodeTexts(names), columns];
}

function encodeMaps(values: readonly Fields[], room: Room, depth: number): Column {
  const entries = values.map((row) => Object.entries(row));
  const lengths = encodeNumbers(entries.map(({ length }) => length));
  const all = entries.flat();
  const names = encodeTexts(all.map(([name]) => name));
  const items = encodeColumn(
    all.map(([, value]) => value),
    room,
    depth + 1,
  );
  return [kinds.maps, lengths, all.length, names, items];
}
