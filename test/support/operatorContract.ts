import { concat, defer, filter, finalize, from, NEVER, Subject, take } from 'rxjs';
import { IDLE, makeChunk, SnapshotCollector, StreamError } from '../../operators/kernel/index.ts';
import type { Chunk, StreamOperator } from '../../operators/kernel/index.ts';
import * as assert from './assert.ts';
import { chunkOf, collect, cutEvents, frozen } from './chunks.ts';
import { marbles } from './marbles.ts';
import type { Suite } from './suite.ts';

/** An operator as the contract needs it. */
export interface ContractCase {
  /** Builds the operator, in a setting in which each value of a chunk gives a result at once. */
  readonly build: () => StreamOperator<number, unknown>;
  /** Whether a barrier may pass (default: true). */
  readonly barriers?: boolean;
}

/** Adds the tests that every operator on streams has to pass, whatever it computes. */
export function operatorContract(
  test: Suite<object>,
  { build, barriers = true }: ContractCase,
): void {
  addTimeline(test, build);
  addChunks(test, build);
  addSubscriptions(test, build);
  if (barriers) addBarrier(test, build);
}

const one = (value: number): Chunk<number> =>
  chunkOf([[value, value]], { before: value - 1, watermark: value - 1 });

function addTimeline(test: Suite<object>, build: ContractCase['build']): void {
  test('stays silent and open over a source that stays silent and open', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Chunk<number>>('------');
      const stop = '                      -----!';
      const during = '                    ^----!';
      expectObservable(source.pipe(build()), stop).toBe('------');
      expectSubscriptions(source.subscriptions).toBe(during);
    });
  });

  test('completes with an empty source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Chunk<number>>('---|');
      // An operator may tell by an empty chunk that no event is expected any more.
      const told = source.pipe(
        build(),
        filter(({ values }) => values.length > 0),
      );
      expectObservable(told).toBe('---|');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('passes an error of the source on at once, also when it is the first thing to come', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failure = new StreamError('MILLRACE_LATE', 'from above');
      const source = cold<Chunk<number>>('---#', {}, failure);
      expectObservable(source.pipe(build())).toBe('---#', {}, failure);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  test('unsubscribes from the source when its subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<Chunk<number>>('-----a---', { a: makeChunk({ watermark: 1 }) });
      expectObservable(source.pipe(build()), '---!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('  ^--!');
    });
  });
}

function addChunks(test: Suite<object>, build: ContractCase['build']): void {
  test('writes to no chunk that it gets, and changes none that it has sent', () => {
    const chunks = cutEvents(
      [1, 2, 3, 4, 5].map((at) => ({ value: at, at })),
      { size: 2, outOfOrderness: 0 },
    );
    const { error, completed } = collect(from(chunks).pipe(frozen(), build(), frozen()));
    assert.is(error, undefined);
    assert.ok(completed);
  });

  test('gives each value once, with as many timestamps and watermarks that do not go back', () => {
    const chunks = cutEvents(
      [1, 2, 3, 4, 5].map((at) => ({ value: at, at })),
      { size: 2, outOfOrderness: 0 },
    );
    const collected = collect(from(chunks).pipe(build()));
    const raised = collected.chunks.flatMap(({ before, watermark }) => [before, watermark].flat());
    assert.equal(
      raised,
      raised.toSorted((a, b) => a - b),
    );
    for (const { values, timestamps } of collected.chunks)
      assert.is(timestamps.length, values.length);
    assert.is(collected.chunks.at(-1)?.watermark, Infinity);
  });

  test('passes an idle mark on, behind what came before it', () => {
    const source = from([one(1), makeChunk<number>({ watermark: 0, control: IDLE })]);
    const { chunks } = collect(concat(source, NEVER).pipe(build()));
    assert.is(chunks.at(-1)?.control, IDLE);
    assert.is(chunks.filter(({ control }) => control !== undefined).length, 1);
  });
}

function addBarrier(test: Suite<object>, build: ContractCase['build']): void {
  test('lets a barrier pass once, and every result of the values before it ahead of it', () => {
    const collector = new SnapshotCollector();
    const control = { kind: 'barrier', id: 1, collector } as const;
    const marked = makeChunk<number>({ watermark: 1, control });
    const { chunks } = collect(from([one(1), one(2), marked, one(3)]).pipe(build()));
    const at = chunks.findIndex((chunk) => chunk.control === control);
    const before = chunks.slice(0, at + 1).flatMap(({ values }) => values);
    assert.is(before.length, 2);
    assert.is(chunks.filter((chunk) => chunk.control === control).length, 1);
  });
}

function addSubscriptions(test: Suite<object>, build: ContractCase['build']): void {
  test('stops a synchronous source when its subscriber has enough, and cleans up once', () => {
    let made = 0;
    let cleaned = 0;
    const endless = from(
      (function* () {
        while (made < 1_000) yield one(++made);
      })(),
    ).pipe(finalize(() => (cleaned += 1)));
    const { chunks, completed } = collect(endless.pipe(build(), take(1)));
    assert.equal([made, chunks.length, cleaned, completed], [1, 1, 1, true]);
  });

  test('keeps two subscriptions apart', () => {
    const source = defer(() => from([one(1), one(2), makeChunk<number>({ watermark: Infinity })]));
    const stream = source.pipe(build());
    assert.equal(collect(stream).values, collect(stream).values);
  });

  test('takes what its own results bring about after what is in work, and loses nothing', () => {
    const source = new Subject<Chunk<number>>();
    const seen: unknown[] = [];
    let fed = 1;
    source.pipe(build()).subscribe(({ values }) => {
      seen.push(...values);
      if (values.length > 0 && fed < 4) source.next(one(++fed));
    });
    source.next(one(1));
    const straight = collect(from([1, 2, 3, 4].map(one)).pipe(build()));
    assert.equal(seen, straight.values);
    assert.is(seen.length, 4);
  });
}
