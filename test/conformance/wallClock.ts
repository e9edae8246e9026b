/** The wall-clock time of a zone at an instant, written as if it were UTC milliseconds. */
export function wallClock(timeZone: string | undefined, instant: number): number {
  if (timeZone === undefined || !Number.isFinite(instant)) return instant;
  return instant + offsetAt(timeZone, instant);
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(timeZone: string, instant: number): number {
  const second = Math.floor(instant / 1_000) * 1_000;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, ...FIELDS }).formatToParts(second);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const [hour, minute, inSecond] = [part('hour') % 24, part('minute'), part('second')];
  return Date.UTC(part('year'), part('month') - 1, part('day'), hour, minute, inSecond) - second;
}

const FIELDS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  hourCycle: 'h23',
} as const;
