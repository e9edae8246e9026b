import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import type { Window } from './pane.ts';

/** A stretch of time, [from, until), in which all events have the same windows. */
export interface Stretch {
  readonly from: Milliseconds;
  readonly until: Milliseconds;
  /** In ascending order of their ends. */
  readonly windows: readonly Window[];
}

/**
 * An assigner of windows that depend on the time alone. Neighbouring events mostly share a stretch:
 * the latest one is kept, so that such an event costs two comparisons.
 *
 * @param stretchAt finds the stretch that holds a time
 */
export function assignStretches(stretchAt: (time: Milliseconds) => Stretch): Assigner<unknown> {
  let [from, until]: [Milliseconds, Milliseconds] = [Infinity, -Infinity];
  let windows: readonly Window[] = [];
  return {
    windowsOf(timestamp): readonly Window[] {
      if (timestamp < from || timestamp >= until) {
        ({ from, until, windows } = stretchAt(timestamp));
      }
      return windows;
    },
  };
}
