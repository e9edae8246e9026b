import { isDate, isUint8Array } from 'node:util/types';

/** How a database reads from JSON what JSON has no form of its own for. Each gives a text in JSON. */
export interface CellForms {
  readonly date: (date: Date) => string;
  readonly bytes: (bytes: Uint8Array) => string;
  /** NaN and the infinities. */
  readonly notFinite: (value: number) => string;
}

/**
 * The value of a column as JSON text. What JSON would leave out or change without a word is refused.
 *
 * @throws Error with what is wrong with the value
 */
export function cellText(value: unknown, forms: CellForms): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : forms.notFinite(value);
  if (typeof value === 'bigint') return String(value);
  if (isDate(value)) return forms.date(checkDate(value));
  if (isUint8Array(value)) return forms.bytes(value);
  return JSON.stringify(refuseLoss('', value), plain);
}

function checkDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new Error('it is an invalid Date');
  return date;
}

/** What is inside of a value of JSON. */
function plain(this: unknown, name: string, value: unknown): unknown {
  const raw = (this as Readonly<Record<string, unknown>>)[name];
  // It has become a text already, or null.
  if (isDate(raw)) return checkDate(raw) && value;
  return refuseLoss(name, value);
}

function refuseLoss(name: string, value: unknown): unknown {
  const place = name === '' ? 'it' : `its '${name}'`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`${place} is ${value}, which JSON cannot hold`);
  const isLost = typeof value === 'function' || typeof value === 'symbol';
  if (isLost || value instanceof Map || value instanceof Set || isUint8Array(value))
    throw new Error(`${place} is ${Object.prototype.toString.call(value)}, which JSON cannot hold`);
  return value;
}
