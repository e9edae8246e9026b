import { checkConfig, checkFunction, checkNumber } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { objectAggregate } from './customAggregate.ts';
import { HyperLogLog } from './hyperLogLog.ts';
import { checkItem } from './item.ts';
import type { Item } from './item.ts';
import { ItemHash } from './itemHash.ts';

/** How exact `distinct` is, and how much memory it uses for that. */
export interface DistinctConfig {
  /** 4 to 16 (default: 12): up to 2^precision bytes a row, standard error 1.04 / sqrt(2^precision). */
  readonly precision?: number;
}

/**
 * How many different texts or numbers there are among the events.
 *
 * Result: a whole number; exact up to 2^precision / 8 different items (512), but for items with the
 * same hash of 53 bits, and beyond that an estimate with a standard error of 1.04 /
 * sqrt(2^precision): 1.6 % by default. The number 1 and the text '1' are different; 0 and -0 are not.
 *
 * State: 8 bytes an item, and at the most 2^precision bytes a row (4 KiB). Not removable; parts
 * merge in any order with the same result.
 *
 * Errors: `MILLRACE_CALLBACK` for what is neither a text nor a finite number.
 *
 * @example
 * ```ts
 * import { distinct, eventTime, fixedWindow, fromArray, values } from 'millrace';
 *
 * fromArray([1, 2, 3, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 10, late: 'drop', aggregate: { kinds: distinct((at: number) => at % 2) } }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.kinds)); // 2, 1
 * ```
 */
export function distinct<T>(
  of: (value: T) => Item,
  config: DistinctConfig = {},
): Aggregate<T, number> {
  checkFunction('distinct', 'of', of);
  checkConfig('distinct', config);
  const { precision = 12 } = config;
  checkNumber('distinct', 'precision', precision, { min: 4, max: 16 });
  const hashes = new ItemHash();
  return objectAggregate<T, HyperLogLog, number>('distinct', {
    create: () => new HyperLogLog(precision),
    add: (state, value) => {
      state.add(hashes.hash(checkItem('distinct', of(value))));
      return state;
    },
    merge: (into, part) => {
      into.merge(part);
      return into;
    },
    result: (state) => state.estimate(),
    save: (state) => state.save(),
    load: (saved) => {
      const state = new HyperLogLog(precision);
      state.load(saved);
      return state;
    },
  });
}
