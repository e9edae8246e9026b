import { StreamError } from '../../operators/index.ts';

/** What is asked of a client that the user closed. */
export function closedError(): StreamError {
  return new StreamError('MILLRACE_FEED_REFUSED', 'connectFeeds: the client is closed');
}
