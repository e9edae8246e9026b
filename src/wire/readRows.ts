import { numberField } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Item, WireWindow } from './item.ts';
import { rowForm } from './rowForm.ts';
import { badMessage } from './wireError.ts';

/** What a reader of rows has to know of a schema. */
export interface RowSchema {
  readonly hasKey: boolean;
  readonly hasWindow: boolean;
  /** Left out: the data is the last column itself. */
  readonly fields: readonly string[] | undefined;
  /** An object with all fields: its copies are made faster than new ones grow. */
  readonly blank: Readonly<Record<string, unknown>>;
  /** How many columns a row has. */
  readonly columns: number;
}

/** Makes ready what is needed for each row of a schema. */
export function rowSchema(
  hasKey: boolean,
  hasWindow: boolean,
  fields: readonly string[] | undefined,
): RowSchema {
  const before = 2 + (hasKey ? 1 : 0) + (hasWindow ? rowForm.windowColumns : 0);
  const blank = Object.fromEntries((fields ?? []).map((name) => [name, null]));
  return { hasKey, hasWindow, fields, blank, columns: before + (fields?.length ?? 1) };
}

/**
 * Puts items in the place of rows; everything else of a message stays as it is.
 *
 * @throws WireError `badMessage` for a row that is not one of its schema
 */
export function readRows(message: Fields, schemaOf: (id: number) => RowSchema | undefined): Fields {
  const { items } = message;
  if (!Array.isArray(items) || !items.some(Array.isArray)) return message;
  let time = numberField('items', message, 'et');
  const { et: _, ...others } = message;
  return {
    ...others,
    items: (items as readonly unknown[]).map((row) => {
      if (!Array.isArray(row)) return row;
      time += numberAt(row, 1);
      return toItem(row, time, schemaOf);
    }),
  };
}

function toItem(
  row: readonly unknown[],
  et: number,
  schemaOf: (id: number) => RowSchema | undefined,
): Item {
  const head = numberAt(row, 0);
  const op = rowForm.ops[Math.floor(head / rowForm.opStep)];
  const schema = schemaOf(head % rowForm.opStep);
  if (op === undefined || schema === undefined || row.length !== schema.columns)
    throw badMessage('items: row: expected the columns of a schema that was told');
  const { hasKey, hasWindow } = schema;
  const d = dataOf(row, schema);
  if (hasWindow) {
    const win = windowOf(row, hasKey ? 3 : 2, et);
    return hasKey ? { k: row[2], op, d, et, win } : { op, d, et, win };
  }
  return hasKey ? { k: row[2], op, d, et } : { op, d, et };
}

function dataOf(row: readonly unknown[], { fields, blank, columns }: RowSchema): unknown {
  if (fields === undefined) return row[columns - 1];
  const data: Record<string, unknown> = { ...blank };
  const first = columns - fields.length;
  for (let i = 0; i < fields.length; i += 1) data[fields[i] as string] = row[first + i];
  return data;
}

function windowOf(row: readonly unknown[], at: number, et: number): WireWindow {
  const e = et + numberAt(row, at);
  const s = e - numberAt(row, at + 1);
  const pane = rowForm.panes[numberAt(row, at + 2)];
  const [i, final] = [numberAt(row, at + 3), row[at + 4]];
  if (pane === undefined || typeof final !== 'boolean')
    throw badMessage('items: row: expected a pane and whether it is final');
  return { s, e, pane, i, final };
}

function numberAt(row: readonly unknown[], column: number): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw badMessage(`items: row: column ${column}: expected a number`);
}
