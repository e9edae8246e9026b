import { bounded } from './bounded.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * The watermark where timestamps never fall: the largest so far - 1. An event with a smaller timestamp
 * is behind it; one with the same is not. The same as `bounded(0)`.
 *
 * State: two numbers.
 *
 * @example
 * ```ts
 * import { ascending, eventTime, fromArray } from 'millrace';
 *
 * fromArray([5, 8, 7])
 *   .pipe(eventTime({ timestamp: (at) => at, watermark: ascending() }))
 *   .subscribe(({ watermark }) => console.log(watermark)); // 7, Infinity
 * ```
 */
export function ascending(): WatermarkStrategy<unknown> {
  return { ...bounded(0), kind: 'ascending' };
}
