import { defer, from, NEVER, of, Subject, take, throwError } from 'rxjs';
import {
  IDLE,
  makeChunk,
  Pressure,
  SnapshotCollector,
  SnapshotReader,
  union,
  watermarkBefore,
} from '../../../operators/kernel/index.ts';
import type { Barrier, Chunk, Stream, UnionConfig } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents, frozen } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('union');

operatorContract(test, {
  build: () => (source) => union([source, from([makeChunk<number>({ watermark: Infinity })])]),
});

type Row = readonly [value: string, timestamp: number];

const mark = (watermark: number): Chunk<string> => makeChunk({ watermark });
const idle = (watermark: number): Chunk<string> => makeChunk({ watermark, control: IDLE });
const rows = (before: number | number[], watermark: number, ...given: Row[]): Chunk<string> =>
  chunkOf(given, { before, watermark });

/** A union of so many inputs that the test feeds. */
function fed(
  count: number,
  config?: UnionConfig,
): { inputs: Subject<Chunk<string>>[]; out: Collected<string>; stream: Stream<string> } {
  const inputs = Array.from({ length: count }, () => new Subject<Chunk<string>>());
  const stream = union(inputs, config);
  return { inputs, out: collect(stream.pipe(frozen())), stream };
}

const controls = (out: Collected<string>): unknown[] =>
  out.chunks.flatMap(({ control }) => control?.kind ?? []);

// values

test('gives the values of all inputs as they come', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const table = { a: rows(0, 0, ['a', 1]), b: rows(0, 0, ['b', 1]), c: rows(0, 0, ['c', 1]) };
    const first = cold(' a---c-|', table);
    const second = cold('--b-|', table);
    const shown = {
      a: rows(-Infinity, -Infinity, ['a', 1]),
      b: table.b,
      c: table.c,
      z: mark(Infinity),
    };
    expectObservable(union([first, second])).toBe('a-b-c-(z|)', {
      ...shown,
      b: rows(0, 0, ['b', 1]),
    });
    expectSubscriptions(first.subscriptions).toBe(' ^-----!');
    expectSubscriptions(second.subscriptions).toBe('^---!');
  });
});

test('takes synchronous inputs one after the other, and makes nothing of them late', () => {
  const early = from(
    cutEvents(
      [1, 2, 900].map((at) => ({ value: 'early', at })),
      { size: 2, outOfOrderness: 0 },
    ),
  );
  const later = from(
    cutEvents(
      [3, 4].map((at) => ({ value: 'later', at })),
      { size: 1, outOfOrderness: 0 },
    ),
  );
  const { chunks, values, completed } = collect(union([early, later]));
  assert.equal(values, ['early', 'early', 'early', 'later', 'later']);
  const met = chunks.flatMap((chunk) =>
    chunk.timestamps.map((at, i) => at - watermarkBefore(chunk, i)),
  );
  assert.ok(met.every((ahead) => ahead > 0));
  assert.ok(completed);
});

// barriers

const barrierOf = (id: number, collector = new SnapshotCollector()): Barrier => ({
  kind: 'barrier',
  id,
  collector,
});
const marked = (control: Barrier, watermark = 0): Chunk<string> =>
  makeChunk({ watermark, control });

test('sends one barrier when all inputs have shown it, and what came after it behind it', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  const barrier = barrierOf(1);
  a?.next(marked(barrier));
  a?.next(rows(0, 0, ['after', 1]));
  b?.next(rows(0, 0, ['before', 1]));
  assert.equal(out.values, ['before']);
  b?.next(marked(barrier));
  assert.equal(out.values, ['before', 'after']);
  assert.equal(controls(out), ['barrier']);
  assert.is(out.chunks.find(({ control }) => control !== undefined)?.control, barrier);
});

test('sends several barriers in their order when one input is far ahead', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  const [first, second] = [barrierOf(1), barrierOf(2)];
  for (const chunk of [
    rows(0, 0, ['a1', 1]),
    marked(first),
    rows(0, 0, ['a2', 1]),
    marked(second),
    rows(0, 0, ['a3', 1]),
  ])
    a?.next(chunk);
  for (const chunk of [
    rows(0, 0, ['b1', 1]),
    marked(first),
    rows(0, 0, ['b2', 1]),
    marked(second),
    rows(0, 0, ['b3', 1]),
  ])
    b?.next(chunk);
  const told = out.chunks.flatMap(({ values, control }): readonly (string | number)[] =>
    control?.kind === 'barrier' ? [...values, control.id] : values,
  );
  assert.equal(told, ['a1', 'b1', 1, 'a2', 'b2', 2, 'a3', 'b3']);
});

test('does not wait for an input that has ended, whether before or while others wait', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  b?.complete();
  a?.next(marked(barrierOf(1)));
  assert.equal(controls(out), ['barrier']);
  const other = fed(2);
  other.inputs[0]?.next(marked(barrierOf(1)));
  assert.equal(controls(other.out), []);
  other.inputs[1]?.complete();
  assert.equal(controls(other.out), ['barrier']);
});

test('gives up an older barrier that did not reach all inputs', () => {
  const {
    inputs: [a, b],
    out,
  } = fed(2);
  a?.next(marked(barrierOf(1)));
  a?.next(rows(0, 0, ['a', 1]));
  const second = barrierOf(2);
  b?.next(marked(second));
  assert.equal(out.values, ['a']);
  a?.next(marked(second));
  assert.equal(
    out.chunks.flatMap(({ control }) => (control?.kind === 'barrier' ? [control.id] : [])),
    [2],
  );
});

test('tells the sources how many values wait at a barrier, and fails over the limit', () => {
  const pressure = new Pressure();
  const {
    inputs: [a, b],
    out,
    stream,
  } = fed(2, { limit: 3 });
  const barrier = barrierOf(1);
  a?.next(marked(barrier));
  a?.next({ ...rows(0, 0, ['x', 1], ['y', 1]), pressure });
  assert.is(pressure.depth, 2);
  a?.next({ ...mark(0), pressure });
  assert.is(pressure.depth, 3);
  assert.is((stream as unknown as { info: { stateSize(): number } }).info.stateSize(), 3);
  a?.next({ ...mark(0), pressure });
  assert.hasCode(out.error, 'MILLRACE_OVERFLOW', 'union: more than 3 values wait at a barrier');
  assert.is(pressure.depth, 0);
  assert.is(b?.observed, false);
});

// state

test('passes one restore on, and goes on with the watermarks that were saved', () => {
  const collector = new SnapshotCollector();
  const before = fed(3, { name: 'all' });
  before.inputs[0]?.next(mark(10));
  before.inputs[1]?.next(mark(20));
  before.inputs[2]?.next(idle(1));
  const barrier = barrierOf(1, collector);
  for (const [i, watermark] of [10, 20, 1].entries())
    before.inputs[i]?.next(marked(barrier, watermark));
  const state = new SnapshotReader(collector.snapshot);
  const { inputs, out } = fed(3, { name: 'all' });
  for (const input of inputs)
    input.next(makeChunk({ watermark: -Infinity, control: { kind: 'restore', state } }));
  assert.equal(controls(out), ['restore']);
  inputs[0]?.next(rows(10, 15, ['a', 16]));
  assert.equal(out.chunks.at(-1), rows(10, 15, ['a', 16]));
});

test('refuses a saved state of another number of inputs', () => {
  const state = new SnapshotReader({ union: { combined: 1, inputs: [] } });
  const {
    inputs: [a],
    out,
  } = fed(2);
  a?.next(makeChunk({ watermark: 0, control: { kind: 'restore', state } }));
  assert.hasCode(
    out.error,
    'MILLRACE_SNAPSHOT_UNREADABLE',
    'union: saved state: expected the watermarks of 2 inputs',
  );
});

// errors, unsubscription, re-entrancy

test('passes an error of any input on at once and leaves the others', () => {
  const other = new Subject<Chunk<string>>();
  const failure = new Error('no');
  assert.is(collect(union([other, throwError(() => failure)])).error, failure);
  assert.is(other.observed, false);
});

test('does not subscribe to further inputs when one has ended it all', () => {
  let subscribed = 0;
  const second = defer(() => {
    subscribed += 1;
    return NEVER;
  });
  collect(union([throwError(() => new Error('first')), second]));
  collect(union([of(mark(1)), second]).pipe(take(0)));
  assert.is(subscribed, 0);
});

test('leaves all inputs when its subscriber leaves', () => {
  const inputs = [new Subject<Chunk<string>>(), new Subject<Chunk<string>>()];
  union(inputs).subscribe().unsubscribe();
  assert.equal(
    inputs.map(({ observed }) => observed),
    [false, false],
  );
});

test('names the input whose watermark went back', () => {
  const {
    inputs: [, b],
    out,
  } = fed(2);
  b?.next(mark(5));
  b?.next(mark(4));
  assert.hasCode(
    out.error,
    'MILLRACE_WATERMARK_WENT_BACK',
    'union: input 1: the watermark went back from 5 to 4',
  );
});

// arguments

test('infers the union of the types of its inputs', () => {
  const mixed: Stream<string | number> = union([
    of(chunkOf([['a', 1]], { watermark: 0 })),
    of(chunkOf([[1, 1]], { watermark: 0 })),
  ]);
  assert.equal(collect(mixed).values, ['a', 1]);
});

test('refuses what is no list of streams, and a limit below 1, when it is called', () => {
  for (const wrong of [[], NEVER, [5], undefined] as never[]) {
    assert.throwsCode(
      () => union(wrong),
      'MILLRACE_ARGUMENT_TYPE',
      'union: streams: expected an array of streams',
    );
  }
  assert.throwsCode(() => union([NEVER], { limit: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'union: limit');
});

test.run();
