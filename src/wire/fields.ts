import { badMessage } from './wireError.ts';
import type { WireTime } from './wireTime.ts';

/** The fields of a message that has not been checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads a message as an object with fields. */
export function fieldsOf(where: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw badMessage(`${where}: expected an object`);
}

/** Reads a whole number of at least `min` and at most `max`. */
export function wholeField(
  where: string,
  fields: Fields,
  name: string,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  const value = fields[name];
  if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max)
    return Number(value);
  const most = max < Number.MAX_SAFE_INTEGER ? ` and at most ${max}` : '';
  throw badMessage(`${where}: ${name}: expected a whole number of at least ${min}${most}`);
}

/** Reads a number. */
export function numberField(where: string, fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw badMessage(`${where}: ${name}: expected a number`);
}

/** Reads a yes or no. */
export function flagField(where: string, fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw badMessage(`${where}: ${name}: expected true or false`);
}

/** Reads a text of 1 to `longest` characters. */
export function textField(where: string, fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  if (typeof value === 'string' && value.length > 0 && value.length <= longest) return value;
  throw badMessage(`${where}: ${name}: expected a text of 1 to ${longest} characters`);
}

/** Reads a time: a number, `'start'` or `'end'`. */
export function timeField(where: string, fields: Fields, name: string): WireTime {
  const value = fields[name];
  if (value === 'start' || value === 'end') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw badMessage(`${where}: ${name}: expected a time in milliseconds, 'start' or 'end'`);
}
