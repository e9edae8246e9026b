import {
  catchError,
  concat,
  connect,
  EMPTY,
  from,
  ignoreElements,
  isObservable,
  map,
  merge,
  NEVER,
  Observable,
  of,
  repeat,
  Subject,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { eventTime, filterEach, intervalJoin, mapEach } from '../../../operators/index.ts';
import { fromArray, operatorsBehind, union, values } from '../../../operators/index.ts';
import type { Chunk, Stream, StreamOperator } from '../../../operators/index.ts';
import { branch } from '../../../operators/sharing/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('branch');

type Make = (all: Stream<string>) => Stream<string>;

/** Ours and that of RxJS, which do the same as long as no branch does anything out of turn. */
const builds: readonly ((make: Make) => StreamOperator<string, string>)[] = [branch, connect];

const chunk = (letter: string): Chunk<string> => chunkOf([[letter, 0]], { watermark: 0 });
const letter = ({ values: [first = ''] }: Chunk<string>): string => first;
const upper = map((one: Chunk<string>) => chunk(letter(one).toUpperCase()));

interface Timeline {
  readonly make: Make;
  readonly source: string;
  readonly out: string;
  /** When the source is subscribed to. */
  readonly connection: string;
  /** When the result is (default: for ever). */
  readonly life?: string;
}

function agree({ make, source, out, connection, life }: Timeline): void {
  for (const build of builds) {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const origin = cold(source);
      const result = origin.pipe(map(chunk), build(make), map(letter));
      expectObservable(result, life).toBe(out);
      expectSubscriptions(origin.subscriptions).toBe(connection);
    });
  }
}

// on virtual time, as RxJS does

test('gives each chunk to each branch in the order in which they subscribed', () => {
  agree({
    make: (all) => merge(all, all.pipe(upper)),
    source: '    a---b---|',
    out: '       (aA)(bB)|',
    connection: '^-------!',
  });
});

test('ends with its result, and leaves the source then', () => {
  agree({
    make: (all) => merge(all, all.pipe(upper)).pipe(take(3)),
    source: '    a---b---c---|',
    out: '       (aA)(b|)',
    connection: '^---!',
  });
  agree({
    make: (all) => merge(all, all.pipe(upper)),
    life: '      ^-----!',
    source: '    a---b---c---|',
    out: '       (aA)(bB)',
    connection: '^-----!',
  });
});

test('goes on when a branch ends before the others', () => {
  agree({
    make: (all) => merge(all.pipe(take(1)), all.pipe(upper)),
    source: '    a---b---|',
    out: '       (aA)B---|',
    connection: '^-------!',
  });
});

test('gives a failure of the source to each branch, of which one may go on', () => {
  const rest = (): Stream<string> => of(chunk('x'));
  agree({
    make: (all) => merge(all, all.pipe(upper)),
    source: '    a---#',
    out: '       (aA)#',
    connection: '^---!',
  });
  agree({
    make: (all) => merge(all.pipe(catchError(rest)), all.pipe(catchError(rest))),
    source: '    a----#',
    out: '       (aa)-(xx|)',
    connection: '^----!',
  });
});

test('runs its source also for a result that takes nothing of it', () => {
  agree({ make: () => NEVER, source: 'a---|', out: '-----', connection: '^---!' });
});

test('follows a branch that is ended by another one', () => {
  agree({
    make: (all) => {
      const stop = new Subject<void>();
      return merge(all.pipe(tap(() => stop.next())), all.pipe(upper, takeUntil(stop)));
    },
    source: '    a---b---|',
    out: '       a---b---|',
    connection: '^-------!',
  });
});

// beyond what RxJS does

test('subscribes to all branches before a source that gives everything at once', () => {
  const joined = fromArray([3, 1, 2]).pipe(
    eventTime<number>({ timestamp: (at) => at, outOfOrderness: 5 }),
    branch((all) =>
      all.pipe(
        filterEach((at) => at < 3),
        intervalJoin(all, {
          leftKey: (at) => at,
          rightKey: (at) => at,
          lower: 0,
          upper: 0,
          late: 'error',
          lateBy: 'input',
          project: (left, right) => [left, right],
        }),
      ),
    ),
    values(),
  );
  const seen: unknown[] = [];
  joined.subscribe((pair) => seen.push(pair));
  assert.equal(seen, [
    [1, 1],
    [2, 2],
  ]);
});

test('stops a source that gives everything at once when no more is wanted', () => {
  let given = 0;
  const source = from(['a', 'b', 'c']).pipe(
    tap(() => (given += 1)),
    map(chunk),
  );
  const out = collect(source.pipe(branch((all) => merge(all, all.pipe(upper)).pipe(take(1)))));
  assert.equal([out.values, out.completed, given], [['a'], true, 1]);
  const none = collect(source.pipe(branch(() => EMPTY)));
  assert.equal([none.completed, given], [true, 1]);
});

test('takes what a subscriber feeds back after the chunk in work, in every branch', () => {
  const source = new Subject<Chunk<string>>();
  const seen: string[] = [];
  const result = source.pipe(branch((all) => merge(all, all.pipe(upper))));
  const subscription = result.pipe(map(letter)).subscribe({
    next: (text) => {
      seen.push(text);
      if (text === 'a') source.next(chunk('b'));
      if (text === 'b') source.complete();
    },
    complete: () => seen.push('|'),
  });
  source.next(chunk('a'));
  assert.equal(seen, ['a', 'A', 'b', 'B', '|']);
  assert.ok(subscription.closed);
});

test('gives the failure of a source to its subscriber where no branch is left', () => {
  const source = new Subject<Chunk<string>>();
  const out = collect(source.pipe(branch((all) => merge(all.pipe(take(1)), NEVER))));
  source.next(chunk('a'));
  source.error(new Error('broken'));
  assert.equal([out.values, out.error], [['a'], new Error('broken')]);
});

test('keeps the branches of several subscriptions apart', () => {
  const source = new Subject<Chunk<string>>();
  let made = 0;
  const result = source.pipe(
    branch((all) => {
      made += 1;
      return merge(all, all.pipe(upper));
    }),
  );
  const first = collect(result.pipe(take(2)));
  const second = collect(result);
  source.next(chunk('a'));
  source.next(chunk('b'));
  source.complete();
  assert.equal([first.values, first.completed], [['a', 'A'], true]);
  assert.equal([second.values, second.completed], [['a', 'A', 'b', 'B'], true]);
  assert.is(made, 1);
});

test('begins anew for a subscriber that comes again at its end', () => {
  const out = collect(
    of(chunk('a')).pipe(
      branch((all) => merge(all, all.pipe(upper))),
      repeat(2),
    ),
  );
  assert.equal([out.values, out.completed], [['a', 'A', 'a', 'A'], true]);
});

test('keeps branches within branches apart', () => {
  const out = collect(
    of(chunk('a')).pipe(
      branch((all) =>
        merge(
          all.pipe(branch((inner) => merge(inner, all, inner.pipe(upper)))),
          all.pipe(map(() => chunk('x'))),
        ),
      ),
    ),
  );
  assert.equal([out.values.toSorted(), out.completed], [['A', 'a', 'a', 'x'], true]);
});

test('fails for a branch that would miss what came before it', () => {
  const code = 'MILLRACE_BRANCH_TOO_LATE';
  let leaked: Stream<string> | undefined;
  const out = collect(
    of(chunk('a')).pipe(
      branch((all) => {
        leaked = all;
        return concat(all.pipe(ignoreElements()), all);
      }),
    ),
  );
  assert.hasCode(out.error, code, 'branch: a branch was subscribed to when its stream had begun');
  assert.ok(isObservable(leaked));
  assert.hasCode(collect(leaked as Stream<string>).error, code, 'or outside of branch()');
});

test('fails for values that are no chunks, and refuses what is no branch', () => {
  const plain = of('a') as unknown as Stream<string>;
  assert.hasCode(collect(plain.pipe(branch((all) => all))).error, 'MILLRACE_NOT_A_STREAM');
  const code = 'MILLRACE_ARGUMENT_TYPE';
  assert.throwsCode(() => branch(undefined as unknown as Make), code, 'branch: make: expected');
  const text = 'branch: make: expected a function that returns a stream, got 1';
  assert.throwsCode(() => plain.pipe(branch((() => 1) as unknown as Make)), code, text);
});

test('is an operator of the chain, with its counts, in front of all its branches', () => {
  const result = fromArray([1, 2, 3]).pipe(
    eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 }),
    branch((all) =>
      union([all.pipe(filterEach((at) => at > 1)), all.pipe(mapEach(String))], { lateBy: 'input' }),
    ),
  );
  collect<string | number>(result);
  const operators = operatorsBehind(result).toReversed();
  const kinds = operators.map(({ kind }) => kind);
  assert.equal(kinds, ['eventTime', 'branch', 'filterEach', 'mapEach', 'union']);
  assert.equal(
    operators.map(({ counters }) => [counters.in, counters.out]),
    [
      [3, 3],
      [3, 3],
      [3, 2],
      [3, 3],
      [5, 5],
    ],
  );
  // One that ends with an operator of RxJS hides its own, and not what leads to it.
  const plain = fromArray([1]).pipe(
    eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 }),
    branch((all) => all.pipe(map((one) => one))),
  );
  assert.equal(
    operatorsBehind(plain).map(({ kind }) => kind),
    ['branch', 'eventTime'],
  );
});

test('subscribes to its source once, and leaves it once', () => {
  const log: string[] = [];
  const source = new Observable<Chunk<string>>((to) => {
    log.push('in');
    to.next(chunk('a'));
    return () => log.push('out');
  });
  const run = source.pipe(branch((all) => merge(all, all.pipe(upper)))).subscribe(() => undefined);
  assert.equal(log, ['in']);
  run.unsubscribe();
  assert.equal(log, ['in', 'out']);
});

test.run();
