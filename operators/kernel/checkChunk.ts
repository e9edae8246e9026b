import type { Chunk } from './chunk.ts';
import { StreamError } from './errors.ts';
import { show } from './show.ts';

/**
 * Refuses what is no chunk: mostly the values of an Observable that has not entered event time yet.
 *
 * @throws StreamError `MILLRACE_NOT_A_STREAM`
 */
export function checkChunk(owner: string, chunk: Chunk<unknown>): void {
  const given: unknown = chunk;
  if (typeof given === 'object' && given !== null && 'timestamps' in given) return;
  const text = `${owner}: expected a stream, got the value ${show(given)}`;
  const fix = 'enter the stream with eventTime(…) or processingTime(…) before it';
  throw new StreamError('MILLRACE_NOT_A_STREAM', `${text}; ${fix}`);
}
