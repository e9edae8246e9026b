import { asyncStage, CallPool, checkAsync, NO_RESULT } from '../flow/index.ts';
import type { AsyncConfig, CallContext } from '../flow/index.ts';
import {
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { AsOfType } from './asOfJoin.ts';
import type { Pair, RightOf } from './joinType.ts';
import { LookupCache } from './lookupCache.ts';
import type { CacheBounds } from './lookupCache.ts';
import { LookupWork } from './lookupWork.ts';

/** How many answers of a lookup are kept, and how long. */
export interface LookupCacheConfig {
  /** How many answers are kept, at least 1; the least recently used one makes room. */
  readonly size: number;
  /** How long an answer is good, from its coming on, on the scheduler's clock. */
  readonly timeToLive: Duration;
  /** How long it is remembered that a key has no row (default: `timeToLive`; 0 for not at all). */
  readonly missesLive?: Duration;
}

/** How events find their rows outside of the stream. */
export interface EnrichByLookupConfig<
  T,
  R,
  K extends Key,
  Type extends AsOfType,
  Result,
> extends AsyncConfig<T> {
  /** The key of an event. */
  readonly key: (event: T) => K;
  /**
   * Finds the row of a key; undefined where there is none. Called once for all events that wait for the
   * key; `timestamp` is that of the first of them.
   */
  readonly lookup: (
    key: NoInfer<K>,
    context: CallContext,
  ) => R | undefined | PromiseLike<R | undefined>;
  /** How many answers are kept, and how long. */
  readonly cache: LookupCacheConfig;
  /** Whether events without a row are dropped (`inner`, default) or come out alone (`left`). */
  readonly type?: Type;
  /** Makes the result (default: `{ left, right }`). */
  readonly project?: (left: T, right: RightOf<Type, NoInfer<R>>) => Result;
}

/**
 * Gives each event the row that an asynchronous lookup finds for its key, such as a query of a database,
 * and keeps the answers in a bounded cache.
 *
 * ```text
 * events      a1-a2-b3----a4-|      the lookup takes 5 ms
 * out         -----(a1,a2)-b3-a4|   two calls: one for a, one for b
 * ```
 *
 * - emits: one result for each event that has a row (`left`: for each event), with its timestamp, in the
 *   order of the events or, with `ordered: false`, as the answers come; see `mapAsync`
 * - completes: when the source has completed and all results have left
 * - errors: as `mapAsync`: the events that wait for a key whose calls have all failed, fail, and so does
 *   one for which `key` or `project` throws; with `onError` a side output they go there. The failure is not
 *   remembered. `MILLRACE_CALLBACK`, `MILLRACE_TIMEOUT`, `MILLRACE_OVERFLOW`; `MILLRACE_ARGUMENT_TYPE` and
 *   `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: the watermark waits behind the events that came before it, so none becomes late here
 * - state: the events that wait, bounded by `limit` and told to the source's pressure handle, and at most
 *   `cache.size` answers. The cache is no part of a snapshot: a restored stream looks its keys up again
 *
 * The lookup tells what is true when it is called, so a replay may get other rows: where the rows have a
 * history, `asOfJoin` or `enrich` with a table stream gives the same answer each time.
 *
 * @example
 * ```ts
 * import { enrichByLookup, eventTime, fromArray, values } from 'millrace';
 *
 * const ports: Record<string, string> = { a: 'Oslo', b: 'Bergen' };
 *
 * fromArray([{ at: 1, ship: 'a' }, { at: 2, ship: 'b' }, { at: 3, ship: 'c' }])
 *   .pipe(
 *     eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }),
 *     enrichByLookup({
 *       key: ({ ship }) => ship,
 *       lookup: async (ship) => ports[ship],
 *       cache: { size: 1_000, timeToLive: '10m' },
 *       type: 'left',
 *     }),
 *     values(),
 *   )
 *   .subscribe(({ left, right }) => console.log(left.ship, right)); // a Oslo, b Bergen, c undefined
 * ```
 */
export function enrichByLookup<
  T,
  R,
  K extends Key,
  const Type extends AsOfType = 'inner',
  Result = Pair<Type, T, R>,
>(config: EnrichByLookupConfig<T, R, K, Type, Result>): StreamOperator<T, Result> {
  const owner = 'enrichByLookup';
  checkConfig(owner, config);
  const { key, lookup, type = 'inner', project = pair } = config;
  for (const [field, given] of Object.entries({ key, lookup, project }))
    checkFunction(owner, field, given);
  const pad = checkWord<AsOfType>(owner, 'type', type, ['inner', 'left']) === 'left';
  const bounds = checkCache(owner, config.cache);
  const settings = checkAsync<T>(owner, config);
  // Inner joins never give an event without a row.
  const made = project as (left: T, right: R | undefined) => Result;
  return asyncStage<T, Result>(
    settings,
    (together) =>
      new LookupWork<T, K, R, Result>({
        keyOf: key,
        resultOf: (event, row) => (row === undefined && !pad ? NO_RESULT : made(event, row)),
        cache: new LookupCache(bounds),
        pool: new CallPool(lookup, settings.calls, { onRoom: () => together() }),
        clock: settings.calls.clock,
        together,
      }),
  );
}

function checkCache(owner: string, cache: LookupCacheConfig): CacheBounds {
  checkConfig(`${owner}: cache`, cache);
  const timeToLive = toMilliseconds(owner, 'cache.timeToLive', cache.timeToLive);
  return {
    size: checkNumber(owner, 'cache.size', cache.size, { min: 1 }),
    timeToLive,
    missesLive: toMilliseconds(owner, 'cache.missesLive', cache.missesLive ?? timeToLive, {
      sign: 'notNegative',
    }),
  };
}

function pair(left: unknown, right: unknown): unknown {
  return { left, right };
}
