import type { Milliseconds } from '../kernel/index.ts';
import type { Key, Window } from '../windows/index.ts';
import type { RowLists } from './rowBlocks.ts';

/** A row with how many of its side came before it. */
export type SessionRow<V> = readonly [order: number, value: V];

/** One session of one key over both sides of a join. */
export interface JoinSession<K extends Key, L, R> extends RowLists {
  readonly key: K;
  /** No other session has the same. */
  readonly created: number;
  window: Window;
  /** The rows of each side with how many of their side came before; in that order where `sorted`. */
  readonly left: SessionRow<L>[];
  readonly right: SessionRow<R>[];
  sorted: boolean;
  /** Whether the watermark has passed its end, so that it waits to be closed. */
  passed: boolean;
  /** Closed, or gone into another. */
  gone: boolean;
  filed: Milliseconds;
  /** Its number while changes are told for snapshots. */
  slot: number;
}

/** Puts the rows of merged sessions in order of arrival. */
export function sortRows<K extends Key, L, R>(session: JoinSession<K, L, R>): JoinSession<K, L, R> {
  if (!session.sorted) {
    session.left.sort(byOrder);
    session.right.sort(byOrder);
    session.sorted = true;
  }
  return session;
}

/** The session with the most rows: into which others merge, so that a large one is not copied again and again. */
export function largestOf<K extends Key, L, R>(
  sessions: readonly JoinSession<K, L, R>[],
): JoinSession<K, L, R> | undefined {
  return sessions.toSorted((a, b) => rowCount(b) - rowCount(a))[0];
}

/** How many rows a session holds. */
export function rowCount({ left, right }: JoinSession<Key, unknown, unknown>): number {
  return left.length + right.length;
}

/** In the order in which sessions fire, however the sides interleave: by end, then by first rows. */
export function byEnd(
  a: JoinSession<Key, unknown, unknown>,
  b: JoinSession<Key, unknown, unknown>,
): number {
  return a.window.end - b.window.end || byFirst(a.left, b.left) || byFirst(a.right, b.right);
}

function byFirst([a]: readonly SessionRow<unknown>[], [b]: readonly SessionRow<unknown>[]): number {
  if (a === undefined) return b === undefined ? 0 : 1;
  return b === undefined ? -1 : a[0] - b[0];
}

function byOrder([a]: SessionRow<unknown>, [b]: SessionRow<unknown>): number {
  return a - b;
}
