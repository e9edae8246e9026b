import type { Milliseconds } from '../kernel/index.ts';
import type { Key, Window } from '../windows/index.ts';

type SessionRow<V> = readonly [order: number, value: V];

/** One session of one key over both sides of a join. */
export interface JoinSession<K extends Key, L, R> {
  readonly key: K;
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

/** Merges sessions into the one with the most rows, so that a large one is not copied again and again. */
export function mergeSessions<K extends Key, L, R>(
  sessions: readonly JoinSession<K, L, R>[],
): JoinSession<K, L, R> | undefined {
  const [into, ...others] = sessions.toSorted((a, b) => rowCount(b) - rowCount(a));
  if (into === undefined) return undefined;
  for (const other of others) {
    for (const row of other.left) into.left.push(row);
    for (const row of other.right) into.right.push(row);
    into.sorted = false;
    other.gone = true;
  }
  return into;
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
