import type { FeedClient } from 'millrace/client';
import { filter, firstValueFrom, repeat, retry, skip, tap } from 'rxjs';
import { FEED_NAMES } from '../board/boardFeeds.ts';
import type { FeedName } from '../board/boardFeeds.ts';
import type { BoardState } from '../board/boardState.ts';

/** What the board subscribes with, and whom it tells. */
export interface BoardConnection {
  readonly client: FeedClient;
  readonly board: BoardState;
  /** Why feeds do not come, by their names. */
  readonly problems: Map<string, string>;
  changed(): void;
}

/** Subscribes the board to all its feeds, from the oldest result that the server keeps. */
export function connectBoard(connection: BoardConnection): void {
  for (const feed of FEED_NAMES) follow(connection, feed);
}

function follow({ client, board, problems, changed }: BoardConnection, name: FeedName): void {
  // A feed that is complete or refused may be there again when the server has been restarted.
  const delay = (): Promise<unknown> => nextConnection(client);
  const feed = client.feed<never>(name, { since: 'start' }).pipe(
    tap({
      next: () => problems.delete(name),
      error: (error: unknown) => {
        problems.set(name, error instanceof Error ? error.message : String(error));
        changed();
      },
    }),
    repeat({ delay }),
    retry({ delay }),
  );
  feed.subscribe({
    next: (event) => {
      board.accept(name, event);
      changed();
    },
    error: () => changed(),
  });
}

function nextConnection({ state }: FeedClient): Promise<unknown> {
  const again = state.pipe(
    skip(1),
    filter((word) => word === 'live'),
  );
  return firstValueFrom(again, { defaultValue: 'closed' });
}
