import { ArgumentRangeError, show, StreamError, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';

/** How far a right row may lie before or behind the left one; fixed, or by the left row. */
export type IntervalBounds<L> = (
  | {
      /** `right.timestamp >= left.timestamp + lower`; less than 0 for right rows that come before. */
      readonly lower: Duration;
      readonly lowest?: never;
    }
  | {
      /** The same, decided for each left row. */
      readonly lower: (left: L) => Duration;
      /** The least that `lower` gives: it decides how long right rows are kept. */
      readonly lowest: Duration;
    }
) & {
  /** `right.timestamp <= left.timestamp + upper`; decides how long left rows are kept. */
  readonly upper: Duration | ((left: L) => Duration);
  /** Whether `lower` itself is within (default: true). */
  readonly lowerInclusive?: boolean;
  /** Whether `upper` itself is within (default: true). */
  readonly upperInclusive?: boolean;
};

/** Bounds in whole milliseconds, both included. */
export interface CheckedBounds<L> {
  readonly lowerOf: (left: L) => Milliseconds;
  readonly upperOf: (left: L) => Milliseconds;
  /** No left row has a bound outside of these. */
  readonly lowest: Milliseconds;
  readonly highest: Milliseconds;
  /** Whether all left rows have those. */
  readonly fixed: boolean;
}

const ANY = { sign: 'any' } as const;

/** Refuses bounds between which nothing can lie, and makes exclusive ones inclusive. */
export function checkBounds<L>(owner: string, bounds: IntervalBounds<L>): CheckedBounds<L> {
  const { lower, upper } = bounds;
  const inside = bounds.lowerInclusive === false ? 1 : 0;
  const outside = bounds.upperInclusive === false ? 1 : 0;
  const least = typeof lower === 'function' ? bounds.lowest : lower;
  const field = typeof lower === 'function' ? 'lowest' : 'lower';
  const lowest = toMilliseconds(owner, field, least as Duration, ANY) + inside;
  const upperOf = reader(owner, 'upper', upper);
  const highest =
    typeof upper === 'function' ? Infinity : toMilliseconds(owner, 'upper', upper, ANY);
  if (highest - outside < lowest) {
    const expected = `a bound that leaves room above ${field} ${show(least)}`;
    throw new ArgumentRangeError(owner, 'upper', expected, show(upper));
  }
  const lowerOf =
    typeof lower === 'function'
      ? atLeast(owner, reader(owner, 'lower', lower), lowest - inside)
      : () => lowest - inside;
  return {
    lowerOf: (left) => lowerOf(left) + inside,
    upperOf: (left) => upperOf(left) - outside,
    lowest,
    highest: highest - outside,
    fixed: typeof lower !== 'function' && typeof upper !== 'function',
  };
}

function reader<L>(
  owner: string,
  field: string,
  bound: Duration | ((left: L) => Duration),
): (left: L) => Milliseconds {
  if (typeof bound === 'function') {
    return (left) => toMilliseconds(owner, field, bound(left), ANY);
  }
  const fixed = toMilliseconds(owner, field, bound, ANY);
  return () => fixed;
}

/** A lower bound below `lowest` would miss right rows that are freed already. */
function atLeast<L>(
  owner: string,
  lowerOf: (left: L) => Milliseconds,
  lowest: Milliseconds,
): (left: L) => Milliseconds {
  return (left) => {
    const lower = lowerOf(left);
    if (lower >= lowest) return lower;
    const text = `${owner}: lower: expected at least ${lowest} ms, got ${lower}; set lowest to the least it gives`;
    throw new StreamError('MILLRACE_CALLBACK', text);
  };
}
