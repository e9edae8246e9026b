import { concat, Observable, of, Subject, throwError } from 'rxjs';
import {
  fromArray,
  makeRows,
  Pressure,
  RowSource,
  SnapshotCollector,
} from '../../../operators/index.ts';
import type { Rows } from '../../../operators/index.ts';
import { reorder } from '../../../src/replay/index.ts';
import type { ReorderConfig } from '../../../src/replay/index.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import { LateRowSource, SourceCounters } from '../../../src/sources/index.ts';
import type { LateRows, LateRun } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('reorder');

interface Row {
  readonly at: number;
  readonly delay: number;
}

const CONFIG: ReorderConfig<Row> = {
  along: (row) => row.at,
  by: (row) => row.at + row.delay,
  earliest: '-1s',
  latest: '1m',
};

interface Given {
  readonly runs: Rows<Row>[];
  readonly end: unknown;
}

function run(source: RowSource<Row>): Given {
  const runs: Rows<Row>[] = [];
  let end: unknown = 'open';
  source.rows.subscribe({
    next: (rows) => runs.push(rows),
    error: (error) => (end = error),
    complete: () => (end = 'complete'),
  });
  return { runs, end };
}

function randomRows(count: number, seed: number): Row[] {
  const random = seededRandom(seed);
  let at = 0;
  return Array.from({ length: count }, () => {
    at += Math.floor(random() * 100);
    return { at, delay: Math.floor(random() * 61_000) - 1_000 };
  });
}

test('gives the rows in the order of delivery with their deliveries as arrivals', () => {
  const rows = [
    { at: 10, delay: 50 },
    { at: 20, delay: 0 },
    { at: 30, delay: 30 },
  ];
  const { runs, end } = run(reorder(fromArray(rows), CONFIG));
  assert.equal(
    runs.flatMap(({ values }) => values),
    [rows[1], rows[0], rows[2]],
  );
  assert.equal(
    runs.flatMap(({ arrivals }) => arrivals ?? []),
    [20, 60, 60],
  );
  assert.is(end, 'complete');
});

test('gives the same runs whatever the runs of its source were', () => {
  const rows = randomRows(2_000, 1);
  const whole = run(reorder(fromArray(rows), { ...CONFIG, chunkSize: 100 })).runs;
  assert.ok(whole.every(({ values }) => values.length === 100));
  for (const chunkSize of [1, 7, 512]) {
    const source = reorder(fromArray(rows, { chunkSize }), { ...CONFIG, chunkSize: 100 });
    assert.equal(run(source).runs, whole);
  }
});

/** Rows in groups of columns, with an object that is used again for looking. */
function lateSource(rows: readonly Row[], groupSize: number, runSize: number): LateRowSource<Row> {
  const late = new Observable<LateRun<Row>>((subscriber) => {
    const pressure = new Pressure();
    for (let start = 0; start < rows.length; start += groupSize) {
      const group = new Group(rows.slice(start, start + groupSize));
      for (let from = 0; from < group.length; from += runSize) {
        subscriber.next({
          rows: group,
          from,
          to: Math.min(from + runSize, group.length),
          control: undefined,
          pressure,
        });
      }
    }
    subscriber.complete();
  });
  return new LateRowSource(late, new SourceCounters());
}

class Group implements LateRows<Row> {
  readonly length: number;
  readonly #rows: readonly Row[];
  readonly #peeked = { at: 0, delay: 0 };
  readonly #made = new Set<number>();

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    this.length = rows.length;
  }

  peek(index: number): Row {
    return Object.assign(this.#peeked, this.#rows[index]);
  }

  make(index: number): Row {
    assert.ok(!this.#made.has(index), `row ${index} is made once`);
    this.#made.add(index);
    return { ...(this.#rows[index] as Row) };
  }
}

test('gives the same runs when its source makes objects late, over groups of any size', () => {
  const rows = randomRows(3_000, 5);
  const { runs: expected } = run(reorder(fromArray(rows), CONFIG));
  for (const groupSize of [1, 10, 700, 3_000]) {
    for (const runSize of [1, 64, 1_000]) {
      const { runs, end } = run(reorder(lateSource(rows, groupSize, runSize), CONFIG));
      assert.equal(
        runs.map(({ values }) => values),
        expected.map(({ values }) => values),
      );
      assert.equal(
        runs.map(({ arrivals }) => arrivals),
        expected.map(({ arrivals }) => arrivals),
      );
      assert.is(end, 'complete');
    }
  }
  assert.equal(
    run(lateSource(rows, 700, 64)).runs.flatMap(({ values }) => values),
    rows,
  );
});

test('has state of its own for each subscription', () => {
  const source = reorder(fromArray(randomRows(100, 2)), CONFIG);
  assert.equal(run(source), run(source));
});

test('completes at once on an empty source and passes an error on', () => {
  assert.equal(run(reorder(fromArray<Row>([]), CONFIG)), { runs: [], end: 'complete' });
  const failure = new Error('read');
  const failing = new RowSource<Row>(new Observable((subscriber) => subscriber.error(failure)));
  assert.is(run(reorder(failing, CONFIG)).end, failure);
});

const BEFORE_FAILURE: readonly [string, Pick<ReorderConfig<Row>, 'earliest'>, number[]][] = [
  ['all of them, where none can be earlier', { earliest: 0 }, [10, 20, 30]],
  ['none that a lost row could have come before', { earliest: '-10ms' }, [10, 20]],
];
for (const [about, { earliest }, expected] of BEFORE_FAILURE) {
  test(`when its source fails, gives the rows before it: ${about}`, () => {
    const rows = [10, 20, 30].map((at) => ({ at, delay: 0 }));
    const failure = new Error('a malformed line');
    const inRows = new RowSource<Row>(
      concat(
        fromArray(rows).rows,
        throwError(() => failure),
      ),
    );
    const { late } = lateSource(rows, 2, 1);
    const inColumns = new LateRowSource<Row>(
      concat(
        late,
        throwError(() => failure),
      ),
      new SourceCounters(),
    );
    for (const source of [inRows, inColumns]) {
      const { runs, end } = run(reorder(source, { ...CONFIG, earliest }));
      assert.equal(
        runs.flatMap(({ arrivals }) => arrivals ?? []),
        expected,
      );
      assert.is(end, failure);
    }
  });
}

test('passes the pressure handle of its source on', () => {
  const pressure = new Pressure();
  const source = new RowSource(of(makeRows({ values: randomRows(1, 3), pressure })));
  assert.is(run(reorder(source, CONFIG)).runs[0]?.pressure, pressure);
});

test('fails at a row outside of its bounds after the rows that were ready', () => {
  const rows = [
    { at: 0, delay: 0 },
    { at: 100_000, delay: 0 },
    { at: 100_001, delay: 60_001 },
  ];
  const { runs, end } = run(reorder(fromArray(rows), CONFIG));
  assert.equal(
    runs.flatMap(({ values }) => values),
    [rows[0]],
  );
  const text = 'reorder: row 3: by gave 160002, 60001 ms from along (100001)';
  assert.hasCode(end, 'MILLRACE_REORDER_BOUND', text);
});

test('tells what a function of the user threw', () => {
  const by = (): number => {
    throw new Error('no delivery');
  };
  const { end } = run(reorder(fromArray(randomRows(1, 4)), { ...CONFIG, by }));
  assert.hasCode(
    end,
    'MILLRACE_CALLBACK',
    'reorder: a function given to it threw Error: no delivery',
  );
});

test('refuses a barrier, because its rows cannot be saved', () => {
  const collector = new SnapshotCollector();
  const source = new RowSource<Row>(
    of(makeRows<Row>({ control: { kind: 'barrier', id: 1, collector } })),
  );
  assert.hasCode(run(reorder(source, CONFIG)).end, 'MILLRACE_STATE_NOT_SAVABLE', 'reorder');
});

test('unsubscribes from its source', () => {
  const rows = new Subject<Rows<Row>>();
  const subscription = reorder(new RowSource(rows), CONFIG).rows.subscribe();
  assert.is(rows.observed, true);
  subscription.unsubscribe();
  assert.is(rows.observed, false);
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => reorder(fromArray<Row>([]), { ...CONFIG, ...config });
  assert.throwsCode(make({ by: 'at' }), 'MILLRACE_ARGUMENT_TYPE', 'reorder: by');
  assert.throwsCode(make({ along: undefined }), 'MILLRACE_ARGUMENT_TYPE', 'reorder: along');
  assert.throwsCode(
    make({ latest: '-2s' }),
    'MILLRACE_ARGUMENT_RANGE',
    'at least earliest (-1000 ms)',
  );
  assert.throwsCode(make({ latest: 2 ** 41 }), 'MILLRACE_ARGUMENT_RANGE', 'latest');
  assert.throwsCode(make({ earliest: '1 week' }), 'MILLRACE_ARGUMENT_TYPE', 'earliest');
  const noSource = (): unknown => reorder(of(1) as unknown as RowSource<Row>, CONFIG);
  assert.throwsCode(
    noSource,
    'MILLRACE_ARGUMENT_TYPE',
    'reorder: source: expected a source that gives runs',
  );
});

test.run();
