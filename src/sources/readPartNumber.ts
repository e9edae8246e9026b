import { show, StreamError } from '../../operators/index.ts';

/**
 * The number of the part of a file to begin at, as it was saved; that of the first for the beginning.
 *
 * @param part what the parts are, such as `row group`
 * @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE`
 */
export function readPartNumber(owner: string, part: string, at: unknown): number {
  if (at === undefined) return 0;
  if (typeof at === 'number' && Number.isSafeInteger(at) && at >= 0) return at;
  const text = `${owner}: saved state: expected the number of a ${part}, got ${show(at)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
