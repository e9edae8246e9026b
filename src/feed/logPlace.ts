import type { FormerEpoch, OffsetRange } from '../journal/index.ts';

/** A place in a log: the offset behind it, and events before it that are expected once more. */
export interface LogPlace {
  readonly epoch: string;
  readonly offset: number;
  /** Rising. */
  readonly open: readonly number[];
}

/** So many epochs are remembered. */
const MOST = 8;

/** The former epochs, newest first, when one more has ended. */
export function withFormer(
  former: readonly FormerEpoch[],
  { epoch, until, gone }: FormerEpoch,
): FormerEpoch[] {
  const older = former.filter((other) => other.epoch !== epoch);
  const held = older.map((other) => ({ ...other, until: Math.min(other.until, until) }));
  return [{ epoch, until, gone }, ...held].slice(0, MOST);
}

/** Where a place of a former epoch is in the present one; undefined where that is not known. */
export function placeIn(
  epoch: string,
  former: readonly FormerEpoch[],
  place: LogPlace,
): LogPlace | undefined {
  if (place.epoch === epoch) return place;
  const index = former.findIndex((other) => other.epoch === place.epoch);
  if (index < 0) return undefined;
  const ended = former.slice(0, index + 1);
  const { offset, open } = ended.reduceRight<LogPlace>(moved, place);
  return { epoch, offset, open };
}

/** A place behind the end of its epoch. */
function moved(place: LogPlace, { gone }: FormerEpoch): LogPlace {
  const goneBefore = (offset: number): number =>
    gone.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, offset) - from), 0);
  const isGone = (offset: number): boolean =>
    gone.some(([from, to]) => offset >= from && offset < to);
  const left = place.open.filter((offset) => !isGone(offset));
  return {
    ...place,
    offset: place.offset - goneBefore(place.offset),
    open: left.map((offset) => offset - goneBefore(offset)),
  };
}

/** Rising offsets as ranges. */
export function rangesOf(offsets: readonly number[]): OffsetRange[] {
  const ranges: [number, number][] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last?.[1] === offset) last[1] = offset + 1;
    else ranges.push([offset, offset + 1]);
  }
  return ranges;
}

/** The offsets in ranges. */
export function offsetsOf(ranges: readonly OffsetRange[]): number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}
