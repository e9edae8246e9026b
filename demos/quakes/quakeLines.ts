import type { QuakesResult } from './runQuakes.ts';

/** The bounds of a run, in milliseconds. */
export interface QuakeBounds {
  readonly outOfOrderness: number;
  readonly allowedLateness: number;
}

const UNITS = [
  { name: 'd', milliseconds: 86_400_000 },
  { name: 'h', milliseconds: 3_600_000 },
  { name: 'm', milliseconds: 60_000 },
  { name: 's', milliseconds: 1_000 },
];

/** What a run is told as: a line of figures, after the panes if they are wanted. */
export function quakeLines(
  { outOfOrderness, allowedLateness }: QuakeBounds,
  { events, behind, late, onTime, corrections, panes }: QuakesResult,
  windows: boolean,
): readonly string[] {
  const figures = [
    `outOfOrderness ${durationText(outOfOrderness)}, allowedLateness ${durationText(allowedLateness)}:`,
    `${whole(events)} earthquakes,`,
    `${whole(behind)} behind the watermark,`,
    `${whole(late)} late;`,
    `${whole(onTime)} hours on time, ${whole(corrections)} corrections`,
  ];
  return [...(windows ? panes.map((pane) => JSON.stringify(pane)) : []), figures.join(' ')];
}

function durationText(milliseconds: number): string {
  const unit = UNITS.find((candidate) => milliseconds % candidate.milliseconds === 0);
  if (milliseconds === 0 || unit === undefined) return `${milliseconds}ms`;
  return `${milliseconds / unit.milliseconds}${unit.name}`;
}

function whole(value: number): string {
  return value.toLocaleString('en-US');
}
