const DAY = 86_400_000;

/** The number of the day, week or month that the clocks of a zone show at an instant. */
export function localUnit(
  unit: 'day' | 'week' | 'month',
  timeZone: string,
): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return (time) => {
    const [month, day, year] = format.format(time).split('/').map(Number) as [
      number,
      number,
      number,
    ];
    if (unit === 'month') return year * 12 + month;
    const days = Date.UTC(year, month - 1, day) / DAY;
    if (unit === 'day') return days;
    const sinceMonday = (new Date(days * DAY).getUTCDay() + 6) % 7;
    return (days - sinceMonday) / 7;
  };
}
