import { ERROR_CODES, isCodedError } from '../../operators/index.ts';
import type { Err } from '../wire/index.ts';

/** What the subscribers of a feed are told of what it failed with. */
export function feedFailure(feed: string, error: unknown): Omit<Err, 'ch'> {
  const code = isCodedError(error) ? error.code : undefined;
  // The error's own text may hold paths or data: subscribers get what its code means.
  const reason = code === undefined ? 'an error without a code' : `${code}: ${ERROR_CODES[code]}`;
  const msg = `the stream of feed '${feed}' failed with ${reason}`;
  return { t: 'err', code: 'feedFailed', msg, retry: false };
}
