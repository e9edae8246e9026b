import { show, StreamError } from '../../operators/index.ts';

/** Deeper than this, or within itself. */
const MOST_LEVELS = 100;

/**
 * A value as JSON in one line. Dates are ISO texts and bigints texts of digits; NaN and the infinities
 * are null; fields that are undefined are left out.
 *
 * @throws StreamError `MILLRACE_NOT_RECORDABLE` for what JSON would lose without a word, such as a Map
 */
export function jsonText(owner: string, value: unknown): string {
  const found = { bigint: false };
  checkLevel(owner, value, 0, found);
  const text = JSON.stringify(value, found.bigint ? bigintText : undefined) as string | undefined;
  if (text === undefined) throw notWritable(owner, `${show(value)} is no row`);
  return text;
}

/** A value that a file of rows cannot hold. */
export function notWritable(owner: string, what: string): StreamError {
  const text = `${owner}: ${what}; map rows to plain data before`;
  return new StreamError('MILLRACE_NOT_RECORDABLE', text);
}

function checkLevel(
  owner: string,
  value: unknown,
  level: number,
  found: { bigint: boolean },
): void {
  if (typeof value === 'bigint') found.bigint = true;
  if (typeof value !== 'object' || value === null) return;
  if (level > MOST_LEVELS)
    throw notWritable(owner, `a row has more than ${MOST_LEVELS} levels, or holds itself`);
  // Such as a date: it says itself what it is as JSON.
  if ('toJSON' in value) return;
  if (!isPlain(value)) throw notWritable(owner, `JSON cannot say ${tagOf(value)} in a row`);
  for (const key in value)
    checkLevel(owner, (value as Record<string, unknown>)[key], level + 1, found);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || Array.isArray(value)) return true;
  // Instances of classes of one's own, too.
  return Object.prototype.toString.call(value) === '[object Object]';
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
