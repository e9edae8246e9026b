import { Observable, of, Subject } from 'rxjs';
import { makeRows, Pressure, RowSource, SnapshotReader } from '../../../operators/index.ts';
import type { Rows } from '../../../operators/index.ts';
import { ManualRuntime, replay } from '../../../src/replay/index.ts';
import type { ReplayConfig, ReplaySource } from '../../../src/replay/index.ts';
import { pulledSource } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('replay');

/** A source that gives values which are their own arrivals, all at once, in runs of a size. */
function recording(arrivals: readonly number[], size = 3): RowSource<number> {
  return new RowSource(
    new Observable((subscriber) => {
      for (let start = 0; start < arrivals.length && !subscriber.closed; start += size) {
        const values = arrivals.slice(start, start + size);
        subscriber.next(makeRows({ values, arrivals: values }));
      }
      subscriber.complete();
    }),
  );
}

interface Watched {
  /** Each value with the time at which it was given. */
  readonly log: [number, number][];
  readonly runs: Rows<number>[];
  readonly runtime: ManualRuntime;
  readonly source: ReplaySource<number>;
  end: unknown;
  stop: () => void;
}

function watch(
  rows: RowSource<number>,
  config: ReplayConfig,
  onRun: (run: Rows<number>) => void = () => undefined,
): Watched {
  const runtime = new ManualRuntime();
  const source = replay(rows, { runtime, ...config });
  const watched: Watched = {
    log: [],
    runs: [],
    runtime,
    source,
    end: 'open',
    stop: () => undefined,
  };
  const subscription = source.rows.subscribe({
    next: (run) => {
      watched.runs.push(run);
      for (const value of run.values) watched.log.push([value, runtime.monotonic()]);
      onRun(run);
    },
    error: (error) => (watched.end = error),
    complete: () => (watched.end = 'complete'),
  });
  watched.stop = () => subscription.unsubscribe();
  return watched;
}

test('gives nothing during subscription', () => {
  assert.equal(watch(recording([1, 2]), { speed: 'max' }).log, []);
});

test('gives each row when it is due, the first at once', () => {
  const watched = watch(recording([1_000, 1_010, 1_010, 1_500, 2_000]), { speed: 1 });
  watched.runtime.advance(10_000);
  assert.equal(watched.log, [
    [1_000, 0],
    [1_010, 10],
    [1_010, 10],
    [1_500, 500],
    [2_000, 1_000],
  ]);
  assert.is(watched.end, 'complete');
});

test('divides the recorded time by the speed, with rows due within one timer in one run', () => {
  const watched = watch(recording([0, 30, 60, 90, 95, 99, 600], 100), { speed: 10 });
  watched.runtime.advance(60);
  assert.equal(watched.log, [
    [0, 0],
    [30, 3],
    [60, 6],
    [90, 9],
    [95, 10],
    [99, 10],
    [600, 60],
  ]);
});

test('does not drift, whatever the speed', () => {
  const arrivals = Array.from({ length: 5_000 }, (_, i) => i * 7);
  for (const speed of [0.3, 1, 3, 7.7, 1_000]) {
    const watched = watch(recording(arrivals, 512), { speed });
    watched.runtime.advance(200_000);
    assert.is(watched.log.length, arrivals.length);
    for (const [arrival, given] of watched.log) {
      const late = given - arrival / speed;
      assert.ok(
        late > -1e-6 && late <= 1,
        `row of ${arrival} at speed ${speed} came ${late} ms late`,
      );
    }
  }
});

test('gives the same rows with the same arrivals at any speed and run size', () => {
  const arrivals = Array.from({ length: 1_000 }, (_, i) => Math.floor(i ** 1.5));
  for (const speed of [1, 50, 'max'] as const) {
    for (const chunkSize of [1, 64, 512]) {
      const watched = watch(recording(arrivals, 100), { speed, chunkSize });
      watched.runtime.advance(100_000);
      assert.equal(
        watched.log.map(([value]) => value),
        arrivals,
      );
      assert.equal(
        watched.runs.flatMap((run) => run.arrivals),
        arrivals,
      );
      assert.ok(watched.runs.every((run) => run.values.length <= chunkSize));
      assert.is(watched.end, 'complete');
    }
  }
});

test('gives one run a turn at full speed', () => {
  const { runtime, runs } = watch(recording([1, 2, 3, 4, 5, 6], 3), { speed: 'max' });
  runtime.turn();
  assert.is(runs.length, 1);
  runtime.turn();
  assert.is(runs.length, 2);
});

const CUTS: readonly [Partial<ReplayConfig>, number[]][] = [
  [{ from: 3 }, [3, 4, 4, 5, 6]],
  [{ to: 4 }, [1, 2, 3]],
  [{ from: 2, to: 5 }, [2, 3, 4, 4]],
  [{ from: 4, to: 4 }, []],
  [{ from: 7 }, []],
  [{ to: 1 }, []],
];
for (const [cut, expected] of CUTS) {
  test(`gives the rows of [${cut.from ?? 'the start'}, ${cut.to ?? 'the end'}) and completes`, () => {
    for (const size of [1, 2, 100]) {
      const watched = watch(recording([1, 2, 3, 4, 4, 5, 6], size), { speed: 'max', ...cut });
      watched.runtime.advance(0);
      assert.equal(
        watched.log.map(([value]) => value),
        expected,
      );
      assert.is(watched.end, 'complete');
    }
  });
}

test('gives what arrived before paceFrom without waiting, a run a turn, and keeps the pace from there', () => {
  for (const size of [1, 2, 100]) {
    const arrivals = [0, 1_000, 4_999, 6_000, 6_010, 7_000];
    const watched = watch(recording(arrivals, size), { speed: 10, paceFrom: 5_000, chunkSize: 2 });
    watched.runtime.turn();
    assert.ok(watched.log.length <= 2, 'one run a turn');
    watched.runtime.advance(1_000);
    assert.equal(watched.log, [
      [0, 0],
      [1_000, 0],
      [4_999, 0],
      [6_000, 0],
      [6_010, 1],
      [7_000, 100],
    ]);
    assert.is(watched.end, 'complete');
    assert.is(watched.source.status.lag, 0);
  }
});

test('tells no lag of rows that are given without waiting', () => {
  const watched = watch(recording([0, 9_000]), { speed: 1, paceFrom: 5_000 });
  watched.runtime.turn();
  assert.equal([watched.source.status.rows, watched.source.status.lag], [1, 0]);
});

const UNPACED: readonly [string, number, number[]][] = [
  ['before the first row changes nothing', -50, [0, 10, 20]],
  ['at the first row changes nothing', 0, [0, 10, 20]],
  ['between two rows lets the later one start the clock', 15, [0, 0, 0]],
  ['that is no whole number counts too', 0.5, [0, 0, 10]],
  ['after the last row gives all without waiting', 1_000, [0, 0, 0]],
  ['Infinity gives all without waiting', Infinity, [0, 0, 0]],
];
for (const [about, paceFrom, given] of UNPACED) {
  test(`a paceFrom ${about}`, () => {
    const watched = watch(recording([0, 10, 20], 100), { speed: 1, paceFrom });
    watched.runtime.advance(1_000);
    assert.equal(
      watched.log.map(([, at]) => at),
      given,
    );
  });
}

test('pauses under pressure before the pace has begun, too', () => {
  const boundary = {};
  const config = { speed: 1, paceFrom: 100, chunkSize: 1, pressure: { high: 1, low: 0 } };
  let handle: Pressure | undefined;
  const watched = watch(recording([0, 10, 100, 101], 100), config, ({ pressure, arrivals }) => {
    handle = pressure;
    if (arrivals?.[0] === 0) pressure?.report(boundary, 1);
  });
  watched.runtime.advance(50);
  assert.equal(watched.log, [[0, 0]]);
  handle?.report(boundary, 0);
  watched.runtime.advance(50);
  assert.equal(watched.log, [
    [0, 0],
    [10, 50],
    [100, 50],
    [101, 51],
  ]);
});

test('leaves its source when the end of the cut is reached', () => {
  const rows = new Subject<Rows<number>>();
  const watched = watch(new RowSource(rows), { speed: 1, to: 10 });
  rows.next(makeRows({ values: [5], arrivals: [5] }));
  assert.is(rows.observed, true);
  rows.next(makeRows({ values: [10], arrivals: [10] }));
  assert.is(rows.observed, false);
  watched.runtime.advance(0);
  assert.equal(watched.log, [[5, 0]]);
  assert.is(watched.end, 'complete');
});

test('waits under pressure, then gives what became due at once and is back on its clock', () => {
  const boundary = {};
  const config = { speed: 1, pressure: { high: 1, low: 0 } };
  let handle: Pressure | undefined;
  const watched = watch(recording([0, 10, 20, 30, 40], 100), config, ({ pressure, arrivals }) => {
    handle = pressure;
    if (arrivals?.[0] === 10) pressure?.report(boundary, 1);
  });
  watched.runtime.advance(25);
  assert.equal(watched.log, [
    [0, 0],
    [10, 10],
  ]);
  handle?.report(boundary, 0);
  watched.runtime.advance(100);
  assert.equal(watched.log, [
    [0, 0],
    [10, 10],
    [20, 25],
    [30, 30],
    [40, 40],
  ]);
});

test('holds its source back instead of reading all of it ahead', async () => {
  const runtime = new ManualRuntime();
  let read = 0;
  async function* runs(): AsyncGenerator<number[]> {
    for (; read < 1_000; read += 1) yield [read * 100];
  }
  const pulled = pulledSource('test', runs, { runtime, pressure: { high: 10, low: 5 } });
  const arrivals = new Observable<Rows<number>>((subscriber) =>
    pulled.rows.subscribe({
      next: (rows) => subscriber.next({ ...rows, arrivals: rows.values }),
      complete: () => subscriber.complete(),
    }),
  );
  const given: number[] = [];
  replay(new RowSource(arrivals), { speed: 1, runtime }).subscribe((value) => given.push(value));
  await runtime.settle(1_000);
  assert.equal(given, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
  assert.ok(read < 25, `${read} rows read for 11`);
  await runtime.settle(99_000);
  assert.is(given.length, 1_000);
});

test('pauses for what waits on the handle that it is given, and refuses that of its source', () => {
  const pressure = new Pressure({ high: 1, low: 0 });
  const watched = watch(recording([1, 2], 1), { speed: 'max', pressure });
  pressure.report({}, 1);
  watched.runtime.advance(100);
  assert.equal(watched.log, []);
  const rows = makeRows({ values: [1], arrivals: [1], pressure });
  let failure: unknown;
  replay(new RowSource(of(rows)), { speed: 1, pressure }).subscribe({
    error: (error: unknown) => (failure = error),
  });
  assert.hasCode(failure, 'MILLRACE_ARGUMENT_RANGE', 'replay: pressure: expected another handle');
});

test('gives its depth at its source back when it is stopped', () => {
  const pressure = new Pressure();
  const rows = new Subject<Rows<number>>();
  const watched = watch(new RowSource(rows), { speed: 1 });
  rows.next(makeRows({ values: [1, 2, 3], arrivals: [1, 2, 3], pressure }));
  assert.is(pressure.depth, 3);
  watched.stop();
  assert.is(pressure.depth, 0);
  assert.is(rows.observed, false);
  watched.runtime.advance(100);
  assert.equal(watched.log, []);
});

test('stops when it is unsubscribed from within a run', () => {
  const watched = watch(recording([1, 2, 3, 4]), { speed: 'max' }, () => watched.stop());
  watched.runtime.advance(100);
  assert.is(watched.runs.length, 1);
  assert.is(watched.runtime.pending, 0);
});

test('tells how far it has come', () => {
  const { source, runtime } = watch(recording([100, 200, 300]), { speed: 1 });
  assert.equal(
    { ...source.status },
    { speed: 1, position: undefined, rows: 0, lag: 0, done: false },
  );
  runtime.advance(150);
  assert.equal({ ...source.status }, { speed: 1, position: 200, rows: 2, lag: 0, done: false });
  runtime.advance(150);
  assert.equal({ ...source.status }, { speed: 1, position: 300, rows: 3, lag: 0, done: true });
});

test('passes control on where it stands in the stream', () => {
  const state = new SnapshotReader({});
  const control = { kind: 'restore', state } as const;
  const rows = new Subject<Rows<number>>();
  const { runs, runtime } = watch(new RowSource(rows), { speed: 1, chunkSize: 1 });
  rows.next(makeRows({ values: [1, 2], arrivals: [1, 2], control }));
  rows.next(makeRows<number>({ control, arrivals: [] }));
  rows.next(makeRows({ values: [3], arrivals: [3] }));
  runtime.advance(10);
  const seen = runs.map((run) => [run.values[0], run.control?.kind]);
  assert.equal(seen, [
    [1, undefined],
    [2, 'restore'],
    [undefined, 'restore'],
    [3, undefined],
  ]);
});

test('tells an error of its source after the rows before it', () => {
  const failure = new Error('read');
  const rows = new Subject<Rows<number>>();
  const watched = watch(new RowSource(rows), { speed: 1 });
  rows.next(makeRows({ values: [1, 51], arrivals: [1, 51] }));
  rows.error(failure);
  watched.runtime.advance(49);
  assert.is(watched.end, 'open');
  watched.runtime.advance(1);
  assert.equal(watched.log, [
    [1, 0],
    [51, 50],
  ]);
  assert.is(watched.end, failure);
});

test('refuses rows without arrivals and rows out of order', () => {
  const without = new Subject<Rows<number>>();
  const first = watch(new RowSource(without), { speed: 1 });
  without.next(makeRows({ values: [1] }));
  assert.hasCode(
    first.end,
    'MILLRACE_TIMESTAMP',
    'no arrival times; give them by reorder(source, …)',
  );
  const second = watch(recording([5, 4], 1), { speed: 1 });
  assert.hasCode(second.end, 'MILLRACE_TIMESTAMP', 'an arrival of 4 came after one of 5');
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => replay(recording([]), { speed: 1, ...config });
  for (const speed of [0, -1, Infinity, Number.NaN, 'fast', undefined]) {
    assert.throwsCode(
      make({ speed }),
      'MILLRACE_ARGUMENT_RANGE',
      "replay: speed: expected a positive number or 'max'",
    );
  }
  assert.throwsCode(make({ from: 5, to: 4 }), 'MILLRACE_ARGUMENT_RANGE', 'replay: to');
  assert.throwsCode(make({ from: '5' }), 'MILLRACE_ARGUMENT_TYPE', 'replay: from');
  assert.throwsCode(make({ paceFrom: '5' }), 'MILLRACE_ARGUMENT_TYPE', 'replay: paceFrom');
  assert.throwsCode(make({ paceFrom: Number.NaN }), 'MILLRACE_ARGUMENT_RANGE', 'replay: paceFrom');
  assert.throwsCode(make({ chunkSize: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'replay: chunkSize');
});

test.run();
