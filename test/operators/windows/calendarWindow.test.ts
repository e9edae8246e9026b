import { count } from '../../../operators/aggregates/index.ts';
import { calendarAssigner } from '../../../operators/windows/calendarAssigner.ts';
import { zoneOffset } from '../../../operators/windows/zoneOffset.ts';
import { calendarWindow } from '../../../operators/windows/index.ts';
import type {
  CalendarUnit,
  CalendarWindowConfig,
  Window,
} from '../../../operators/windows/index.ts';
import { localUnit } from '../../oracle/localUnit.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { checkCalendarWindow } from './windowChecks.ts';

const test = suite('calendarWindow');
const aggregate = { n: count() };
const HOUR = 3_600_000;

type Config = CalendarWindowConfig<number, undefined, typeof aggregate>;

function windowAt(unit: CalendarUnit, timeZone: string, time: number): Window {
  const assigner = calendarAssigner(unit, zoneOffset('test', 'timeZone', timeZone));
  return assigner.windowsOf(time, undefined)[0] as Window;
}

// values

const cases: readonly (readonly [
  about: string,
  unit: CalendarUnit,
  timeZone: string,
  at: string,
  start: string,
  end: string,
])[] = [
  ['a day of UTC', 'day', 'UTC', '2024-05-01T12:00Z', '2024-05-01T00:00Z', '2024-05-02T00:00Z'],
  [
    'its first instant',
    'day',
    'UTC',
    '2024-05-01T00:00Z',
    '2024-05-01T00:00Z',
    '2024-05-02T00:00Z',
  ],
  ['its last', 'day', 'UTC', '2024-05-01T23:59:59.999Z', '2024-05-01T00:00Z', '2024-05-02T00:00Z'],
  [
    'a day before 1970',
    'day',
    'UTC',
    '1969-12-31T23:00Z',
    '1969-12-31T00:00Z',
    '1970-01-01T00:00Z',
  ],
  [
    'a day of 23 hours',
    'day',
    'America/New_York',
    '2024-03-10T12:00-04:00',
    '2024-03-10T00:00-05:00',
    '2024-03-11T00:00-04:00',
  ],
  [
    'a day of 25 hours',
    'day',
    'America/New_York',
    '2024-11-03T12:00-05:00',
    '2024-11-03T00:00-04:00',
    '2024-11-04T00:00-05:00',
  ],
  [
    'a zone of half hours',
    'day',
    'Asia/Kolkata',
    '2024-01-01T00:10+05:30',
    '2024-01-01T00:00+05:30',
    '2024-01-02T00:00+05:30',
  ],
  [
    'a zone of quarter hours',
    'day',
    'Asia/Kathmandu',
    '2024-01-01T23:50+05:45',
    '2024-01-01T00:00+05:45',
    '2024-01-02T00:00+05:45',
  ],
  [
    'daylight saving of half an hour',
    'day',
    'Australia/Lord_Howe',
    '2024-04-07T12:00+10:30',
    '2024-04-07T00:00+11:00',
    '2024-04-08T00:00+10:30',
  ],
  [
    'a day that begins at 01:00',
    'day',
    'America/Sao_Paulo',
    '2018-11-04T12:00-02:00',
    '2018-11-04T01:00-02:00',
    '2018-11-05T00:00-02:00',
  ],
  [
    'the day before it, of 24 hours',
    'day',
    'America/Sao_Paulo',
    '2018-11-03T23:59-03:00',
    '2018-11-03T00:00-03:00',
    '2018-11-04T01:00-02:00',
  ],
  [
    'a day whose last hour comes twice',
    'day',
    'America/Sao_Paulo',
    '2018-02-17T23:30-03:00',
    '2018-02-17T00:00-02:00',
    '2018-02-18T00:00-03:00',
  ],
  [
    'a day of Cairo that begins at 01:00',
    'day',
    'Africa/Cairo',
    '2024-04-26T05:00+03:00',
    '2024-04-26T01:00+03:00',
    '2024-04-27T00:00+03:00',
  ],
  [
    'a day of Cairo with its last hour twice',
    'day',
    'Africa/Cairo',
    '2024-10-31T21:30Z',
    '2024-10-31T00:00+03:00',
    '2024-11-01T00:00+02:00',
  ],
  [
    'minutes after midnight that come again after the clock went back over it',
    'day',
    'America/St_Johns',
    '2010-11-07T02:45Z',
    '2010-11-07T00:00-02:30',
    '2010-11-08T00:00-03:30',
  ],
  [
    'the day before one that does not exist',
    'day',
    'Pacific/Apia',
    '2011-12-29T23:59-10:00',
    '2011-12-29T00:00-10:00',
    '2011-12-31T00:00+14:00',
  ],
  [
    'the day after one that does not exist',
    'day',
    'Pacific/Apia',
    '2011-12-31T00:00+14:00',
    '2011-12-31T00:00+14:00',
    '2012-01-01T00:00+14:00',
  ],
  [
    'a week of six days',
    'week',
    'Pacific/Apia',
    '2011-12-31T10:00+14:00',
    '2011-12-26T00:00-10:00',
    '2012-01-02T00:00+14:00',
  ],
  ['a Sunday', 'week', 'UTC', '2024-05-05T23:59Z', '2024-04-29T00:00Z', '2024-05-06T00:00Z'],
  ['a Monday', 'week', 'UTC', '2024-05-06T00:00Z', '2024-05-06T00:00Z', '2024-05-13T00:00Z'],
  [
    'the week of 1970',
    'week',
    'UTC',
    '1970-01-01T00:00Z',
    '1969-12-29T00:00Z',
    '1970-01-05T00:00Z',
  ],
  [
    'a week with daylight saving in it',
    'week',
    'Europe/Berlin',
    '2024-03-28T12:00Z',
    '2024-03-25T00:00+01:00',
    '2024-04-01T00:00+02:00',
  ],
  [
    'a month with daylight saving in it',
    'month',
    'Europe/Berlin',
    '2024-03-15T12:00Z',
    '2024-03-01T00:00+01:00',
    '2024-04-01T00:00+02:00',
  ],
  [
    'a leap February',
    'month',
    'UTC',
    '2024-02-29T12:00Z',
    '2024-02-01T00:00Z',
    '2024-03-01T00:00Z',
  ],
  [
    'February of 1900',
    'month',
    'UTC',
    '1900-02-28T12:00Z',
    '1900-02-01T00:00Z',
    '1900-03-01T00:00Z',
  ],
  [
    'February of 2000',
    'month',
    'UTC',
    '2000-02-29T12:00Z',
    '2000-02-01T00:00Z',
    '2000-03-01T00:00Z',
  ],
  ['a December', 'month', 'UTC', '2023-12-31T23:59Z', '2023-12-01T00:00Z', '2024-01-01T00:00Z'],
  [
    'a time with an offset of odd seconds',
    'day',
    'Europe/Dublin',
    '1912-12-17T12:00Z',
    '1912-12-17T00:25:21Z',
    '1912-12-18T00:25:21Z',
  ],
];
for (const [about, unit, timeZone, at, start, end] of cases) {
  test(`puts ${at} in ${timeZone} into its ${unit}: ${about}`, () => {
    const window = windowAt(unit, timeZone, Date.parse(at));
    assert.equal(
      [new Date(window.start).toISOString(), new Date(window.end).toISOString()],
      [new Date(start).toISOString(), new Date(end).toISOString()],
    );
  });
}

const zones = [
  ...['UTC', 'America/New_York', 'America/Sao_Paulo', 'America/St_Johns', 'America/Havana'],
  ...[
    'Africa/Cairo',
    'Africa/Casablanca',
    'Asia/Amman',
    'Asia/Beirut',
    'Asia/Gaza',
    'Asia/Kolkata',
  ],
  ...['Asia/Tehran', 'Australia/Lord_Howe', 'Europe/Dublin', 'Europe/Lisbon', 'Pacific/Apia'],
  ...['Pacific/Kwajalein', 'Pacific/Kiritimati', 'Antarctica/Troll', 'America/Asuncion'],
];

test('windows of all zones begin and end where the local date first changes its unit', () => {
  for (let seed = 1; seed <= 700; seed += 1) {
    const random = randomFrom(seed);
    const timeZone = zones[random(zones.length)] as string;
    const unit = (['day', 'week', 'month'] as const)[random(3)] as CalendarUnit;
    const time = Date.UTC(1900 + random(150), random(12), 1 + random(31), random(24), random(60));
    const { start, end } = windowAt(unit, timeZone, time);
    const about = `seed ${seed}: ${unit} of ${timeZone} at ${new Date(time).toISOString()}`;
    const unitAt = localUnit(unit, timeZone);
    const own = unitAt(start);
    assert.ok(start <= time && time < end, about);
    assert.ok(own < unitAt(end), `${about}: ends where the next begins`);
    for (let ago = 1; ago < 26 * HOUR; ago += 17 * 60_000) {
      assert.ok(unitAt(start - ago) < own, `${about}: nothing of it before its start`);
      assert.ok(unitAt(end - ago) <= own, `${about}: nothing of the next before its end`);
    }
    assert.equal(windowAt(unit, timeZone, end).start, end, `${about}: the next follows`);
    assert.equal(windowAt(unit, timeZone, start - 1).end, start, `${about}: one goes before`);
  }
});

test('finds the windows of jumping times like those of times in order', () => {
  const offsetAt = zoneOffset('test', 'timeZone', 'America/New_York');
  const jumping = calendarAssigner('day', offsetAt);
  const random = randomFrom(7);
  for (let i = 0; i < 4_000; i += 1) {
    const time = Date.UTC(2020, 0, 1 + random(1_500), random(24));
    const [window] = jumping.windowsOf(time, undefined);
    assert.ok(window !== undefined && window.start <= time && time < window.end);
    assert.is(window.start, jumping.windowsOf(window.start, undefined)[0]?.start);
  }
});

test('asks the time zone once for each window, also when times jump between windows', () => {
  let asked = 0;
  const offsetAt = zoneOffset('test', 'timeZone', 'America/New_York');
  const assigner = calendarAssigner('day', (time) => {
    asked += 1;
    return offsetAt(time);
  });
  const days = [1, 2, 3, 2, 1].map((day) => Date.UTC(2024, 5, day, 12));
  for (const day of days) assigner.windowsOf(day, undefined);
  const first = asked;
  for (let hour = 0; hour < 1_000; hour += 1) {
    assigner.windowsOf((days[hour % 5] as number) + (hour % 10), undefined);
  }
  assert.is(asked, first);
});

test('bears times at the ends of the calendar', () => {
  for (const time of [-8.64e15, 8.64e15, 9e15]) {
    const { start, end } = windowAt('month', 'Europe/Berlin', time);
    assert.ok(start <= time && time < end);
  }
});

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 150; seed += 1) checkCalendarWindow(seed);
});

// arguments

for (const [field, config, code] of [
  ['unit', { timeZone: 'UTC' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['unit', { unit: 'year', timeZone: 'UTC' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['timeZone', { unit: 'day' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['timeZone', { unit: 'day', timeZone: 60 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['timeZone', { unit: 'day', timeZone: '' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['timeZone', { unit: 'day', timeZone: 'Europe/Atlantis' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['late', { unit: 'day', timeZone: 'UTC', late: 'never' }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as Config;
    assert.throwsCode(() => calendarWindow(wrong), code, `calendarWindow: ${field}: expected `);
  });
}

test.run();
