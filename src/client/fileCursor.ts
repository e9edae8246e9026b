import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { StreamError } from '../../operators/index.ts';
import { readCursor } from './cursorStore.ts';
import type { CursorStore, FeedCursor } from './cursorStore.ts';

/**
 * Keeps where subscribers stand in a file of JSON text, so that a program goes on where it was before
 * it ended, however it ended; the last event may come again. The file is replaced as a whole after
 * each event: it costs one small write for each. One program alone may use a file.
 *
 * Errors: `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`; of a subscription, they end it.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { fileCursor } from 'millrace/client';
 *
 * const path = join(tmpdir(), 'millrace-example-cursor.json');
 * fileCursor(path).save('words', { epoch: 'e', off: 7 });
 * console.log(fileCursor(path).load('words')?.off); // 7
 * ```
 */
export function fileCursor(path: string): CursorStore {
  let cursors: Map<string, FeedCursor> | undefined;
  return {
    load: (feed) => (cursors ??= readCursors(path)).get(feed),
    save: (feed, cursor) => {
      cursors ??= readCursors(path);
      cursors.set(feed, cursor);
      writeCursors(path, cursors);
    },
  };
}

function readCursors(path: string): Map<string, FeedCursor> {
  const cursors = new Map<string, FeedCursor>();
  const text = readText(path);
  if (text === undefined) return cursors;
  try {
    for (const [feed, value] of Object.entries(JSON.parse(text) as object)) {
      const cursor = readCursor(value);
      if (cursor === undefined) throw new Error(`'${feed}' has no epoch and offset`);
      cursors.set(feed, cursor);
    }
  } catch (cause) {
    const text = `fileCursor: ${path} is not a file of cursors: ${String(cause)}; delete it to begin anew`;
    throw new StreamError('MILLRACE_FILE_UNREADABLE', text, { cause });
  }
  return cursors;
}

/** Undefined when there is no file yet. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StreamError('MILLRACE_FILE_UNREADABLE', `fileCursor: ${String(cause)}`, { cause });
  }
}

/** A reader sees the old file or the new one, never a part of one. */
function writeCursors(path: string, cursors: ReadonlyMap<string, FeedCursor>): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(cursors)));
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new StreamError('MILLRACE_FILE_UNWRITABLE', `fileCursor: ${String(cause)}`, { cause });
  }
}
