import type { Milliseconds } from '../kernel/index.ts';
import { firstDay, nextFirstDay } from './calendarUnit.ts';
import type { CalendarUnit, Day } from './calendarUnit.ts';
import type { Window } from './pane.ts';
import type { ZoneOffset } from './zoneOffset.ts';

const DAY = 86_400_000;

/**
 * The day, week or month of a time zone that holds an instant.
 *
 * A day begins at the first instant whose local date is that day's or later: at midnight, or where
 * the clock leaps over midnight, when it leaps. A date that the zone left out has no window; where
 * the clock goes back over midnight, the minutes that come twice belong to the new day.
 */
export function calendarWindowAt(
  unit: CalendarUnit,
  offsetAt: ZoneOffset,
  time: Milliseconds,
): Window {
  const first = firstDay(unit, Math.floor((time + offsetAt(time)) / DAY));
  return windowFrom(unit, offsetAt, first, time);
}

function windowFrom(
  unit: CalendarUnit,
  offsetAt: ZoneOffset,
  first: Day,
  time: Milliseconds,
): Window {
  const next = nextFirstDay(unit, first);
  const end = dayStart(offsetAt, next);
  // The local date went back over the end: the instant is of the next unit already.
  if (time >= end) return windowFrom(unit, offsetAt, next, time);
  return { start: dayStart(offsetAt, first), end };
}

/** The first instant whose local date is `day` or later. No zone changed its offset twice in two days. */
function dayStart(offsetAt: ZoneOffset, day: Day): Milliseconds {
  const midnight = day * DAY;
  const before = offsetAt(midnight - DAY);
  const after = offsetAt(midnight + DAY);
  if (before === after) return midnight - before;
  const change = changeBetween(offsetAt, midnight - DAY, midnight + DAY);
  return midnight - before < change ? midnight - before : Math.max(change, midnight - after);
}

/** The first instant with the later offset, between two that have different ones. */
function changeBetween(offsetAt: ZoneOffset, from: Milliseconds, to: Milliseconds): Milliseconds {
  const after = offsetAt(to);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
