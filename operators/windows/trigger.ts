import type { Duration } from '../kernel/index.ts';

/** When a window fires before its end: by events, or by processing time. */
export type EarlyFiring =
  | {
      /** Fires when there are so many events that no pane has shown yet. */
      readonly count: number;
    }
  | {
      /** Fires so long, in processing time, after the first event that no pane has shown yet. */
      readonly every: Duration;
    };

/** Fires when the watermark passes the window's end; more often where that is asked for. */
export interface EndTrigger {
  /** Firings before the end (default: none). */
  readonly early?: EarlyFiring;
  /** After the end, fires for each so many events (default: for each event). */
  readonly late?: { readonly count: number };
  /**
   * Whether the window takes no more events after its end was passed, whatever `allowedLateness`
   * says. Events that come then are counted as finished.
   */
  readonly finishAtOnTime?: boolean;
}

/** Fires for each so many events and never by the watermark. Where sessions merge, their counts add up. */
export interface CountTrigger {
  readonly count: number;
  /** Whether the window takes no more events after its first pane (they are counted as finished). */
  readonly once?: boolean;
}

/**
 * Fires at each multiple of a span of event time that the watermark passes, after a first event before
 * that multiple; at the window's end, and after that for each event. Also when there is nothing new.
 */
export interface EventTimeTrigger {
  readonly everyEventTime: Duration;
}

/** Fires for each event that the window takes, and never by the watermark. */
export interface EveryEventTrigger {
  readonly everyEvent: true;
}

/** Fires once: when the window is closed, so that its only pane is the final one. */
export interface CloseTrigger {
  readonly onClose: true;
}

/** What makes a window fire. */
export type Trigger =
  | EndTrigger
  | CountTrigger
  | EventTimeTrigger
  | EveryEventTrigger
  | CloseTrigger;
