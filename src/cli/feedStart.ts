import { filter, firstValueFrom, from, takeUntil } from 'rxjs';
import { isCodedError, StreamError } from '../../operators/index.ts';
import type { FeedClient } from '../client/index.ts';
import type { Since } from '../wire/index.ts';
import { feedsPage } from './feedAddress.ts';
import type { SinceOption } from './readSince.ts';
import { untilAborted } from './untilAborted.ts';
import { UsageError } from './usageError.ts';

/**
 * Asks the server where a feed stands, and gives where to begin. So an unknown feed is told before
 * anything is written, and nothing that comes from now on is missed.
 *
 * @param url the server's address, as it was given
 * @throws UsageError for a name that is empty, and for an offset that the feed has not come to
 * @throws StreamError (rejects) `MILLRACE_FEED_UNKNOWN`, which says where the names are
 */
export async function feedStart(
  client: FeedClient,
  feed: string,
  since: SinceOption | undefined,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<Since> {
  if (feed === '') throw new UsageError('the name of the feed is empty.');
  const stands = client.feed(feed).pipe(
    filter((event) => event.kind === 'subscribed'),
    takeUntil(from(untilAborted(signal))),
  );
  const { epoch, offset } = await firstValueFrom(stands).catch((error: unknown) => {
    throw withNames(error, url);
  });
  if (since === undefined) return { epoch, off: offset - 1 };
  if (since === 'start' || !('off' in since)) return since;
  const start = { epoch, ...since };
  if (start.epoch === epoch && start.off >= offset) throw tooFar(start.off, feed, offset);
  return start;
}

/** The server would take it for an offset of a feed that has begun anew since. */
function tooFar(off: number, feed: string, next: number): UsageError {
  const come = next === 0 ? 'has no event yet' : `has come to offset ${next - 1} only`;
  return new UsageError(
    `--since: expected an offset of feed '${feed}', which ${come}, got ${off}.`,
  );
}

/** The protocol lists no feeds, so that nobody learns of them who may not: a page does, which its server may refuse. */
function withNames(error: unknown, url: string): unknown {
  if (!isCodedError(error) || error.code !== 'MILLRACE_FEED_UNKNOWN') return error;
  const text = `${error.message}; look for the names at ${feedsPage(url)} (a server may not have that page)`;
  return new StreamError(error.code, text, { cause: error });
}
