import { show, StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { parseInstant } from '../runtime/index.ts';
import { didYouMean } from './nearestWord.ts';
import type { Row } from './openRecording.ts';

/**
 * Reads the time in a field of a row: milliseconds since the epoch (CSV has them as text), or an ISO
 * date.
 *
 * @param option the option that named the field, for the error's text
 * @param place where the row stands, likewise
 * @throws StreamError `MILLRACE_TIMESTAMP`
 */
export function rowTime(
  row: Row,
  field: string,
  option: string,
  place: () => string,
): Milliseconds {
  const value = typeof row === 'object' && row !== null ? row[field] : undefined;
  const time = typeof value === 'string' ? readText(value) : value;
  if (typeof time === 'number' && Number.isSafeInteger(time)) return time;
  const about = `replay: ${place()}: ${option} ${field}`;
  throw value === undefined ? missing(row, field, about) : unreadable(value, about);
}

/** Digits alone are milliseconds here, however few: a year would be a column of its own. */
function readText(text: string): Milliseconds | undefined {
  return /^-?\d+$/.test(text) ? Number(text) : parseInstant(text);
}

function missing(row: Row, field: string, about: string): StreamError {
  const fields = Object.keys(row ?? {});
  const there = fields.slice(0, 20).join(', ') || 'no fields';
  const text = `${about}: the row has no such field, only ${there}`;
  return new StreamError('MILLRACE_TIMESTAMP', `${text}.${didYouMean(field, fields)}`);
}

function unreadable(value: unknown, about: string): StreamError {
  const expected = 'expected whole milliseconds since 1970 or an ISO date';
  const text = `${about}: ${expected}, got ${show(value)}`;
  return new StreamError('MILLRACE_TIMESTAMP', text);
}
