import type { IncomingMessage } from 'node:http';
import type { FeedServer } from '../feed/index.ts';

/** A server of feeds that a page shows, and to whom. */
export interface ShownFeeds {
  /** The server: it is asked for with each request, since it is mostly made behind its page. */
  readonly server: () => Pick<FeedServer, 'url' | 'stats'>;
  /** Whether a request may see it (default: each that reaches the page); others get status 403. */
  readonly allow?: (request: IncomingMessage) => boolean;
}
