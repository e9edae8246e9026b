import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import { calendarWindowAt } from './calendar.ts';
import type { CalendarUnit } from './calendarUnit.ts';
import type { Window } from './pane.ts';
import { assignStretches } from './stretches.ts';
import type { Stretch } from './stretches.ts';
import type { ZoneOffset } from './zoneOffset.ts';

/** Three years of days. */
const KEPT = 1_096;

/**
 * The days, weeks or months of a time zone. To ask the time zone costs microseconds, so the windows
 * found are kept, in order of time and at most 1,096 of them: when there are more, it begins anew.
 */
export function calendarAssigner(unit: CalendarUnit, offsetAt: ZoneOffset): Assigner<unknown> {
  let kept: Stretch[] = [];
  return assignStretches((time) => {
    const position = firstBeyond(kept, time);
    const found = kept[position - 1];
    if (found !== undefined && time < found.until) return found;
    const stretch = stretchOf(calendarWindowAt(unit, offsetAt, time));
    if (kept.length >= KEPT) kept = [stretch];
    else kept.splice(position, 0, stretch);
    return stretch;
  });
}

function stretchOf(window: Window): Stretch {
  return { from: window.start, until: window.end, windows: [window] };
}

/** The position of the first stretch that begins after a time. */
function firstBeyond(kept: readonly Stretch[], time: Milliseconds): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle] as Stretch).from <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
