import { show, StreamError } from '../kernel/index.ts';
import type { Rejected } from './rejected.ts';

/** The error of a rejected value where rejects are errors. */
export function rejectionError<T>(
  owner: string,
  { value, timestamp, reason }: Rejected<T>,
): StreamError {
  if (reason === 'aheadOfClock') {
    const text = `${owner}: timestamp: ${show(timestamp)} is further ahead of the clock than maxAhead, for ${show(value)}`;
    return new StreamError(
      'MILLRACE_TIMESTAMP',
      `${text}; give quarantine: 'drop' or a SideOutput`,
    );
  }
  const expected = 'expected whole milliseconds since the epoch, at most 8.64e15 from it';
  const text = `${owner}: timestamp: ${expected}, got ${show(timestamp)} for ${show(value)}`;
  return new StreamError(
    'MILLRACE_TIMESTAMP',
    `${text}; give invalid: 'drop' or a SideOutput to go on without it`,
  );
}
