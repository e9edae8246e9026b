import type { CursorStore, FeedCursor } from './cursorStore.ts';

/**
 * Keeps where subscribers stand for as long as the program runs: a new subscription with the same
 * store goes on where the last one ended.
 *
 * @example
 * ```ts
 * import { memoryCursor } from 'millrace/client';
 *
 * const cursor = memoryCursor();
 * cursor.save('words', { epoch: 'e', off: 7 });
 * console.log(cursor.load('words')?.off); // 7
 * ```
 */
export function memoryCursor(): CursorStore {
  const cursors = new Map<string, FeedCursor>();
  return {
    load: (feed) => cursors.get(feed),
    save: (feed, cursor) => void cursors.set(feed, cursor),
  };
}
