import { bounded } from './bounded.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/**
 * The watermark where timestamps never fall: the largest so far - 1. An event with a smaller timestamp
 * is behind it; one with the same is not. The same as `bounded(0)`.
 *
 * @example
 * ```ts
 * import { ascending, eventTime } from 'millrace';
 *
 * const clock = eventTime<{ at: number }>({
 *   timestamp: (event) => event.at,
 *   watermark: ascending(),
 * });
 * ```
 */
export function ascending(): WatermarkStrategy<unknown> {
  return { ...bounded(0), kind: 'ascending' };
}
