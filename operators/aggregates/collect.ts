import { checkConfig, checkFunction, checkNumber, checkWord } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { CollectColumn } from './collectColumn.ts';

/** What `collect` keeps. */
export interface CollectConfig<T, R> {
  /** How many events a row keeps at the most; required, 1 to 1,000,000. */
  readonly limit: number;
  /**
   * What happens beyond the limit; required. `'error'` fails the stream; `'keepFirst'` keeps those
   * with the smallest timestamps, `'keepLast'` those with the largest.
   */
  readonly overflow: 'error' | 'keepFirst' | 'keepLast';
  /** What is kept of an event (default: the event itself). */
  of?(value: T): R;
}

/**
 * The events themselves, or something of each, up to a limit.
 *
 * Result: a new array in order of timestamp, those of one timestamp in order of arrival. State: up
 * to `limit` values a row (twice as many for a short time). Not removable; parts merge in any order
 * with the same result.
 *
 * Errors: `MILLRACE_OVERFLOW` beyond the limit with `overflow: 'error'`.
 *
 * @example
 * ```ts
 * import { collect, eventTime, fixedWindow, fromArray, values } from 'millrace';
 *
 * fromArray([2, 1, 3, 11])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 5 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { first: collect({ limit: 2, overflow: 'keepFirst' }) },
 *     }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.first)); // [1, 2], [11]
 * ```
 */
export function collect<T, R = T>(config: CollectConfig<T, R>): Aggregate<T, readonly R[]> {
  checkConfig('collect', config);
  const { overflow } = config;
  const limit = checkNumber('collect', 'limit', config.limit, { min: 1, max: 1_000_000 });
  checkWord('collect', 'overflow', overflow, ['error', 'keepFirst', 'keepLast']);
  if (config.of !== undefined) checkFunction('collect', 'of', config.of);
  const of = config.of ?? ((value: T): R => value as unknown as R);
  const column = (): CollectColumn<T, R> => new CollectColumn({ limit, overflow, of });
  return { kind: 'collect', removable: false, column };
}
