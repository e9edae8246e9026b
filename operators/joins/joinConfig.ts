import { checkConfig, checkFunction, checkLate, checkWord } from '../kernel/index.ts';
import type { LatePolicy } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { JOIN_TYPES } from './joinType.ts';
import type { JoinType } from './joinType.ts';
import type { LateBy, Side, Sided } from './side.ts';

/** What all joins of two streams are told. */
export interface JoinConfig<L, R, K extends Key> {
  /** The key of a left event; only events with equal keys are partners. */
  readonly leftKey: (left: L) => K;
  /** The key of a right event. */
  readonly rightKey: (right: R) => NoInfer<K>;
  /** What happens to late events of either side: `'drop'` (counted), `'error'`, or `lateTo(output)`. */
  readonly late: LatePolicy<Sided<L, R>>;
  /**
   * Whether an event is late by the watermark of both inputs together (`'combined'`, the default,
   * which loses fewer) or by its own input's (`'input'`: then it does not depend on how the inputs
   * interleave).
   */
  readonly lateBy?: LateBy;
  /** The name under which the rows are saved (default: the operator's). */
  readonly name?: string;
}

/** The checked parts of a join's config. */
export interface CheckedJoin<L, R, K extends Key> {
  readonly keyOf: (side: Side, value: L | R) => K;
  readonly late: LatePolicy<Sided<L, R>>;
  readonly lateBy: LateBy;
}

const LATE_BY: readonly LateBy[] = ['combined', 'input'];

/** Checks what all joins are told. */
export function checkJoin<L, R, K extends Key>(
  owner: string,
  config: JoinConfig<L, R, K>,
): CheckedJoin<L, R, K> {
  checkConfig(owner, config);
  const { leftKey, rightKey } = config;
  checkFunction(owner, 'leftKey', leftKey);
  checkFunction(owner, 'rightKey', rightKey);
  return {
    keyOf: (side, value) => (side === 'left' ? leftKey(value as L) : rightKey(value as R)),
    late: checkLate(owner, config.late),
    lateBy: checkWord(owner, 'lateBy', config.lateBy ?? 'combined', LATE_BY),
  };
}

/** Checks which rows are wanted; inner without a choice. */
export function checkType(owner: string, type: JoinType | undefined): JoinType {
  return checkWord(owner, 'type', type ?? 'inner', JOIN_TYPES);
}
