import { checkFunction } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import { CustomClock } from './customClock.ts';
import type { WatermarkStrategy } from './watermarkStrategy.ts';

/** The watermark that an event tells, or undefined where it tells none. */
export type WatermarkOf<T> = (value: T, timestamp: Milliseconds) => Milliseconds | undefined;

/**
 * The watermark that the events themselves tell: marks of a source that knows when a span is complete.
 *
 * It holds after the event that tells it; one that is not larger than before changes nothing.
 *
 * State: the watermark. Errors: `MILLRACE_CALLBACK` when `watermarkOf` throws.
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, punctuated } from 'millrace';
 *
 * interface Reading {
 *   readonly at: number;
 *   readonly completeUpTo?: number;
 * }
 * const readings: Reading[] = [{ at: 5 }, { at: 8, completeUpTo: 6 }];
 * fromArray(readings)
 *   .pipe(
 *     eventTime({
 *       timestamp: (reading) => reading.at,
 *       watermark: punctuated((reading: Reading) => reading.completeUpTo),
 *     }),
 *   )
 *   .subscribe(({ watermark }) => console.log(watermark)); // 6, Infinity
 * ```
 */
export function punctuated<T>(watermarkOf: WatermarkOf<T>): WatermarkStrategy<T> {
  checkFunction('punctuated', 'watermarkOf', watermarkOf);
  const rule = {
    create: () => undefined,
    onEvent: (_: undefined, value: T, timestamp: Milliseconds) => watermarkOf(value, timestamp),
    snapshot: () => undefined,
    restore: () => undefined,
  };
  return {
    kind: 'punctuated',
    onTicks: false,
    idleAfter: Infinity,
    createClock: (owner) => new CustomClock(owner, rule, Infinity, false),
  };
}
