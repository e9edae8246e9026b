/** How far from the epoch an event can be, either way: 100 million days, as for `Date`. */
const FARTHEST = 8.64e15;

/**
 * Whether a value is an event time: whole milliseconds within what `Date` can tell. Beyond it the
 * ends of windows would leave the whole numbers that are exact.
 */
export function isTimestamp(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= FARTHEST;
}
