import type { Observable } from 'rxjs';
import type { FeedOptions } from './clientConfig.ts';
import type { FeedCursor } from './cursorStore.ts';
import type { FeedEvent } from './feedEvent.ts';
import { feedEvents } from './feedEvents.ts';
import { KeptChanges } from './keptChanges.ts';

/** A feed for a loop, which subscribes as often as it has to, each time with what has been changed since. */
export function eventsOfFeed<T>(
  name: string,
  { cursor, ...options }: FeedOptions,
  subscribe: (options: FeedOptions) => Observable<FeedEvent<T>>,
): AsyncGenerator<FeedEvent<T>, void, undefined> {
  const kept = new KeptChanges(options);
  const open = (after: FeedCursor | undefined): Observable<FeedEvent<T>> => {
    const begin = kept.open();
    return subscribe(after === undefined ? begin : { ...begin, since: after });
  };
  return feedEvents(name, open, cursor, kept);
}
