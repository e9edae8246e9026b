/** A day by its number: days since 1970-01-01. */
export type Day = number;

/** What calendar windows can span. */
export type CalendarUnit = 'day' | 'week' | 'month';

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const LEAPS_BEFORE_1970 = leapDaysUpTo(1969);
const DAYS_PER_MONTH = 365.2425 / 12;

/** The first day of the calendar's unit that a day lies in; weeks begin on Monday. */
export function firstDay(unit: CalendarUnit, day: Day): Day {
  if (unit === 'day') return day;
  // 1970-01-01 was a Thursday: three days after a Monday.
  if (unit === 'week') return day - trueModulo(day + 3, 7);
  return firstOfMonth(monthOf(day));
}

/** The first day of the unit after the one that begins with `first`. */
export function nextFirstDay(unit: CalendarUnit, first: Day): Day {
  if (unit === 'day') return first + 1;
  if (unit === 'week') return first + 7;
  return firstOfMonth(monthOf(first) + 1);
}

/** The first day of a month that is counted from January 1970, by the Gregorian rule for all time. */
function firstOfMonth(month: number): Day {
  const year = 1970 + Math.floor(month / 12);
  const inYear = trueModulo(month, 12);
  const leapDay = inYear > 1 && isLeap(year) ? 1 : 0;
  const leapDays = leapDaysUpTo(year - 1) - LEAPS_BEFORE_1970 + leapDay;
  return 365 * (year - 1970) + leapDays + (DAYS_BEFORE_MONTH[inYear] as number);
}

function monthOf(day: Day): number {
  // The mean length of a month misses by less than two months.
  let month = Math.floor(day / DAYS_PER_MONTH);
  while (firstOfMonth(month) > day) month -= 1;
  while (firstOfMonth(month + 1) <= day) month += 1;
  return month;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function leapDaysUpTo(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

function trueModulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
