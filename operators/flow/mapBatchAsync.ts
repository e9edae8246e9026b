import { checkConfig, checkFunction } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { checkAsync } from './asyncSettings.ts';
import type { AsyncConfig } from './asyncSettings.ts';
import { asyncStage } from './asyncStage.ts';
import { checkBatchBounds } from './batchBounds.ts';
import type { BatchConfig } from './batchConfig.ts';
import { BatchWork } from './batchWork.ts';
import type { CallContext } from './callContext.ts';
import type { FailedWith } from './failedWith.ts';

type WithoutClock<C> = C extends unknown ? Omit<C, 'scheduler'> : never;

/** How an asynchronous stage makes its calls, each for many values. */
export interface BatchAsyncConfig<T> extends AsyncConfig<T> {
  /**
   * When a batch is full: after so many values or bytes, or so long after its first value. One by time
   * alone goes out also when it has `limit` values.
   */
  readonly batch: WithoutClock<BatchConfig<T>>;
}

/**
 * Turns each value into an answer of an asynchronous function that is called with many values at once, such
 * as a bulk request.
 *
 *     in    a-b-c-----d-------|        batch: { count: 3, time: 5 }, a call takes 2 ms
 *     out   ------(ABC)-------(D|)
 *
 * The function gives an array with an answer for each value, in their order: a result, or
 * `failedWith(error)` for a value whose work failed. With `retry` these are tried again alone, as a smaller
 * batch; a function that throws, or has no answer in time, has failed for all.
 *
 * - emits: one result for each value, with its timestamp, in the order of the values; with
 *   `ordered: false` as soon as it is there, see `mapAsync`. A batch goes out when it is full, when its
 *   time is over, before a barrier or another mark, and at the end of the source; when as many calls are
 *   under way as may be, it waits and the next value behind it
 * - state: the values that wait and those in work, bounded by `limit` and told to the source's pressure
 *   handle; a batch that waits for more values does not pause the source. A barrier leaves behind
 *   everything that came before it, so a snapshot holds nothing of it
 * - completes: when the source has completed and all results have left. Unsubscribing aborts the signals
 *   of the calls under way
 * - errors: those of the source at once; for a value that failed for good as `mapAsync`:
 *   `MILLRACE_CALLBACK`, also where the answers are not as many as the values, `MILLRACE_TIMEOUT` or
 *   `MILLRACE_CIRCUIT_OPEN`, or with `onError` a side output a dead letter for each such value, with its own
 *   error; `MILLRACE_OVERFLOW` when more than `limit` values wait or are in work; `MILLRACE_ARGUMENT_TYPE`
 *   and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: the watermark waits behind the values that came before it, so none becomes late here
 *
 * To a circuit breaker an answer with at least one result is a success. The time of a batch is that of
 * the scheduler, also in a replay.
 *
 * @example
 * ```ts
 * import { eventTime, failedWith, fromArray, mapBatchAsync, SideOutput, values } from 'millrace';
 * import type { Failed } from 'millrace';
 *
 * const store = async (names: readonly string[]) =>
 *   names.map((name) => (name === '' ? failedWith(new Error('no name')) : name.length));
 * const dead = new SideOutput<Failed<string>>();
 * let tried = 0;
 * dead.stream.pipe(values()).subscribe(({ attempts }) => (tried = attempts));
 *
 * fromArray(['a', '', 'ccc'])
 *   .pipe(
 *     eventTime({ timestamp: (name) => name.length, outOfOrderness: 5 }),
 *     mapBatchAsync(store, {
 *       batch: { count: 100, time: '50ms' },
 *       retry: { attempts: 2, delay: '10ms' },
 *       onError: dead,
 *     }),
 *     values(),
 *   )
 *   .subscribe({ next: console.log, complete: () => console.log(tried) }); // 1, 3, 2
 * ```
 */
export function mapBatchAsync<T, R>(
  map: (
    values: readonly T[],
    context: CallContext,
  ) => readonly (R | FailedWith)[] | PromiseLike<readonly (R | FailedWith)[]>,
  config: BatchAsyncConfig<NoInfer<T>>,
): StreamOperator<T, R> {
  const owner = 'mapBatchAsync';
  checkFunction(owner, 'map', map);
  checkConfig(owner, config);
  checkConfig(`${owner}: batch`, config.batch);
  const bounds = checkBatchBounds<T>(config.batch as BatchConfig<T>, owner, 'batch.');
  const settings = checkAsync<T>(owner, config);
  return asyncStage<T, R>(
    settings,
    (together) => new BatchWork<T, R>(map, bounds, settings.calls, together),
  );
}
