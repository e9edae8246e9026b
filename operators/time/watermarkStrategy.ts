import { ArgumentTypeError, show } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { EventClock } from './eventClock.ts';

/**
 * How a stream's watermark follows its events, for the `watermark` field of `eventTime`: a plain
 * object made by `bounded`, `ascending`, `punctuated`, `partitioned` or `customWatermark`.
 */
export interface WatermarkStrategy<T> {
  /** The function that made it. */
  readonly kind: string;
  /** Whether it asks to be called at each tick of `periodic`. */
  readonly onTicks: boolean;
  /** After how much silence the whole stream is idle, where the strategy says so; else Infinity. */
  readonly idleAfter: Milliseconds;
  /**
   * Makes the clock of one subscription.
   *
   * @param owner the operator, for error texts
   * @param periodic how often it is called where it asks for ticks
   */
  createClock(owner: string, periodic: Milliseconds): EventClock<T>;
}

/** Refuses what is no strategy for watermarks. */
export function checkStrategy<T>(owner: string, strategy: unknown): WatermarkStrategy<T> {
  const fits = typeof strategy === 'object' && strategy !== null && 'createClock' in strategy;
  if (fits) return strategy as WatermarkStrategy<T>;
  const expected = 'bounded(…), ascending(), punctuated(…), partitioned(…) or customWatermark(…)';
  throw new ArgumentTypeError(owner, 'watermark', expected, show(strategy));
}
