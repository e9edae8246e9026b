import type { Milliseconds } from './duration.ts';

/** What a watermark does by the clock of processing time, without another event. */
export interface ClockAct {
  /**
   * The field of the config that asks for it: `periodic` tells a watermark that has been reached
   * already, `whenQuiet` and `watermarkEvery` let it follow the clock through silence.
   */
  readonly by: 'periodic' | 'whenQuiet' | 'watermarkEvery';
  /** The processing time at which it does that next. */
  readonly at: Milliseconds;
}
