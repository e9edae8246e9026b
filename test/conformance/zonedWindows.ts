import type { Window } from 'millrace';
import type { VectorConfig } from './vector.ts';
import { offsetAt, wallClock } from './wallClock.ts';

const DAY = 86_400_000;

/** The windows of a time on the wall clocks of a zone, as instants; where the clocks change, too. */
export function zonedWindows(config: VectorConfig): (timestamp: number) => readonly Window[] {
  const { timeZone = 'UTC' } = config;
  return (timestamp) =>
    wallWindows(config, wallClock(timeZone, timestamp))
      .map(([start, end]) => ({ start: instantOf(timeZone, start), end: instantOf(timeZone, end) }))
      .filter(({ start, end }) => start <= timestamp && timestamp < end);
}

function wallWindows(
  { size = DAY, slide = size, step, offset = 0 }: VectorConfig,
  wall: number,
): [start: number, end: number][] {
  const windows: [number, number][] = [];
  const last = Math.floor((wall - offset) / slide) * slide + offset;
  for (let start = last; start + size > wall; start -= slide)
    windows.unshift([start, start + size]);
  if (step === undefined) return windows;
  const ends = Array.from({ length: size / step }, (_, index) => last + (index + 1) * step);
  return ends.filter((end) => end > wall).map((end) => [last, end]);
}

/** The instant of a wall-clock time: the later one of two, and behind the leap where there is none. */
function instantOf(timeZone: string, wall: number): number {
  const near = [wall - DAY, wall + DAY].map((time) => wall - offsetAt(timeZone, time));
  const exact = near.filter((instant) => wallClock(timeZone, instant) === wall);
  return Math.max(...(exact.length > 0 ? exact : near));
}
