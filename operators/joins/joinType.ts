/**
 * Which rows a join gives: pairs only (`inner`), also left rows without a partner (`left`), right ones
 * (`right`), both (`full`), each left row once that has a partner (`semi`), or that has none (`anti`).
 */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** All kinds of joins. */
export const JOIN_TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];

/** What a result of a join has on its left. */
export type LeftOf<Type extends JoinType, L> = Type extends 'right' | 'full' ? L | undefined : L;

/** What a result of a join has on its right. */
export type RightOf<Type extends JoinType, R> = Type extends 'inner' | 'right'
  ? R
  : Type extends 'left' | 'full'
    ? R | undefined
    : undefined;

/** A result of a join; a side without a partner is undefined, and the right of `semi` and `anti`. */
export interface Pair<Type extends JoinType, L, R> {
  readonly left: LeftOf<Type, L>;
  readonly right: RightOf<Type, R>;
}

/** What a type of join does with its rows. */
export interface JoinPlan {
  /** A result for each pair of partners. */
  readonly pairs: boolean;
  /** A left row without a partner is a result. */
  readonly padLeft: boolean;
  /** A right row without a partner is a result. */
  readonly padRight: boolean;
  /** A left row is a result once, when it has found its first partner. */
  readonly semi: boolean;
}

/** What a type of join does with its rows. */
export function planOf(type: JoinType): JoinPlan {
  return {
    pairs: type !== 'semi' && type !== 'anti',
    padLeft: type === 'left' || type === 'full' || type === 'anti',
    padRight: type === 'right' || type === 'full',
    semi: type === 'semi',
  };
}
