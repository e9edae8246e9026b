import { ArgumentRangeError, ArgumentTypeError, show } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** How far the clocks of a time zone are ahead of UTC at an instant. */
export type ZoneOffset = (time: Milliseconds) => Milliseconds;

const EXPECTED = "the IANA name of a time zone, such as 'UTC' or 'America/New_York'";
/** What the calendar of the engine can tell: 100 million days around the epoch. */
const FARTHEST = 8.64e15;

/** Reads a config field as a time zone; its offsets are those of the engine's own tables. */
export function zoneOffset(owner: string, field: string, timeZone: unknown): ZoneOffset {
  if (typeof timeZone !== 'string') {
    throw new ArgumentTypeError(owner, field, EXPECTED, show(timeZone));
  }
  const format = formatOf(owner, field, timeZone);
  return (time) => {
    const known = Math.min(FARTHEST, Math.max(-FARTHEST, time));
    return readOffset(format.format(known));
  };
}

function formatOf(owner: string, field: string, timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    throw new ArgumentRangeError(owner, field, EXPECTED, show(timeZone));
  }
}

/** Reads a text such as '3/26/2023, GMT+02:00'; old offsets have seconds too, and UTC may have none. */
function readOffset(text: string): Milliseconds {
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds = '0'] = match;
  const offset = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000;
  return sign === '-' ? -offset : offset;
}
