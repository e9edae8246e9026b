import { isDate, isUint8Array } from 'node:util/types';
import { jsonText } from './jsonText.ts';

/** How a database reads from JSON what JSON has no form of its own for. Each gives a text in JSON. */
export interface CellForms {
  readonly date: (date: Date) => string;
  readonly bytes: (bytes: Uint8Array) => string;
  /** NaN and the infinities. */
  readonly notFinite: (value: number) => string;
}

/**
 * The value of a column as JSON text; what is inside of objects and lists is written as `jsonText` does.
 *
 * @throws Error with what is wrong with the value
 */
export function cellText(owner: string, value: unknown, forms: CellForms): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : forms.notFinite(value);
  if (typeof value === 'bigint') return String(value);
  if (isDate(value)) return forms.date(checkDate(value));
  return isUint8Array(value) ? forms.bytes(value) : jsonText(owner, value);
}

function checkDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new Error('it is an invalid Date');
  return date;
}
