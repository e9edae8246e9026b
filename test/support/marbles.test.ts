import { throwError } from 'rxjs';
import { StreamError } from '../../operators/kernel/index.ts';
import * as assert from './assert.ts';
import { marbles } from './marbles.ts';
import { suite } from './suite.ts';

const test = suite('marbles');

test('accepts a timeline that is as expected, errors by name, message and code', () => {
  marbles(({ cold, expectObservable }) => {
    const same = { name: 'StreamError', message: 'late', code: 'MILLRACE_LATE' };
    expectObservable(cold('a-#', { a: 1 }, new StreamError('MILLRACE_LATE', 'late'))).toBe(
      'a-#',
      { a: 1 },
      same,
    );
  });
});

test('tells errors of one class apart by message and by code', () => {
  const other = [
    new StreamError('MILLRACE_LATE', 'other'),
    new StreamError('MILLRACE_GRAPH', 'late'),
  ];
  for (const expected of other) {
    const run = (): void =>
      marbles(({ expectObservable }) => {
        const failing = throwError(() => new StreamError('MILLRACE_LATE', 'late'));
        expectObservable(failing).toBe('#', {}, expected);
      });
    assert.throws(run, 'the timelines differ');
  }
});

test('shows both timelines when they differ', () => {
  const run = (): void =>
    marbles(({ cold, expectObservable }) =>
      expectObservable(cold('-a|', { a: { n: Infinity } })).toBe('-b-|', { b: 2 }),
    );
  assert.throws(
    run,
    /expected\n +1 ms {2}2\n +3 ms {2}\|\ncame\n +1 ms {2}\{"n":"Infinity"\}\n +2 ms {2}\|/,
  );
});

test('shows subscriptions that differ', () => {
  const run = (): void =>
    marbles(({ cold, expectSubscriptions }) => {
      const source = cold('-|');
      source.subscribe();
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  assert.throws(run, '"unsubscribedFrame":3');
});

test.run();
