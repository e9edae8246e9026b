import type { Milliseconds } from '../../operators/index.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A span of time for people, in its largest unit: `250ms`, `1.5h`, `3d`. */
export function durationText(span: Milliseconds): string {
  const [unit, size] = UNITS.find(([, least]) => span >= least) ?? ['ms', 1];
  return `${Math.round((span / size) * 10) / 10}${unit}`;
}

/** A span of time as a config takes it, not rounded: `90m`, `1500ms`. */
export function exactDuration(span: Milliseconds): string {
  const [unit, size] = UNITS.find(([, least]) => span > 0 && span % least === 0) ?? ['ms', 1];
  return `${span / size}${unit}`;
}
