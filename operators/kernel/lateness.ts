import type { Milliseconds } from './duration.ts';

/**
 * How an operator that judges late events deals with what comes behind the watermark, such as the
 * corrections of a window before it. An operator without it passes such events on as they are.
 */
export interface Lateness {
  /** How far behind the watermark an event may be and is taken all the same: its allowedLateness. */
  readonly allowed: Milliseconds;
  /**
   * How far behind the watermark its own results may be; `'asTaken'` where they are so only when what
   * comes in is.
   */
  readonly corrects: Milliseconds | 'asTaken';
  /** Whether its config has a field `allowedLateness` that can be raised. */
  readonly adjustable: boolean;
}
