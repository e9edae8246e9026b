import type { JoinPlan } from './joinType.ts';
import type { Side } from './side.ts';

/** A row with what its logic notes of it. */
export type CellRow<V> = readonly [mark: unknown, value: V];

/** The rows of one key in one window, each side in order of arrival: all of them are partners. */
export interface Cell<L, R> {
  readonly left: readonly CellRow<L>[];
  readonly right: readonly CellRow<R>[];
}

/** The sides of a result. */
export type Sides<L, R> = readonly [left: L | undefined, right: R | undefined];

/** All results that a cell gives. */
export function cellResults<L, R>(
  { pairs, padLeft, padRight, semi }: JoinPlan,
  { left, right }: Cell<L, R>,
): Sides<L, R>[] {
  const met = left.length > 0 && right.length > 0;
  if (met && pairs) {
    return left.flatMap(([, own]) => right.map(([, partner]): Sides<L, R> => [own, partner]));
  }
  const lefts = met ? semi : padLeft && right.length === 0;
  return [
    ...(lefts ? left.map(([, own]): Sides<L, R> => [own, undefined]) : []),
    ...(padRight && !met ? right.map(([, own]): Sides<L, R> => [undefined, own]) : []),
  ];
}

/** What a row that has come into a cell as the last of its side changes. */
export interface CellChange<L, R> {
  /** The results that are no longer right. */
  readonly taken: readonly Sides<L, R>[];
  readonly given: readonly Sides<L, R>[];
}

/** What the last row of a side changes: the first of its side is a partner for all of the other. */
export function cellChange<L, R>(plan: JoinPlan, cell: Cell<L, R>, side: Side): CellChange<L, R> {
  if (cell[side].length === 1) {
    const before = { ...cell, [side]: [] };
    return { taken: cellResults(plan, before), given: cellResults(plan, cell) };
  }
  // For `semi` and `anti` a further partner decides nothing.
  if (side === 'right' && !plan.pairs) return { taken: [], given: [] };
  return { taken: [], given: cellResults(plan, { ...cell, [side]: cell[side].slice(-1) }) };
}

/** How many rows of a cell are in no result. */
export function unjoinedIn(plan: JoinPlan, { left, right }: Cell<unknown, unknown>): number {
  const met = left.length > 0 && right.length > 0;
  const lefts = met ? plan.pairs || plan.semi : plan.padLeft && right.length === 0;
  const rights = met ? plan.pairs || plan.semi : plan.padRight;
  return (lefts ? 0 : left.length) + (rights ? 0 : right.length);
}
