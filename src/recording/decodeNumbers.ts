import type { Column } from './column.ts';
import type { ColumnReader } from './columnReader.ts';
import { unreadable } from './errors.ts';
import { kinds } from './kinds.ts';
import type { Numbers } from './numberRoom.ts';

/** The numbers of a column, however they are stored; their room is that of the reader. */
export function decodeNumbers(reader: ColumnReader, column: Column, count: number): Numbers {
  switch (column[0]) {
    case kinds.integers:
      return decodeIntegers(reader, column, count);
    case kinds.steps:
      return decodeSteps(reader, column, count);
    case kinds.floats:
      return decodeFloats(reader, column, count);
    case kinds.decimals:
      return decodeDecimals(reader, column, count);
    default:
      throw unreadable(`a column of numbers is of the kind ${column[0]}`);
  }
}

function decodeIntegers(reader: ColumnReader, column: Column, count: number): Numbers {
  const [, least, most, width, offsets] = column;
  const min = reader.number(least);
  const out = roomFor(reader, min, reader.number(most), count);
  if (width === 0) return out.fill(min);
  const at = offsetsIn(reader, offsets, width, count);
  if (width === 1) for (let i = 0; i < count; i += 1) out[i] = min + at.getUint8(i);
  else if (width === 2) for (let i = 0; i < count; i += 1) out[i] = min + at.getUint16(i * 2, true);
  else for (let i = 0; i < count; i += 1) out[i] = min + at.getUint32(i * 4, true);
  return out;
}

function decodeSteps(reader: ColumnReader, column: Column, count: number): Numbers {
  const [, least, most, first, least1, width, offsets] = column;
  const step = reader.number(least1);
  const out = roomFor(reader, reader.number(least), reader.number(most), count);
  const at = width === 0 ? undefined : offsetsIn(reader, offsets, width, Math.max(0, count - 1));
  let value = reader.number(first);
  if (count > 0) out[0] = value;
  for (let i = 1; i < count; i += 1) {
    value += step;
    if (width === 1) value += at?.getUint8(i - 1) ?? 0;
    else if (width === 2) value += at?.getUint16((i - 1) * 2, true) ?? 0;
    else value += at?.getUint32((i - 1) * 4, true) ?? 0;
    out[i] = value;
  }
  return out;
}

function decodeFloats(reader: ColumnReader, column: Column, count: number): Numbers {
  const at = reader.view(column[1], count * 8);
  const out = reader.room.large(count);
  for (let i = 0; i < count; i += 1) out[i] = at.getFloat64(i * 8, true);
  return out;
}

function decodeDecimals(reader: ColumnReader, column: Column, count: number): Numbers {
  const scale = reader.number(column[1]);
  const scaled = decodeNumbers(reader, nestedNumbers(reader, column[2]), count);
  const out = reader.room.large(count);
  for (let i = 0; i < count; i += 1) out[i] = (scaled[i] as number) / scale;
  return out;
}

/** A column of decimals does not stand for another one: the nesting has an end. */
function nestedNumbers(reader: ColumnReader, value: unknown): Column {
  const column = reader.list(value) as Column;
  if (column[0] !== kinds.decimals) return column;
  throw unreadable('a column of decimals holds another one');
}

const SMALLEST = -(2 ** 31);
const LARGEST = 2 ** 31 - 1;

function roomFor(reader: ColumnReader, min: number, max: number, count: number): Numbers {
  const small = min >= SMALLEST && max <= LARGEST;
  return small ? reader.room.small(count) : reader.room.large(count);
}

function offsetsIn(reader: ColumnReader, value: unknown, width: unknown, count: number): DataView {
  if (width === 1 || width === 2 || width === 4) return reader.view(value, count * width);
  throw unreadable('a column of numbers has an unknown width');
}
