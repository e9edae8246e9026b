import { toMilliseconds } from '../../../operators/kernel/index.ts';
import type { Duration, DurationBounds } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('toMilliseconds');

const read = (duration: unknown, bounds?: DurationBounds): number =>
  toMilliseconds('fixedWindow', 'size', duration as Duration, bounds);

test('reads a number as milliseconds and a text by its unit', () => {
  const table: [Duration, number][] = [
    [250, 250],
    ['250ms', 250],
    ['10s', 10_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1.5s', 1_500],
    ['0.001s', 1],
    ['0.1h', 360_000],
    ['1.1s', 1_100],
  ];
  for (const [duration, milliseconds] of table)
    assert.is(read(duration), milliseconds, String(duration));
});

test('refuses what is neither a number nor a text with a unit', () => {
  for (const wrong of ['5', '5 m', 'm', '', '5w', '1e3ms', '5m ', null, undefined, {}, 5n, true]) {
    assert.throwsCode(
      () => read(wrong),
      'MILLRACE_ARGUMENT_TYPE',
      'fixedWindow: size: expected a positive duration',
    );
  }
});

test('says what was expected and what came', () => {
  assert.throws(
    () => read('-5m'),
    "fixedWindow: size: expected a positive duration in whole milliseconds, got '-5m'",
  );
});

test('refuses parts of a millisecond and what is not finite', () => {
  for (const wrong of [0.5, '0.5ms', Number.NaN, Infinity, 2 ** 53]) {
    assert.throwsCode(() => read(wrong), 'MILLRACE_ARGUMENT_RANGE', 'in whole milliseconds');
  }
});

test('allows 0 and less than 0 only where the field does', () => {
  assert.throwsCode(() => read(0), 'MILLRACE_ARGUMENT_RANGE');
  assert.is(read(0, { sign: 'notNegative' }), 0);
  assert.throwsCode(
    () => read(-1, { sign: 'notNegative' }),
    'MILLRACE_ARGUMENT_RANGE',
    'a duration of 0 or more',
  );
  assert.is(read('-1h', { sign: 'any' }), -3_600_000);
});

test.run();
