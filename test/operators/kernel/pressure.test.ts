import { Pressure, PressureReport } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('Pressure');

test('pauses at the high mark, and goes on at the low one and no earlier', () => {
  const pressure = new Pressure({ high: 10, low: 4 });
  const boundary = {};
  const paused = [9, 10, 5, 4, 9].map((depth) => {
    pressure.report(boundary, depth);
    return pressure.paused;
  });
  assert.equal(paused, [false, true, true, false, false]);
});

test('adds what all boundaries hold', () => {
  const pressure = new Pressure({ high: 10 });
  const [first, second] = [{}, {}];
  pressure.report(first, 6);
  pressure.report(second, 5);
  assert.equal([pressure.depth, pressure.paused], [11, true]);
  pressure.report(first, 0);
  assert.equal([pressure.depth, pressure.paused], [5, false]);
});

test('calls back at once when it is not paused, and once when it goes on', () => {
  const pressure = new Pressure({ high: 2, low: 0 });
  const boundary = {};
  const calls: string[] = [];
  pressure.whenClear(() => calls.push('open'));
  pressure.report(boundary, 2);
  pressure.whenClear(() => calls.push('a'));
  pressure.whenClear(() => calls.push('b'))();
  assert.equal(calls, ['open']);
  pressure.report(boundary, 0);
  pressure.report(boundary, 2);
  pressure.report(boundary, 0);
  assert.equal(calls, ['open', 'a']);
});

test('keeps two requests of one function apart', () => {
  const pressure = new Pressure({ high: 1, low: 0 });
  let calls = 0;
  const callback = (): void => {
    calls += 1;
  };
  pressure.report(pressure, 1);
  pressure.whenClear(callback);
  pressure.whenClear(callback)();
  pressure.report(pressure, 0);
  assert.is(calls, 1);
});

test('refuses a low mark that is not below the high one', () => {
  assert.throwsCode(
    () => new Pressure({ high: 5, low: 5 }),
    'MILLRACE_ARGUMENT_RANGE',
    'Pressure: low',
  );
  assert.throwsCode(() => new Pressure({ high: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'Pressure: high');
});

test('tells one depth to each source that was seen, and takes it back', () => {
  const sources = [new Pressure(), new Pressure()];
  const report = new PressureReport();
  for (const source of [...sources, ...sources, undefined]) report.see(source);
  report.report(7);
  assert.equal(
    sources.map(({ depth }) => depth),
    [7, 7],
  );
  report.report(0);
  assert.equal(
    sources.map(({ depth }) => depth),
    [0, 0],
  );
});

test.run();
