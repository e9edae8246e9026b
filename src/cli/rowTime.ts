import { show, StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { parseInstant } from '../runtime/index.ts';
import { didYouMean } from './nearestWord.ts';
import type { Row } from './openRecording.ts';

/**
 * Reads the time in a field of a row: milliseconds since the epoch, or an ISO date.
 *
 * @param option the option that named the field, for the error's text
 * @throws StreamError `MILLRACE_TIMESTAMP`
 */
export function rowTime(row: Row, field: string, option: string): Milliseconds {
  const value = typeof row === 'object' && row !== null ? row[field] : undefined;
  const time = typeof value === 'string' ? parseInstant(value) : value;
  if (typeof time === 'number' && Number.isSafeInteger(time)) return time;
  throw value === undefined ? missing(row, field, option) : unreadable(value, field, option);
}

function missing(row: Row, field: string, option: string): StreamError {
  const fields = Object.keys(row ?? {});
  const there = fields.slice(0, 20).join(', ') || 'no fields';
  const text = `replay: ${option} ${field}: a row has no such field, only ${there}`;
  return new StreamError('MILLRACE_TIMESTAMP', `${text}.${didYouMean(field, fields)}`);
}

function unreadable(value: unknown, field: string, option: string): StreamError {
  const expected = 'expected whole milliseconds since 1970 or an ISO date';
  const text = `replay: ${option} ${field}: ${expected}, got ${show(value)}`;
  return new StreamError('MILLRACE_TIMESTAMP', text);
}
