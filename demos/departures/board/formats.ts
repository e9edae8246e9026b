const MISSING = '–';
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** What may be missing: a time that JSON could not say, a figure of no flights. */
type Figure = number | null | undefined;

function isKnown(value: Figure): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A day: 'Mon 15 Jan 2001'. */
export function formatDay(time: Figure): string {
  if (!isKnown(time)) return MISSING;
  const day = new Date(time);
  const date = `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  return `${WEEKDAYS[day.getUTCDay()]} ${date}`;
}

/** A time of day: '07:42'. */
export function formatTime(time: Figure): string {
  if (!isKnown(time)) return MISSING;
  const day = new Date(time);
  return `${twoDigits(day.getUTCHours())}:${twoDigits(day.getUTCMinutes())}`;
}

/** A time of day with seconds: '07:42:05'. */
export function formatClock(time: Figure): string {
  if (!isKnown(time)) return MISSING;
  return `${formatTime(time)}:${twoDigits(new Date(time).getUTCSeconds())}`;
}

/** A span of time: '07:00–08:00'. */
export function formatSpan(start: Figure, end: Figure): string {
  return `${formatTime(start)}–${formatTime(end)}`;
}

/** How far two times are apart: '42 s', '12 min', '1 h 05 min'. */
export function formatDistance(distance: Figure): string {
  if (!isKnown(distance)) return MISSING;
  const seconds = Math.round(Math.abs(distance) / 1000);
  const sign = distance < 0 && seconds > 0 ? '−' : '';
  if (seconds < 120) return `${sign}${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  return `${sign}${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** A count with its thousands: '12,345'. */
export function formatCount(count: Figure): string {
  return isKnown(count) ? grouped.format(count) : MISSING;
}

/** A count of flights: '12 flights'. */
export function formatFlights(flights: Figure): string {
  return `${formatCount(flights)} ${flights === 1 ? 'flight' : 'flights'}`;
}

/** Minutes with one decimal and a true minus sign: '−3.1'. */
export function formatMinutes(minutes: Figure): string {
  if (!isKnown(minutes)) return MISSING;
  return minutes
    .toFixed(1)
    .replace(/^-0\.0$/, '0.0')
    .replace('-', '−');
}

/** A share in percent: '23%'. */
export function formatShare(share: Figure): string {
  return isKnown(share) ? `${Math.round(share * 100)}%` : MISSING;
}

/** The speed of the replay: '600×', or 'max'. */
export function formatSpeed(speed: number | 'max' | undefined): string {
  if (speed === 'max') return 'max';
  return isKnown(speed) ? `${grouped.format(speed)}×` : MISSING;
}
