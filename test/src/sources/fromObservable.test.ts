import { of, Subject } from 'rxjs';
import type { Pressure } from '../../../operators/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { fromObservable } from '../../../src/sources/index.ts';
import type { CountedSource, Overflow } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('fromObservable');

interface Setup {
  readonly source: CountedSource<number>;
  readonly subject: Subject<number>;
  readonly runtime: ManualRuntime;
  readonly log: unknown[];
  readonly stop: () => void;
}

function start(overflow: Overflow, limit = 3): Setup {
  const subject = new Subject<number>();
  const runtime = new ManualRuntime();
  const source = fromObservable(subject, { buffer: { limit, overflow }, runtime });
  const log: unknown[] = [];
  const subscription = source.rows.subscribe({
    next: ({ values }) => log.push(values),
    error: (error) => log.push(error),
    complete: () => log.push('end'),
  });
  return { source, subject, runtime, log, stop: () => subscription.unsubscribe() };
}

test('gives what came in during a turn as one run, and nothing during subscription', async () => {
  const runtime = new ManualRuntime();
  const buffer = { limit: 10, overflow: 'error' } as const;
  const log: unknown[] = [];
  fromObservable(of(1, 2, 3), { buffer, runtime }).rows.subscribe({
    next: ({ values }) => log.push(values),
    complete: () => log.push('end'),
  });
  assert.equal(log, []);
  await runtime.settle();
  assert.equal(log, [[1, 2, 3], 'end']);
});

test('does not miss a value that comes right after the subscription', async () => {
  const { subject, runtime, log } = start('error');
  subject.next(1);
  await runtime.settle();
  subject.next(2);
  await runtime.settle();
  assert.equal(log, [[1], [2]]);
});

const POLICIES: readonly [Overflow, number[]][] = [
  ['dropOldest', [3, 4, 5]],
  ['dropNewest', [1, 2, 3]],
];
for (const [overflow, left] of POLICIES) {
  test(`keeps the right values of a burst over the limit with ${overflow}, and counts the others`, async () => {
    const { source, subject, runtime, log } = start(overflow);
    for (let i = 1; i <= 5; i += 1) subject.next(i);
    await runtime.settle();
    assert.equal(log, [left]);
    assert.is(source.counters.dropped, 2);
    assert.is(source.counters.rows, 3);
  });
}

test('fails on overflow after the values that were in the buffer', async () => {
  const { subject, runtime, log } = start('error');
  for (let i = 1; i <= 5; i += 1) subject.next(i);
  await runtime.settle();
  assert.equal(log[0], [1, 2, 3]);
  assert.hasCode(log[1], 'MILLRACE_OVERFLOW', 'fromObservable: the buffer of 3 values is full');
});

test('passes an error of the Observable on as it is, after the values before it', async () => {
  const { subject, runtime, log } = start('error');
  const failure = new Error('line broken');
  subject.next(1);
  subject.error(failure);
  await runtime.settle();
  assert.equal(log[0], [1]);
  assert.is(log[1], failure);
});

test('holds no more than the limit while what follows is full', async () => {
  const subject = new Subject<number>();
  const runtime = new ManualRuntime();
  const config = { buffer: { limit: 5, overflow: 'dropOldest' }, chunkSize: 2, runtime } as const;
  const source = fromObservable(subject, { ...config, pressure: { high: 1, low: 0 } });
  const given: number[] = [];
  const boundary = {};
  let handle: Pressure | undefined;
  source.rows.subscribe(({ values, pressure }) => {
    given.push(...values);
    handle = pressure;
    pressure?.report(boundary, values.length);
  });
  subject.next(0);
  await runtime.settle();
  for (let i = 1; i <= 1_000; i += 1) subject.next(i);
  await runtime.settle();
  assert.equal(given, [0]);
  for (let i = 0; i < 10; i += 1) {
    handle?.report(boundary, 0);
    await runtime.settle();
  }
  assert.equal(given, [0, 996, 997, 998, 999, 1_000]);
  assert.is(source.counters.dropped, 995);
});

test('unsubscribes from the Observable with its own subscription', async () => {
  const { subject, runtime, stop } = start('error');
  await runtime.settle();
  assert.is(subject.observed, true);
  stop();
  await runtime.settle();
  assert.is(subject.observed, false);
});

test('refuses a buffer without a limit or without a choice', () => {
  const make = (buffer: unknown) => () =>
    fromObservable(of(1), { buffer } as Parameters<typeof fromObservable>[1]);
  assert.throwsCode(make(undefined), 'MILLRACE_ARGUMENT_TYPE', 'buffer');
  assert.throwsCode(make({ overflow: 'error' }), 'MILLRACE_ARGUMENT_TYPE', 'buffer.limit');
  assert.throwsCode(
    make({ limit: 0, overflow: 'error' }),
    'MILLRACE_ARGUMENT_RANGE',
    'buffer.limit',
  );
  assert.throwsCode(make({ limit: 1 }), 'MILLRACE_ARGUMENT_TYPE', 'buffer.overflow');
});

test.run();
