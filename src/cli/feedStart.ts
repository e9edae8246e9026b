import { filter, firstValueFrom, from, takeUntil } from 'rxjs';
import type { FeedClient } from '../client/index.ts';
import type { Since } from '../wire/index.ts';
import type { SinceOption } from './readSince.ts';
import { untilAborted } from './untilAborted.ts';

/**
 * Asks the server where a feed stands, and gives where to begin. So an unknown feed is told before
 * anything is written, and nothing that comes from now on is missed.
 */
export async function feedStart(
  client: FeedClient,
  feed: string,
  since: SinceOption | undefined,
  signal: AbortSignal,
): Promise<Since> {
  const stands = client.feed(feed).pipe(
    filter((event) => event.kind === 'subscribed'),
    takeUntil(from(untilAborted(signal))),
  );
  const { epoch, offset } = await firstValueFrom(stands);
  if (since === undefined) return { epoch, off: offset - 1 };
  if (since === 'start' || !('off' in since) || 'epoch' in since) return since;
  return { epoch, off: since.off };
}
