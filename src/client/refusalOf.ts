import { StreamError } from '../../operators/index.ts';
import type { Err } from '../wire/index.ts';

const CODES: ReadonlyMap<string, 'MILLRACE_FEED_UNKNOWN' | 'MILLRACE_FEED_FAILED'> = new Map([
  ['unknownFeed', 'MILLRACE_FEED_UNKNOWN'],
  ['feedFailed', 'MILLRACE_FEED_FAILED'],
]);

/** What the server refused, as an error of this client; `about` says of what. */
export function refusalOf(about: string, { code, msg }: Err): StreamError {
  return new StreamError(CODES.get(code) ?? 'MILLRACE_FEED_REFUSED', `${about}: ${msg}`);
}
