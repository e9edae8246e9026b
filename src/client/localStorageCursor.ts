import { readCursor } from './cursorStore.ts';
import type { CursorStore } from './cursorStore.ts';

/** What is needed of a browser's storage. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * Keeps where subscribers stand in the browser's `localStorage`, so that a page goes on where it was
 * before it was reloaded; the last event may come again. What cannot be read there counts as
 * nothing.
 *
 * @param prefix what the keys begin with (default: 'millrace'); the name of the feed follows
 * @param storage another storage than `localStorage`, such as `sessionStorage`
 * @example
 * ```ts
 * import { localStorageCursor } from 'millrace/client';
 *
 * const items = new Map<string, string>();
 * const storage = {
 *   getItem: (key: string) => items.get(key) ?? null,
 *   setItem: (key: string, value: string) => void items.set(key, value),
 * };
 * localStorageCursor('board', storage).save('words', { epoch: 'e', off: 7 });
 * console.log([...items]); // [ [ 'board:words', '{"epoch":"e","off":7}' ] ]
 * ```
 */
export function localStorageCursor(
  prefix = 'millrace',
  storage: TextStorage = (globalThis as unknown as { readonly localStorage: TextStorage })
    .localStorage,
): CursorStore {
  return {
    load: (feed) => {
      try {
        return readCursor(JSON.parse(storage.getItem(`${prefix}:${feed}`) ?? 'null'));
      } catch {
        return undefined;
      }
    },
    save: (feed, cursor) => storage.setItem(`${prefix}:${feed}`, JSON.stringify(cursor)),
  };
}
