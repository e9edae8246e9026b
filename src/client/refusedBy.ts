import { StreamError } from '../../operators/index.ts';

/** What ends a client, or one of its subscriptions, for good. */
export function refusedBy(cause: unknown): StreamError {
  return new StreamError('MILLRACE_FEED_REFUSED', `connectFeeds: ${String(cause)}`, { cause });
}
