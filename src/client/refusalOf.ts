import { StreamError } from '../../operators/index.ts';
import type { Err } from '../wire/index.ts';

const CODES: ReadonlyMap<string, 'MILLRACE_FEED_UNKNOWN' | 'MILLRACE_FEED_FAILED'> = new Map([
  ['unknownFeed', 'MILLRACE_FEED_UNKNOWN'],
  ['feedFailed', 'MILLRACE_FEED_FAILED'],
]);

/** What the server refused, as an error of this client with the message as its cause; `about` says of what. */
export function refusalOf(about: string, refusal: Err): StreamError {
  const code = CODES.get(refusal.code) ?? 'MILLRACE_FEED_REFUSED';
  return new StreamError(code, `${about}: ${refusal.msg}`, { cause: refusal });
}
