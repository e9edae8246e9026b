import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('ManualRuntime');

test('stands still until it is advanced', () => {
  const runtime = new ManualRuntime({ now: 1_000 });
  assert.is(runtime.now(), 1_000);
  runtime.advance(250);
  assert.is(runtime.now(), 1_250);
  assert.is(runtime.monotonic(), 250);
});

test('fires timers in the order of their times, each at its own time', () => {
  const runtime = new ManualRuntime();
  const fired: string[] = [];
  const at = (name: string, ms: number): void => {
    runtime.setTimer(() => fired.push(`${name} ${runtime.monotonic()}`), ms);
  };
  at('late', 30);
  at('early', 10);
  at('never', 31);
  runtime.advance(30);
  assert.equal(fired, ['early 10', 'late 30']);
  assert.is(runtime.pending, 1);
});

test('fires a timer that a timer set, when its time comes within the same advance', () => {
  const runtime = new ManualRuntime();
  const fired: number[] = [];
  runtime.setTimer(() => runtime.setTimer(() => fired.push(runtime.monotonic()), 5), 5);
  runtime.advance(10);
  assert.equal(fired, [10]);
});

test('does not call back what was cancelled', () => {
  const runtime = new ManualRuntime();
  const fired: string[] = [];
  runtime.setTimer(() => fired.push('timer'), 5)();
  runtime.soon(() => fired.push('turn'))();
  runtime.advance(10);
  assert.equal(fired, []);
});

test('runs in one turn what was asked for before it, and no more', () => {
  const runtime = new ManualRuntime();
  const ran: string[] = [];
  runtime.soon(() => {
    ran.push('first');
    runtime.soon(() => ran.push('second'));
  });
  assert.is(runtime.turn(), true);
  assert.equal(ran, ['first']);
  runtime.turn();
  assert.equal(ran, ['first', 'second']);
  assert.is(runtime.turn(), false);
});

test('settles code that awaits turns and timers in a row', async () => {
  const runtime = new ManualRuntime();
  const times: number[] = [];
  const wait = (ms: number): Promise<void> => new Promise((done) => runtime.setTimer(done, ms));
  const run = async (): Promise<void> => {
    for (const ms of [10, 20, 30]) {
      await wait(ms);
      await new Promise<void>((done) => runtime.soon(done));
      times.push(runtime.monotonic());
    }
  };
  void run();
  await runtime.settle(59);
  assert.equal(times, [10, 30]);
  await runtime.settle(1);
  assert.equal(times, [10, 30, 60]);
});

test('gives random numbers that follow from the seed, and numbered ids', () => {
  const [first, same, other] = [1, 1, 2].map((seed) => new ManualRuntime({ seed }));
  const numbers = (runtime: ManualRuntime | undefined): unknown[] => [
    runtime?.random(),
    runtime?.random(),
  ];
  assert.equal(numbers(first), numbers(same));
  assert.notEqual(numbers(new ManualRuntime({ seed: 1 })), numbers(other));
  assert.equal([first?.id(), first?.id()], ['id-1', 'id-2']);
});

test('spreads its random numbers evenly from 0 to below 1', () => {
  const runtime = new ManualRuntime({ seed: 7 });
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1) {
    const tenth = Math.floor(runtime.random() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  assert.is(tenths.length, 10);
  for (const count of tenths) assert.ok(count > 850 && count < 1_150, `${count} of 10,000`);
});

test.run();
