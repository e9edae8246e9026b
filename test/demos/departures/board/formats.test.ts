import * as formats from '../../../../demos/departures/board/formats.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const format = suite('formats');

const time = Date.UTC(2001, 0, 15, 7, 4, 9);

const table: readonly (readonly [string, string, string])[] = [
  ['a day', formats.formatDay(time), 'Mon 15 Jan 2001'],
  ['a time in UTC', formats.formatTime(time), '07:04'],
  ['a clock', formats.formatClock(time), '07:04:09'],
  ['an unknown time', formats.formatClock(null), '–'],
  ['an infinite time', formats.formatTime(Infinity), '–'],
  ['a span', formats.formatSpan(time, time + 3_600_000), '07:04–08:04'],
  ['seconds', formats.formatDistance(42_400), '42 s'],
  ['minutes', formats.formatDistance(12 * 60_000), '12 min'],
  ['hours', formats.formatDistance(65 * 60_000), '1 h 05 min'],
  ['nearly an hour', formats.formatDistance(3_599_000), '1 h 00 min'],
  ['a distance back', formats.formatDistance(-30_000), '−30 s'],
  ['a count', formats.formatCount(1_234_567), '1,234,567'],
  ['one flight', formats.formatFlights(1), '1 flight'],
  ['flights', formats.formatFlights(12), '12 flights'],
  ['a delay', formats.formatMinutes(12.34), '12.3'],
  ['a departure ahead of time', formats.formatMinutes(-3.14), '−3.1'],
  ['no delay to speak of', formats.formatMinutes(-0.01), '0.0'],
  ['no figure', formats.formatMinutes(undefined), '–'],
  ['a share', formats.formatShare(0.234), '23%'],
  ['a speed', formats.formatSpeed(3600), '3,600×'],
  ['as fast as possible', formats.formatSpeed('max'), 'max'],
];

for (const [name, actual, expected] of table) {
  format(`${name} is written as ${expected}`, () => assert.is(actual, expected));
}

format.run();
