import { checkConfig, checkFunction } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { checkAsync } from './asyncSettings.ts';
import type { AsyncConfig } from './asyncSettings.ts';
import { asyncStage } from './asyncStage.ts';
import type { CallContext } from './callContext.ts';
import { CallPool } from './callPool.ts';

/**
 * Turns each value into the answer of an asynchronous function, a bounded number of calls at once.
 *
 *     in    a-b--------|        map: a takes 7 ms, b takes 2 ms
 *     out   -------(AB)|        ordered: false: ----B--A--|
 *
 * - emits: one result for each value, with its timestamp, in the order of the values; with
 *   `ordered: false` as soon as it is there, though never past a watermark that has risen, a barrier or
 *   an idle mark. Where the watermark rises at each event nothing can overtake: raise it in steps
 *   (`raiseEvery`) there. A function may also give a plain value, which costs no promise
 * - state: the values that wait and those in work, bounded by `limit` and told to the source's pressure
 *   handle. A barrier leaves behind everything that came before it, so a snapshot holds nothing of it
 * - completes: when the source has completed and all results have left. Unsubscribing aborts the signals
 *   of the calls under way
 * - errors: those of the source at once; when the calls for a value have all failed and `onError` is
 *   `'fail'`, after the results of what came before: `MILLRACE_CALLBACK` with the failure as its cause, or
 *   `MILLRACE_TIMEOUT`, or `MILLRACE_CIRCUIT_OPEN`; `MILLRACE_OVERFLOW` when more than `limit` values wait or are in work;
 *   `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: the watermark waits behind the values that came before it, so none becomes late here.
 *   With `ordered: true` the results are those of `mapEach`, whenever the answers come
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, mapAsync, values } from 'millrace';
 *
 * const delayOf = async (flight: string): Promise<number> => flight.length;
 *
 * fromArray([{ at: 1, flight: 'SK4035' }, { at: 2, flight: 'DY620' }])
 *   .pipe(
 *     eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }),
 *     mapAsync(async ({ flight }) => `${flight}: ${await delayOf(flight)} minutes`, {
 *       concurrency: 8,
 *       timeout: '2s',
 *       retry: { attempts: 3, delay: '100ms' },
 *     }),
 *     values(),
 *   )
 *   .subscribe(console.log); // SK4035: 6 minutes, DY620: 5 minutes
 * ```
 */
export function mapAsync<T, R>(
  map: (value: T, context: CallContext) => R | PromiseLike<R>,
  config: AsyncConfig<NoInfer<T>> = {},
): StreamOperator<T, R> {
  checkFunction('mapAsync', 'map', map);
  checkConfig('mapAsync', config);
  const settings = checkAsync<T>('mapAsync', config);
  return asyncStage<T, R>(settings, (together) => {
    const pool = new CallPool<T, R>(map, settings.calls, { onRoom: () => together() });
    return {
      size: 0,
      begin: (value, timestamp, done) => {
        if (!pool.hasRoom()) return false;
        pool.run(value, timestamp, done);
        return true;
      },
      stop: () => pool.stop(),
    };
  });
}
