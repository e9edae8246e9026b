import { count } from '../../../operators/aggregates/index.ts';
import { lateTo, SideOutput, union } from '../../../operators/kernel/index.ts';
import type { Late, Stream } from '../../../operators/kernel/index.ts';
import { driveStream, expectPanes } from '../../../operators/testing/index.ts';
import type { StreamDriver } from '../../../operators/testing/index.ts';
import { fixedWindow, sessionWindow } from '../../../operators/windows/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('driveStream');
const aggregate = { n: count() };

type Counts = Pane<undefined, { readonly n: number }>;

function fixed(): StreamDriver<string, Counts, Late<string>> {
  const late = new SideOutput<Late<string>>();
  return driveStream(
    (input: Stream<string>, { scheduler }) =>
      input.pipe(
        fixedWindow({
          size: 10,
          late: lateTo(late),
          aggregate,
          scheduler,
          trigger: { early: { every: 1_000 } },
        }),
      ),
    { late },
  );
}

function united(): StreamDriver<string, string> {
  return driveStream((_: Stream<string>, { inputs }) => union(inputs), { inputs: 2 });
}

// both times

test('returns the rows since the last call, with their timestamps and watermarks', () => {
  const driver = united();
  assert.equal(driver.event('a', 5), [{ value: 'a', timestamp: 5, watermark: -Infinity }]);
  assert.equal(driver.watermark(5), []);
  assert.is(driver.outputWatermark, -Infinity);
  driver.watermark(3, 1);
  assert.is(driver.outputWatermark, 3);
  assert.equal(driver.event('b', 9, 1), [{ value: 'b', timestamp: 9, watermark: 3 }]);
});

test('fires a window by event time and by processing time', () => {
  const driver = fixed();
  driver.event('a', 3);
  assert.equal(driver.processingTime(999), []);
  expectPanes(driver.processingTime(1_000), [{ timing: 'early', value: { n: 1 } }]);
  driver.event('b', 4);
  expectPanes(driver.watermark(9), [{ timing: 'onTime', value: { n: 2 }, index: 1 }]);
});

test('joins sessions of events that are driven out of order', () => {
  const driver = driveStream((input: Stream<string>) =>
    input.pipe(sessionWindow({ gap: 10, late: 'drop', aggregate })),
  );
  driver.event('a', 0);
  driver.event('b', 15);
  driver.event('c', 8);
  expectPanes(driver.end(), [{ window: { start: 0, end: 25 }, value: { n: 3 } }]);
  assert.ok(driver.completed);
});

test('an idle input of a union holds the watermark no more, and an ended one neither', () => {
  const driver = united();
  driver.watermark(9);
  driver.idle(1);
  assert.is(driver.outputWatermark, 9);
  driver.end(1);
  driver.watermark(12);
  assert.is(driver.outputWatermark, 12);
  assert.is(driver.completed, false);
  driver.end();
  assert.ok(driver.completed);
});

// late events, errors

test('gives the late events of the side output', () => {
  const driver = fixed();
  driver.watermark(19);
  driver.event('a', 3);
  assert.equal(
    driver.late().map(({ value, behind }) => [value, behind]),
    [['a', 10]],
  );
  assert.equal(driver.late(), []);
});

test('throws the error of the stream, in the call that caused it and after it', () => {
  const driver = driveStream((input: Stream<string>) =>
    input.pipe(fixedWindow({ size: 10, late: 'error', aggregate })),
  );
  driver.watermark(9);
  assert.throwsCode(() => driver.event('a', 3), 'MILLRACE_LATE');
  assert.throwsCode(() => driver.watermark(12), 'MILLRACE_LATE');
});

// snapshots

test('goes on from a snapshot as often as asked, with the watermark of the barrier', () => {
  const driver = fixed();
  driver.event('a', 3);
  driver.watermark(5);
  const snapshot = driver.barrier();
  for (const again of [1, 2, 3]) {
    driver.event('b', 6);
    expectPanes(driver.watermark(20 + again), [{ value: { n: 2 }, final: true }]);
    driver.restore(snapshot);
    assert.is(driver.outputWatermark, 5);
  }
});

test('keeps the rows that came out before a barrier for the next call', () => {
  const driver = united();
  driver.event('a', 1);
  driver.barrier();
  assert.equal(driver.rows(), []);
  driver.end(1);
  driver.restore(driver.barrier());
  driver.watermark(4);
  assert.is(driver.outputWatermark, 4);
});

// arguments

for (const [text, act] of [
  ['watermark: expected a whole number of at least 5', (driver) => driver.watermark(4)],
  ['timestamp: expected a whole number', (driver) => driver.event('a', 0.5)],
  ['input: expected a whole number from 0 to 1', (driver) => driver.event('a', 1, 2)],
  ['processingTime: expected a whole number of at least 0', (driver) => driver.processingTime(-1)],
  ['input: expected one that has not ended', (driver) => (driver.end(0), driver.idle(0))],
] as readonly (readonly [string, (driver: StreamDriver<string, string>) => unknown])[]) {
  test(`refuses what makes no sense: ${text}`, () => {
    const driver = united();
    driver.watermark(5);
    assert.throws(() => act(driver), `StreamDriver: ${text}`);
  });
}

test.run();
