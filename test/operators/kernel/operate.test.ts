import { concat, finalize, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { operate } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('operate');

const same = <T>(source: Observable<T>, finalized: () => void = () => undefined): Observable<T> =>
  operate<T, T>(source, (destination) => ({
    next: (value) => destination.next(value),
    finalize: finalized,
  }));

interface Seen {
  readonly values: unknown[];
  error: unknown;
  completed: boolean;
}

function watch(stream: Observable<unknown>): Seen {
  const seen: Seen = { values: [], error: undefined, completed: false };
  stream.subscribe({
    next: (value) => seen.values.push(value),
    error: (error) => (seen.error = error),
    complete: () => (seen.completed = true),
  });
  return seen;
}

test('passes values, completion and errors on where no handler says otherwise', () => {
  assert.equal(watch(same(of(1, 2))), { values: [1, 2], error: undefined, completed: true });
  assert.equal(
    watch(
      same(
        concat(
          of(1),
          throwError(() => 'no'),
        ),
      ),
    ),
    { values: [1], error: 'no', completed: false },
  );
});

test('turns a throw in any handler into an error of the stream, and leaves the source', () => {
  const failure = new Error('broken');
  const broken = (): never => {
    throw failure;
  };
  const source = new Subject<number>();
  const inNext = watch(operate<number, number>(source, () => ({ next: broken })));
  source.next(1);
  assert.is(inNext.error, failure);
  assert.is(source.observed, false);
  assert.is(
    watch(operate<number, number>(of(1), () => ({ next: () => undefined, complete: broken })))
      .error,
    failure,
  );
  const failing = throwError(() => 'other');
  assert.is(
    watch(operate<number, number>(failing, () => ({ next: () => undefined, error: broken }))).error,
    failure,
  );
});

test('turns a throw while the handlers are built into an error of the stream', () => {
  const failure = new Error('not built');
  const stream = operate<number, number>(of(1), () => {
    throw failure;
  });
  assert.is(watch(stream).error, failure);
});

test('stops a synchronous source of 1,000 after the one that was wanted', () => {
  let made = 0;
  const source = new Observable<number>((subscriber) => {
    while (made < 1_000 && !subscriber.closed) subscriber.next(++made);
  });
  assert.equal(watch(same(source).pipe(take(1))).values, [1]);
  assert.is(made, 1);
});

test('finalizes once, however the subscription ends', () => {
  const ends: [string, (stream: Observable<number>) => void, Observable<number>][] = [
    ['completion', (stream) => void watch(stream), of(1)],
    ['error', (stream) => void watch(stream), throwError(() => 'no')],
    ['unsubscription', (stream) => stream.subscribe().unsubscribe(), NEVER],
    ['take within a synchronous source', (stream) => void watch(stream.pipe(take(1))), of(1, 2)],
  ];
  for (const [name, end, source] of ends) {
    let finalized = 0;
    let cleaned = 0;
    const counted = source.pipe(finalize(() => (cleaned += 1)));
    end(same(counted, () => (finalized += 1)));
    assert.equal([finalized, cleaned], [1, 1], name);
  }
});

test('delivers what is emitted from within a delivery', () => {
  const source = new Subject<number>();
  const seen: number[] = [];
  same(source).subscribe((value) => {
    seen.push(value);
    if (value < 3) source.next(value + 1);
  });
  source.next(1);
  assert.equal(seen, [1, 2, 3]);
});

test('builds its handlers anew for each subscription', () => {
  const counted = operate<number, number>(of(5, 5), (destination) => {
    let count = 0;
    return { next: () => destination.next((count += 1)) };
  });
  assert.equal(watch(counted).values, [1, 2]);
  assert.equal(watch(counted).values, [1, 2]);
});

test.run();
