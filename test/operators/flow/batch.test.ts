import { bufferCount, bufferTime, from, map, Subject } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { batch } from '../../../operators/flow/index.ts';
import type { BatchConfig } from '../../../operators/flow/index.ts';
import { IDLE, makeChunk, Pressure, SnapshotCollector } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('batch');

operatorContract(test, { build: () => batch({ count: 1 }) });

const one = (value: string): Chunk<string> => chunkOf([[value, 1]], { before: 0, watermark: 0 });
const letters = map(one);
const joined = map((rows: readonly string[]) => rows.join(''));

// values

test('gives a batch of count values, and the rest at the end', () => {
  const source = from(
    cutEvents(
      [1, 2, 3, 4, 5].map((at) => ({ value: at, at })),
      { size: 4, outOfOrderness: 0 },
    ),
  );
  assert.equal(collect(source.pipe(batch({ count: 2 }))).values, [[1, 2], [3, 4], [5]]);
});

test('gives the batches of bufferCount for any values in any chunks', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 50; round += 1) {
    const events = Array.from({ length: random(40) }, (_, value) => ({ value, at: random(100) }));
    const count = 1 + random(6);
    const source = from(cutEvents(events, { size: 1 + random(9), outOfOrderness: 20 }));
    const expected: number[][] = [];
    from(events)
      .pipe(
        map(({ value }) => value),
        bufferCount(count),
      )
      .subscribe((rows) => expected.push(rows));
    assert.equal(collect(source.pipe(batch({ count }))).values, expected);
  }
});

test('gives a batch the largest timestamp of its values', () => {
  const chunk = chunkOf(
    [
      ['a', 5],
      ['b', 9],
      ['c', 7],
    ],
    { watermark: 3 },
  );
  assert.equal(collect(from([chunk]).pipe(batch({ count: 3 }))).chunks[0]?.timestamps, [9]);
});

test('cuts before the value that would be too many bytes, and lets a larger one go alone', () => {
  const words = ['aa', 'bb', 'cc', 'dddddddd', 'ee', 'fff', 'g'];
  const chunk = chunkOf(
    words.map((word, at) => [word, at] as const),
    { watermark: 0 },
  );
  const { values: batches } = collect(
    from([chunk]).pipe(batch({ bytes: 5, sizeOf: (word) => word.length })),
  );
  assert.equal(batches, [['aa', 'bb'], ['cc'], ['dddddddd'], ['ee', 'fff'], ['g']]);
});

test('says the same however the values are cut into chunks, watermarks and recorded clock included', () => {
  const random = randomFrom(11);
  for (let round = 0; round < 30; round += 1) {
    let arrival = 1_000;
    const events = Array.from({ length: 60 }, (_, value) => {
      arrival += random(9);
      return { value, at: arrival - random(20), arrival };
    });
    const run = (size: number): unknown[] => {
      const source = from(cutEvents(events, { size, outOfOrderness: 20 }));
      return positions(collect(source.pipe(batch({ count: 5, time: 12 }))).chunks);
    };
    for (const size of [2, 7, 512])
      assert.equal(run(size), run(1), `seed 11, round ${round}, chunks of ${size}`);
  }
});

// time

function timed(
  config: (scheduler: SchedulerLike) => BatchConfig<string>,
  source: string,
  expected: string,
): void {
  marbles(({ cold, expectObservable, scheduler }) => {
    const result = cold(source).pipe(letters, batch(config(scheduler)), values(), joined);
    expectObservable(result).toBe(expected, { 1: 'abc', 2: 'de', 3: 'ab', 4: 'a', 5: 'c', 6: 'd' });
  });
}

test('sends a batch when the time since its first value is over', () => {
  const source = '  -a-b------c---|';
  // time:           ^----!    ^---|
  const expected = '------3-------(5|)';
  timed((scheduler) => ({ time: 5, limit: 10, scheduler }), source, expected);
});

test('takes what comes exactly when the time is over into the next batch or this one, never twice', () => {
  const source = '  -a----b-----|';
  const expected = '------3-----|';
  timed((scheduler) => ({ time: 5, limit: 10, scheduler }), source, expected);
});

test('sends a batch when it is full or when its time is over, whichever comes first', () => {
  const source = '  -a-b-c---d-e-------|';
  // count: 3             !
  // time: 6                  ^-----!
  const expected = '-----1---------2---|';
  timed((scheduler) => ({ count: 3, time: 6, scheduler }), source, expected);
});

test('never sends an empty batch', () => {
  timed((scheduler) => ({ time: 2, limit: 3, scheduler }), '-a---------|', '---4-------|');
});

/** When which batches come if two values, 2 ms apart, come right after each flush. */
function fedAfterFlush(
  cut: (source: Subject<string>) => Observable<readonly string[]>,
  scheduler: TestScheduler,
): unknown[] {
  const source = new Subject<string>();
  const seen: unknown[] = [];
  const feed = (): void => {
    source.next('first');
    scheduler.schedule(() => source.next('second'), 2);
  };
  const subscription = cut(source).subscribe((rows) => {
    seen.push([scheduler.now(), rows]);
    if (seen.length < 4) scheduler.schedule(feed);
    else subscription.unsubscribe();
  });
  feed();
  scheduler.flush();
  return seen;
}

test('gives what bufferTime gives where the first value comes right after each flush', () => {
  marbles(({ scheduler }) => {
    const ours = fedAfterFlush(
      (source) => source.pipe(letters, batch({ time: 5, limit: 9, scheduler }), values()),
      scheduler,
    );
    const start = scheduler.now();
    const theirs = fedAfterFlush(
      (source) => source.pipe(bufferTime(5, null, Infinity, scheduler)),
      scheduler,
    );
    assert.is(ours.length, 4);
    assert.equal(
      theirs,
      (ours as [number, unknown][]).map(([at, rows]) => [at + start, rows]),
    );
  });
});

test('counts the time in a replay by the recorded arrivals', () => {
  const events = [0, 4, 9, 10, 30].map((arrival) => ({ value: arrival, at: arrival, arrival }));
  const source = from(cutEvents(events, { size: 512, outOfOrderness: 0 }));
  const { chunks, values: batches } = collect(source.pipe(batch({ time: 10, limit: 100 })));
  assert.equal(batches, [[0, 4, 9], [10], [30]]);
  assert.equal(
    chunks.flatMap(({ arrivals }) => arrivals ?? []),
    [10, 30, 30],
  );
});

// late and out of order

test('holds the watermark at the one before the first value that waits', () => {
  const source = new Subject<Chunk<number>>();
  const { chunks } = collect(source.pipe(batch({ count: 3 })));
  source.next(chunkOf([[10, 10]], { before: 5, watermark: 9 }));
  source.next(chunkOf([[20, 20]], { before: 9, watermark: 19 }));
  source.next(makeChunk({ watermark: 50 }));
  assert.equal(
    chunks.map(({ watermark }) => watermark),
    [5],
  );
  source.next(chunkOf([[60, 60]], { before: 50, watermark: 59 }));
  assert.equal(chunks.slice(1), [
    makeChunk({ values: [[10, 20, 60]], timestamps: [60], before: 5, watermark: 59 }),
  ]);
});

test('holds the watermark until the time of the batch is over', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const source = cold('ab---', {
      a: chunkOf([['v', 10]], { before: 5, watermark: 9 }),
      b: makeChunk<string>({ watermark: 99 }),
    });
    const x = makeChunk({ watermark: 5 });
    const y = makeChunk({ values: [['v']], timestamps: [10], before: 5, watermark: 99 });
    expectObservable(source.pipe(batch({ time: 3, limit: 10, scheduler }))).toBe('x--y-', { x, y });
  });
});

// barriers and idleness

test('sends what waits before a barrier and before an idle mark', () => {
  const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
  const source = from([{ ...one('a'), control }, { ...one('b'), control: IDLE }, one('c')]);
  const { chunks, values: batches } = collect(source.pipe(batch({ count: 10 })));
  assert.equal(batches, [['a'], ['b'], ['c']]);
  assert.equal(
    chunks.map((chunk) => chunk.control?.kind),
    ['barrier', 'idle', undefined],
  );
  assert.equal(control.collector.snapshot, {});
});

// pressure

test('tells the source how many values wait, and nothing any more when it is left', () => {
  const pressure = new Pressure({ high: 100 });
  const source = new Subject<Chunk<string>>();
  const subscription = source.pipe(batch({ count: 3 })).subscribe();
  source.next({ ...one('a'), pressure });
  source.next({ ...one('b'), pressure });
  assert.is(pressure.depth, 2);
  source.next({ ...one('c'), pressure });
  assert.is(pressure.depth, 0);
  source.next({ ...one('d'), pressure });
  assert.is(pressure.depth, 1);
  subscription.unsubscribe();
  assert.is(pressure.depth, 0);
});

test('gives the pressure handle on, also with a batch that a timer sends', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const pressure = new Pressure();
    const source = cold('a--', { a: { ...one('a'), pressure } });
    const handles = source.pipe(
      batch({ time: 1, limit: 2, scheduler }),
      map((chunk) => chunk.pressure === pressure),
    );
    expectObservable(handles).toBe('xx-', { x: true });
  });
});

// errors and completion

test('sends what waits at the end of a source that tells no watermark', () => {
  const { values: batches, completed } = collect(
    from([one('a'), one('b')]).pipe(batch({ count: 5 })),
  );
  assert.equal(batches, [['a', 'b']]);
  assert.ok(completed);
});

test('fails when a batch by time alone grows over its limit', () => {
  const { error } = collect(from(['a', 'b', 'c'].map(one)).pipe(batch({ time: '1h', limit: 2 })));
  assert.hasCode(error, 'MILLRACE_OVERFLOW', 'batch: a batch grew over its limit of 2 values');
});

test('emits the batches before a throw of sizeOf, then the error', () => {
  const sizeOf = (word: string): number => {
    if (word === 'c') throw new Error('no size');
    return 1;
  };
  const chunk = chunkOf(
    [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ],
    { watermark: 0 },
  );
  const { values: batches, error } = collect(from([chunk]).pipe(batch({ bytes: 1, sizeOf })));
  assert.equal(batches, [['a'], ['b']]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'batch: a function given to it threw Error: no size');
});

test('refuses a size that is no number', () => {
  const { error } = collect(from([one('a')]).pipe(batch({ bytes: 1, sizeOf: () => Number.NaN })));
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'batch: sizeOf: expected a number of 0 or more, got NaN',
  );
});

// unsubscription

test('leaves no timer behind when its subscriber leaves', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const source = cold('a------').pipe(letters, batch({ time: 3, limit: 5, scheduler }), values());
    expectObservable(source, '--!').toBe('---');
    scheduler.schedule(() => assert.is(scheduler.actions.length, 0), 2);
  });
});

// arguments

test('refuses a config without a bound when it is called', () => {
  for (const config of [{}, { time: '1s' }, { limit: 5 }] as never[]) {
    assert.throwsCode(
      () => batch(config),
      'MILLRACE_ARGUMENT_TYPE',
      'batch: config: expected count, or bytes with sizeOf',
    );
  }
});

test('does not type-check without a bound on memory', () => {
  // @ts-expect-error time alone bounds nothing
  assert.throws(() => batch({ time: '1s' }));
  // @ts-expect-error bytes cannot be counted without sizeOf
  assert.throws(() => batch({ bytes: 10 }));
  // @ts-expect-error a limit alone never cuts a batch
  assert.throws(() => batch({ limit: 10 }));
});

test('refuses bad bounds when it is called', () => {
  assert.throwsCode(
    () => batch({ count: 0 }),
    'MILLRACE_ARGUMENT_RANGE',
    'batch: count: expected a whole number of at least 1, got 0',
  );
  assert.throwsCode(
    () => batch({ count: 1, time: '-1s' }),
    'MILLRACE_ARGUMENT_RANGE',
    'batch: time: expected a positive duration',
  );
  assert.throwsCode(
    () => batch({ bytes: 9 } as never),
    'MILLRACE_ARGUMENT_TYPE',
    'batch: sizeOf: expected a function, got undefined',
  );
  assert.throwsCode(
    () => batch(undefined as never),
    'MILLRACE_ARGUMENT_TYPE',
    'batch: config: expected an object',
  );
});

test.run();
