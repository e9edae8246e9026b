import { ArgumentRangeError, ArgumentTypeError } from './errors.ts';
import { show } from './show.ts';

/** Refuses what is no function, with the operator and the field in the error's text. */
export function checkFunction(owner: string, field: string, value: unknown): void {
  if (typeof value !== 'function') {
    throw new ArgumentTypeError(owner, field, 'a function', show(value));
  }
}

/** Refuses what is no object to read config fields from. */
export function checkConfig(owner: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new ArgumentTypeError(owner, 'config', 'an object', show(value));
  }
}

/** The bounds of a numeric config field; both are allowed values. */
export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  /** Whether only whole numbers are allowed (default: true). */
  readonly whole?: boolean;
}

/** Returns a numeric config field that is within its bounds, and refuses any other value. */
export function checkNumber(
  owner: string,
  field: string,
  value: unknown,
  { min = -Infinity, max = Infinity, whole = true }: NumberBounds,
): number {
  const expected = `${whole ? 'a whole number' : 'a number'}${boundsText(min, max)}`;
  if (typeof value !== 'number') throw new ArgumentTypeError(owner, field, expected, show(value));
  const fits = value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) throw new ArgumentRangeError(owner, field, expected, show(value));
  return value;
}

function boundsText(min: number, max: number): string {
  if (min === -Infinity) return max === Infinity ? '' : ` of at most ${max}`;
  return max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`;
}

/** Returns a config field that is one of the allowed words, and refuses any other value. */
export function checkWord<W extends string>(
  owner: string,
  field: string,
  value: unknown,
  words: readonly W[],
): W {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const expected = words.map((word) => `'${word}'`).join(' or ');
  throw new ArgumentTypeError(owner, field, expected, show(value));
}
