import { from, Subject } from 'rxjs';
import {
  batch,
  count,
  each,
  fixedWindow,
  filterEach,
  flatMapEach,
  mapAsync,
  mapEach,
  Pressure,
  tapEach,
  union,
} from '../../../operators/index.ts';
import type { Chunk, StreamOperator } from '../../../operators/index.ts';
import { PressureReport } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('pressure through what brings streams together, and through batches');

/** One value that holds back nothing. */
function one(value: number, pressure: Pressure): Chunk<number> {
  return chunkOf([[value, value]], { before: value - 1, watermark: value - 1, pressure });
}

const never = (): Promise<never> => new Promise(() => undefined);

test('what waits behind a union pauses the sources of all its inputs, and lets all go on', () => {
  const [a, b] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handles = [new Pressure({ high: 2, low: 0 }), new Pressure({ high: 2, low: 0 })] as const;
  const answers: (() => void)[] = [];
  const slow = mapAsync<number, void>(() => new Promise((resolve) => answers.push(resolve)), {
    concurrency: 2,
    ordered: true,
  });
  const subscription = union([a, b]).pipe(slow).subscribe();
  a.next(one(1, handles[0]));
  b.next(one(1, handles[1]));
  assert.equal(
    handles.map(({ depth, paused }) => [depth, paused]),
    [
      [2, true],
      [2, true],
    ],
  );
  subscription.unsubscribe();
  assert.equal(
    handles.map(({ depth, paused }) => [depth, paused]),
    [
      [0, false],
      [0, false],
    ],
  );
});

test('a source that comes later hears at once what is held already', () => {
  const [a, b] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handles = [new Pressure(), new Pressure({ high: 1, low: 0 })] as const;
  const boundary = mapAsync<number, never>(never, { concurrency: 1, ordered: true });
  union([a, b]).pipe(boundary).subscribe();
  a.next(one(5, handles[0]));
  // Nothing goes on of this chunk, which raises no watermark.
  b.next(chunkOf<number>([], { before: 0, watermark: -10, pressure: handles[1] }));
  assert.equal([handles[0].depth, handles[1].depth, handles[1].paused], [1, 1, true]);
});

test('a source whose values give no result is held back with the one whose do', () => {
  const [a, b] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handles = [new Pressure({ high: 2, low: 0 }), new Pressure({ high: 2, low: 0 })] as const;
  const seen: Chunk<unknown>[] = [];
  const windows = fixedWindow({ size: 1, late: 'drop', aggregate: { n: count() } });
  union([a, b])
    .pipe(windows)
    .subscribe((chunk) => seen.push(chunk));
  a.next(one(1, handles[0]));
  a.next(one(5, handles[0]));
  b.next(one(5, handles[1]));
  const report = new PressureReport();
  for (const { pressure } of seen) report.see(pressure);
  report.report(2);
  assert.equal(
    handles.map(({ paused }) => paused),
    [true, true],
  );
});

test('unions of unions reach each source once, also one that comes by both inputs', () => {
  const [a, b] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handles = [new Pressure(), new Pressure()] as const;
  const [left, right] = [union([a, b]), union([b, a])];
  const { chunks } = collect(union([left, right]));
  a.next(one(1, handles[0]));
  b.next(one(1, handles[1]));
  const outer = chunks[0]?.pressure as Pressure;
  assert.equal(new Set(outer.sources), new Set(handles));
  outer.report(test, 3);
  assert.equal([handles[0].depth, handles[1].depth, outer.depth], [3, 3, 3]);
  outer.report(test, 0);
  assert.equal([handles[0].depth, handles[1].depth, outer.depth], [0, 0, 0]);
});

test('a stream that is led back into its own union ends in no circle', () => {
  const [a, back] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handle = new Pressure();
  const chunks: Chunk<number>[] = [];
  const inner = union([a, back]);
  union([inner, a]).subscribe((chunk) => chunks.push(chunk));
  a.next(one(1, handle));
  back.next({ ...one(1, handle), pressure: chunks[0]?.pressure });
  const outer = chunks[0]?.pressure as Pressure;
  outer.report(test, 3);
  assert.equal([handle.depth, [...outer.sources]], [3, [handle]]);
  outer.report(test, 0);
  assert.is(handle.depth, 0);
});

test('the handle of several sources is paused while one of them is, and calls back when none is', () => {
  const [a, b] = [new Subject<Chunk<number>>(), new Subject<Chunk<number>>()];
  const handles = [new Pressure({ high: 1, low: 0 }), new Pressure({ high: 5, low: 0 })] as const;
  const { chunks } = collect(union([a, b]));
  a.next(one(1, handles[0]));
  b.next(one(1, handles[1]));
  const joint = chunks[0]?.pressure as Pressure;
  const calls: string[] = [];
  const end = joint.watch(() => calls.push('changed'));
  handles[0].report(test, 1);
  handles[1].report(test, 5);
  assert.ok(joint.paused);
  joint.whenClear(() => calls.push('clear'));
  joint.whenClear(() => calls.push('taken back'))();
  handles[0].report(test, 0);
  assert.equal(calls, ['changed', 'changed', 'changed']);
  handles[1].report(test, 0);
  assert.equal(calls, ['changed', 'changed', 'changed', 'changed', 'clear']);
  end();
  handles[0].report(test, 1);
  assert.is(calls.length, 5);
});

test('a batch that is not full does not pause the source that is to fill it', () => {
  const pressure = new Pressure({ high: 4, low: 2 });
  const source = new Subject<Chunk<number>>();
  const { values } = collect(source.pipe(batch({ count: 10 })));
  for (let value = 1; value <= 10; value += 1) {
    assert.ok(!pressure.paused, `before value ${value}`);
    source.next(one(value, pressure));
    assert.is(pressure.depth, value % 10);
  }
  assert.is(values.length, 1);
});

test('a batch that is not full does not keep a source paused when what follows is done', async () => {
  const pressure = new Pressure({ high: 6, low: 1 });
  const source = new Subject<Chunk<number>>();
  const answers: (() => void)[] = [];
  const write = mapAsync<readonly number[], void>(
    () => new Promise((resolve) => answers.push(resolve)),
    { concurrency: 1, ordered: true },
  );
  source.pipe(batch({ count: 5 }), write).subscribe();
  for (let value = 1; value <= 9; value += 1) source.next(one(value, pressure));
  // Four are gathered, five wait for the answer: 9 are told, and 5 of them count.
  assert.equal([pressure.depth, pressure.paused], [9, false]);
  source.next(one(10, pressure));
  assert.equal([pressure.depth, pressure.paused], [10, true]);
  source.next(one(11, pressure));
  for (let i = 0; i < 2; i += 1) {
    answers[i]?.();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
  assert.equal([pressure.depth, pressure.paused], [1, false]);
});

test('a batch by time alone does not wait for a recorded clock that only its source moves', () => {
  const pressure = new Pressure({ high: 2, low: 0 });
  const source = new Subject<Chunk<number>>();
  collect(source.pipe(batch({ time: 1_000, limit: 100 })));
  for (let value = 1; value <= 5; value += 1)
    source.next({ ...one(value, pressure), arrivals: [value] });
  assert.equal([pressure.depth, pressure.paused], [5, false]);
});

test('a batch counts as many values as it has where it waits', () => {
  const pressure = new Pressure({ high: 4, low: 0 });
  const batches = [one(1, pressure), { ...one(2, pressure), values: [[1, 2, 3]] }];
  const boundary = mapAsync<unknown, never>(never, { concurrency: 1, ordered: true });
  const source = new Subject<Chunk<unknown>>();
  source.pipe(boundary).subscribe();
  for (const chunk of batches) source.next(chunk as Chunk<unknown>);
  assert.equal([pressure.depth, pressure.paused], [4, true]);
});

const stateless: Readonly<Record<string, StreamOperator<number, unknown>>> = {
  mapEach: mapEach((value: number) => value + 1),
  filterEach: filterEach((value: number) => value === 2),
  flatMapEach: flatMapEach((value: number) => [value, value]),
  tapEach: tapEach(() => undefined),
  each: each((values) => values),
};

for (const [name, operator] of Object.entries(stateless)) {
  test(`${name}: gives the very handle of its source on, also without values`, () => {
    const pressure = new Pressure();
    const { chunks } = collect(from([one(1, pressure), one(2, pressure)]).pipe(operator));
    assert.ok(chunks.length > 0);
    const last = chunks.filter((chunk) => chunk.watermark < Infinity);
    assert.ok(last.every((chunk) => chunk.pressure === pressure));
  });
}

test.run();
