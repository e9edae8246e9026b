import { firstValueFrom, toArray } from 'rxjs';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { collect } from './collect.ts';

const test = suite('fromIterable');

test('gives the values of an iterable in runs', async () => {
  const { values, runs } = await collect(fromIterable([1, 2, 3, 4, 5], { chunkSize: 2 }));
  assert.equal(values, [1, 2, 3, 4, 5]);
  assert.equal(
    runs.map((run) => run.values.length),
    [2, 2, 1],
  );
});

test('gives single values to everything else in RxJS', async () => {
  assert.equal(await firstValueFrom(fromIterable(new Set(['a', 'b'])).pipe(toArray())), ['a', 'b']);
});

test('gives each value of an async iterable by itself', async () => {
  async function* values(): AsyncGenerator<number> {
    yield 1;
    yield 2;
  }
  const { runs } = await collect(fromIterable(values()));
  assert.equal(
    runs.map((run) => run.values),
    [[1], [2]],
  );
});

test('completes at once when there is nothing', async () => {
  assert.equal(await collect(fromIterable([])), { values: [], runs: [], error: undefined });
});

test('gives what came before a throw, then the error with its cause', async () => {
  const cause = new Error('no more');
  function* values(): Generator<number> {
    yield 1;
    yield 2;
    throw cause;
  }
  const { values: given, error } = await collect(fromIterable(values(), { chunkSize: 10 }));
  assert.equal(given, [1, 2]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'no more');
  assert.is((error as Error).cause, cause);
});

test('lets an endless generator clean up when it is unsubscribed from', async () => {
  const cleaned = new Promise<void>((resolve) => {
    function* values(): Generator<number> {
      try {
        for (let i = 0; ; i += 1) yield i;
      } finally {
        resolve();
      }
    }
    const subscription = fromIterable(values()).rows.subscribe(() => subscription.unsubscribe());
  });
  await cleaned;
});

test('ends an async iterator while its next value is awaited', async () => {
  let asked = (): void => undefined;
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const returned = new Promise<void>((resolve) => {
    const iterator: AsyncIterator<number> = {
      next: () => {
        asked();
        return new Promise(() => undefined);
      },
      return: () => {
        resolve();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    const source = fromIterable({ [Symbol.asyncIterator]: () => iterator });
    const subscription = source.rows.subscribe();
    void waiting.then(() => subscription.unsubscribe());
  });
  await returned;
});

test('refuses what is no iterable', () => {
  const make = (): unknown => fromIterable(5 as unknown as Iterable<number>);
  assert.throwsCode(
    make,
    'MILLRACE_ARGUMENT_TYPE',
    'fromIterable: iterable: expected an iterable, got 5',
  );
});

test.run();
