import { systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('systemRuntime');

test('calls back soon in another turn, before a timer that is set far away', async () => {
  const called: string[] = [];
  const cancel = systemRuntime.setTimer(() => called.push('timer'), 1_000_000);
  await new Promise<void>((done) => {
    systemRuntime.soon(done);
    called.push('asked');
  });
  cancel();
  assert.equal(called, ['asked']);
});

test('does not fire at once a timer that is longer than the platform can count', async () => {
  const called: string[] = [];
  const cancel = systemRuntime.setTimer(() => called.push('far'), 2 ** 40);
  await new Promise<void>((done) => systemRuntime.setTimer(done, 5));
  cancel();
  assert.equal(called, []);
});

test('does not call back what was cancelled', async () => {
  const called: string[] = [];
  systemRuntime.soon(() => called.push('turn'))();
  systemRuntime.setTimer(() => called.push('timer'), 0)();
  await new Promise<void>((done) => systemRuntime.setTimer(done, 5));
  assert.equal(called, []);
});

test('has a clock that does not go back, and random numbers and ids that differ', () => {
  const before = systemRuntime.monotonic();
  assert.ok(systemRuntime.monotonic() >= before);
  assert.ok(Number.isInteger(systemRuntime.now()));
  assert.ok(systemRuntime.random() < 1);
  assert.match(systemRuntime.id(), /^[0-9a-f]{32}$/);
  assert.ok(systemRuntime.id() !== systemRuntime.id());
});

test.run();
