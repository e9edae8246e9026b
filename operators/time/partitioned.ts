import { ArgumentTypeError, checkConfig, checkFunction, checkNumber } from '../kernel/index.ts';
import { show, toMilliseconds } from '../kernel/index.ts';
import type { Duration } from '../kernel/index.ts';
import { PartitionedClock } from './partitionedClock.ts';
import type { Partition } from './partitionedClock.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/** How a source of several partitions gives its watermark. */
export interface PartitionedConfig<T> {
  /** The partition that a value came from. */
  readonly partitionOf: (value: T) => Partition;
  /** How far an event may come behind the newest one of its partition; as for `eventTime`. */
  readonly outOfOrderness: Duration;
  /**
   * A partition that is silent for longer does not hold the others back, until its next event.
   * Default: never. When the whole stream is silent for that long, it says that it is idle.
   */
  readonly idleAfter?: Duration;
  /**
   * The partitions that are known to be there: none of them is passed before it has spoken. Default:
   * each counts from its first event, and is left out until it has caught up with the others.
   */
  readonly partitions?: readonly Partition[];
  /** How many partitions there may be (default: 1,024); one more is an error. */
  readonly limit?: number;
}

/**
 * The watermark of a source with several partitions that are each in order within bounds: the smallest
 * of the partitions' own watermarks, over those that are not idle. Never goes back.
 *
 * A partition that comes back from being idle behind the others is left out until it has caught up.
 * State: a few numbers per partition, at most `limit` of them. Errors: `MILLRACE_OVERFLOW` beyond it.
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, partitioned } from 'millrace';
 *
 * fromArray([
 *   { at: 30_000, shard: 0 },
 *   { at: 20_000, shard: 1 },
 * ])
 *   .pipe(
 *     eventTime({
 *       timestamp: (event) => event.at,
 *       watermark: partitioned({
 *         partitionOf: (event) => event.shard,
 *         outOfOrderness: '10s',
 *         idleAfter: '1m',
 *         partitions: [0, 1],
 *       }),
 *     }),
 *   )
 *   .subscribe(({ watermark }) => console.log(watermark)); // 9999, Infinity
 * ```
 */
export function partitioned<T>(config: PartitionedConfig<T>): WatermarkStrategy<T> {
  const owner = 'partitioned';
  checkConfig(owner, config);
  checkFunction(owner, 'partitionOf', config.partitionOf);
  const { partitionOf, partitions = [] } = config;
  if (!Array.isArray(partitions))
    throw new ArgumentTypeError(owner, 'partitions', 'a list of partitions', show(partitions));
  const outOfOrderness = toMilliseconds(owner, 'outOfOrderness', config.outOfOrderness, {
    sign: 'notNegative',
  });
  const idleAfter =
    config.idleAfter === undefined
      ? Infinity
      : toMilliseconds(owner, 'idleAfter', config.idleAfter);
  const limit = checkNumber(owner, 'limit', config.limit ?? 1_024, {
    min: Math.max(1, partitions.length),
  });
  const settings = { partitionOf, partitions, outOfOrderness, idleAfter, limit };
  return {
    kind: owner,
    onTicks: false,
    idleAfter,
    createClock: (operator) => new PartitionedClock(operator, settings),
  };
}
