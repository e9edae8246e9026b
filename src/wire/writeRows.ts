import { isScalar } from './isScalar.ts';
import type { Item, WireWindow } from './item.ts';
import type { Schema } from './eventMessages.ts';
import type { MsgpackWriter } from './msgpackWriter.ts';
import { rowForm } from './rowForm.ts';
import type { SchemaTable } from './schemaTable.ts';
import { writeValue } from './writeValue.ts';

/**
 * Writes items, flat ones as rows without names and the others as maps. Event times are steps from row
 * to row, the first one from what is returned; undefined: there is no row.
 */
export function writeRows(
  items: readonly Item[],
  table: SchemaTable,
  writer: MsgpackWriter,
): number | undefined {
  let base: number | undefined;
  let before = 0;
  writer.array(items.length);
  for (const item of items) {
    const { et } = item;
    const step = typeof et === 'number' ? et - (base === undefined ? et : before) : Number.NaN;
    const schema = Number.isSafeInteger(step) ? schemaOf(item, table) : undefined;
    if (schema === undefined) {
      writeValue(item, writer);
      continue;
    }
    before = et as number;
    base ??= before;
    writeRow(item, schema, step, writer);
  }
  return base;
}

/** Undefined for an item that has to keep its names. */
function schemaOf(item: Item, table: SchemaTable): Schema | undefined {
  const { op, k, win, et } = item;
  // A field that is not known here would be lost in a row.
  const expected = 3 + (k === undefined ? 0 : 1) + (win === undefined ? 0 : 1);
  if (!rowForm.ops.includes(op) || !isExact(et) || Object.keys(item).length !== expected)
    return undefined;
  if (!hasColumns(item.d) || (win !== undefined && !canBeColumns(win, et))) return undefined;
  return table.of(item);
}

/** Steps between fractions of a millisecond, or over a whole age, might not add up again. */
function isExact(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Whether data is a scalar, or holds nothing else. */
function hasColumns(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return isScalar(data);
  for (const name in data)
    if (!isScalar((data as Readonly<Record<string, unknown>>)[name])) return false;
  return true;
}

function canBeColumns({ s, e, pane, i, final, replaces }: WireWindow, et: number): boolean {
  const areExact = isExact(s) && isExact(e) && isExact(e - et) && isExact(e - s);
  const isKnown =
    rowForm.panes.includes(pane) && typeof i === 'number' && typeof final === 'boolean';
  return areExact && isKnown && replaces === undefined;
}

function writeRow(
  { op, k, d, et, win }: Item,
  schema: Schema,
  step: number,
  writer: MsgpackWriter,
): void {
  const { id, fields } = schema;
  const before = 2 + (k === undefined ? 0 : 1) + (win === undefined ? 0 : rowForm.windowColumns);
  writer.array(before + (fields?.length ?? 1));
  writer.number(id + rowForm.opStep * rowForm.ops.indexOf(op));
  writer.number(step);
  if (k !== undefined) writeValue(k, writer);
  if (win !== undefined) writeWindow(win, et as number, writer);
  if (fields === undefined) writer.scalar(d as string);
  else
    for (const name of fields) writer.scalar((d as Readonly<Record<string, string>>)[name] ?? null);
}

function writeWindow(
  { s, e, pane, i, final }: WireWindow,
  et: number,
  writer: MsgpackWriter,
): void {
  const end = e as number;
  writer.number(end - et);
  writer.number(end - (s as number));
  writer.number(rowForm.panes.indexOf(pane));
  writer.number(i);
  writer.scalar(final);
}
