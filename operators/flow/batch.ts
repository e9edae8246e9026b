import { checkConfig, statefulOperator } from '../kernel/index.ts';
import type { StreamOperator } from '../kernel/index.ts';
import { checkBatchBounds } from './batchBounds.ts';
import type { BatchConfig } from './batchConfig.ts';
import { BatchLogic } from './batchLogic.ts';

/**
 * Gathers values into arrays: by count, by bytes, by time since the first value of the batch,
 * whichever comes first.
 *
 *     in    a-b-c-----d-------|        count: 3, time: 5
 *     out   ----(abc)------(d)|
 *
 * - emits: a batch when it is full, when its time is over, before a barrier or an idle mark, and at
 *   the end of the source; never an empty one. Its timestamp is the largest of its values
 * - state: the batch in the making, bounded by `count`, `bytes` or `limit`; it is told to the source's
 *   pressure handle, and pauses the source only where time alone cuts it: a batch that waits for
 *   more values must get them. Nothing is left at a barrier, so a snapshot holds nothing of it
 * - completes: when the source completes, after the last batch
 * - errors: `MILLRACE_OVERFLOW` when a batch by time alone grows over `limit`; `MILLRACE_CALLBACK` when
 *   `sizeOf` throws or gives no number of 0 or more; `MILLRACE_ARGUMENT_TYPE` and
 *   `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: the watermark waits behind the values that are held back, so none becomes late here
 *
 * With `count` alone it gives what `bufferCount` of RxJS gives; `bufferTime` counts from its last
 * flush, also when nothing came, and emits empty arrays. In a replay the time is the recorded one.
 *
 * @example
 * ```ts
 * import { batch, eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([1, 2, 3])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     batch({ count: 2, time: '1s' }),
 *     values(),
 *   )
 *   .subscribe((rows) => console.log(rows.length)); // 2, 1
 * ```
 */
export function batch<T>(config: BatchConfig<T>): StreamOperator<T, readonly T[]> {
  checkConfig('batch', config);
  const bounds = checkBatchBounds<T>(config, 'batch');
  return (source) =>
    statefulOperator<T, readonly T[]>(source, {
      kind: 'batch',
      scheduler: config.scheduler,
      emptyAtBarriers: true,
      create: (context) => new BatchLogic(bounds, context),
    });
}
