import { checkConfig, checkFunction, checkNumber } from '../kernel/index.ts';
import type { Aggregate } from './aggregate.ts';
import { objectAggregate } from './customAggregate.ts';
import { checkItem } from './item.ts';
import type { Item } from './item.ts';
import { SpaceSaving } from './spaceSaving.ts';
import type { ItemCount } from './spaceSaving.ts';

/** How many items `topK` keeps count of. */
export interface TopKConfig {
  /** How many counters a row has, at least `k` (default: 8 times `k`). More of them, less error. */
  readonly capacity?: number;
}

/**
 * The most frequent texts or numbers of the events.
 *
 * Result: up to `k` of `{ item, count, error }`, in order of count, then item (numbers by size
 * before texts by code units). Exact, with `error` 0, while a window has at most `capacity`
 * different items. Beyond that an item came at most `count` and at least `count - error` times,
 * `error` is at most the number of events / `capacity`, and every item that came more often than that
 * has a counter.
 *
 * Algorithm: Space-Saving (Metwally, Agrawal and El Abbadi, 2005). State: `capacity` counters a
 * row. Not removable. Merged within the same bounds; beyond `capacity` different items, the order
 * of merging may show in the counts.
 *
 * Errors: `MILLRACE_CALLBACK` for what is neither a text nor a finite number.
 *
 * @example
 * ```ts
 * import { eventTime, fixedWindow, fromArray, topK, values } from 'millrace';
 *
 * fromArray([1, 2, 3])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({
 *       size: 10,
 *       late: 'drop',
 *       aggregate: { top: topK(1, (at: number) => (at % 2 === 0 ? 'even' : 'odd')) },
 *     }),
 *     values(),
 *   )
 *   .subscribe((pane) => console.log(pane.value.top)); // [{ item: 'odd', count: 2, error: 0 }]
 * ```
 */
export function topK<T, K extends Item>(
  k: number,
  of: (value: T) => K,
  config: TopKConfig = {},
): Aggregate<T, readonly ItemCount<K>[]> {
  checkNumber('topK', 'k', k, { min: 1, max: 100_000 });
  checkFunction('topK', 'of', of);
  checkConfig('topK', config);
  const { capacity = 8 * k } = config;
  checkNumber('topK', 'capacity', capacity, { min: k, max: 1_000_000 });
  return objectAggregate<T, SpaceSaving<K>, readonly ItemCount<K>[]>('topK', {
    create: () => new SpaceSaving(capacity),
    add: (state, value) => {
      state.add(checkItem('topK', of(value)));
      return state;
    },
    merge: (into, part) => {
      into.merge(part);
      return into;
    },
    result: (state) => state.top(k),
    save: (state) => state.save(),
    load: (saved) => {
      const state = new SpaceSaving<K>(capacity);
      state.load(saved);
      return state;
    },
  });
}
