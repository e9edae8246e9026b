import type { Status } from './boardFeeds.ts';

const HOUR = 3_600_000;
const LENGTHS = [1, 2, 4, 8, 16, 24, 48].map((hours) => hours * HOUR);

/** Where the times of a status stand on a ruler that ends a little after the newest of them. */
export interface TimeRuler {
  readonly from: number;
  readonly to: number;
  /** Positions from 0 (left) to 1. */
  readonly watermark: number;
  readonly newest: number;
  readonly delivered: number;
}

/** Lays out the ruler; undefined while a time is not known. */
export function timeRuler(status: Status | undefined): TimeRuler | undefined {
  if (status === undefined) return undefined;
  const { delivered, newest } = status;
  if (delivered === null || newest === null) return undefined;
  // At the end of the recording the watermark is beyond all times: everything is complete.
  const watermark = status.watermark ?? (status.done ? newest : undefined);
  if (watermark === undefined) return undefined;
  const last = Math.max(delivered, newest, watermark);
  const needed = (last - Math.min(delivered, newest, watermark)) * 1.6;
  const length = LENGTHS.find((each) => each >= needed) ?? needed;
  const to = last + length * 0.06;
  const from = to - length;
  const place = (time: number): number => (time - from) / length;
  const places = { watermark: place(watermark), newest: place(newest) };
  return { from, to, ...places, delivered: place(delivered) };
}

/** Times on the ruler for its ticks: quarters of hours, hours, or several hours. */
export function rulerTicks({ from, to }: Pick<TimeRuler, 'from' | 'to'>): number[] {
  const steps = [HOUR / 4, HOUR / 2, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR];
  const step = steps.find((each) => (to - from) / each <= 5) ?? 24 * HOUR;
  // A text at the very edge would be cut off.
  const margin = (to - from) * 0.04;
  const first = Math.ceil((from + margin) / step) * step;
  const count = Math.max(0, Math.floor((to - margin - first) / step) + 1);
  return Array.from({ length: count }, (_, i) => first + i * step);
}
