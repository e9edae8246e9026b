import path from 'node:path';
import { from, lastValueFrom } from 'rxjs';
import {
  count,
  eventTime,
  fixedWindow,
  mapEach,
  SnapshotReader,
} from '../../../operators/index.ts';
import type { RowSource } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph } from '../../../src/graph/index.ts';
import { ManualRuntime, reorder, replay } from '../../../src/replay/index.ts';
import {
  fromIterable,
  fromObservable,
  fromParquet,
  fromRecording,
  pulledSource,
  writeRecording,
} from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { goesOn } from '../../support/goesOn.ts';
import { inLives } from '../../support/inLives.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';
import { steeredSource } from '../../support/steeredSource.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('positions of replays');

interface Row {
  readonly at: number;
  readonly by: number;
}

/** Several rows in each instant; delivered up to 900 later, or 100 before. */
const rows: readonly Row[] = Array.from({ length: 12_000 }, (_, n) => {
  const at = Math.floor(n / 3) * 10;
  return { at, by: at - 100 + ((n * 7919) % 1_001) };
});

const inOrder = (): RowSource<Row> => reordered(fromIterable(rows, { chunkSize: 70 }));

function reordered(source: RowSource<Row>): RowSource<Row> {
  return reorder(source, {
    along: ({ at }) => at,
    by: ({ by }) => by,
    earliest: -100,
    latest: 900,
    chunkSize: 64,
  });
}

const STEPS = [1, 1, 63, 64, 500, 1_500, 2_500, 3_000];

test('reordered rows go on behind those that were given', () => goesOn(inOrder, STEPS));

test('a replay goes on behind what it has given, not what it has read', async () => {
  await goesOn(() => replay(inOrder(), { speed: 'max', chunkSize: 50 }), STEPS);
  const cut = { speed: 'max', from: 5_000, to: 30_000, chunkSize: 50 } as const;
  await goesOn(() => replay(inOrder(), cut), [1, 63, 2_000, 2_000]);
});

test('a replay of a recording goes on', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.recording');
    await lastValueFrom(writeRecording(inOrder(), { file, blockRows: 700 }));
    await goesOn(() => replay(fromRecording<Row>({ file }), { speed: 'max' }), STEPS);
  }));

test('rows in columns are reordered and replayed from a position', async () => {
  interface Flight {
    readonly date: number;
    readonly delay: number;
  }
  const make = (): RowSource<Flight> => {
    const source = fromParquet<Flight>({
      file: 'node_modules/vega-datasets/data/flights-3m.parquet',
      columns: ['date', 'delay'],
      range: { column: 'date', to: Date.UTC(2001, 0, 1, 6) },
    });
    const flights = reorder(source, {
      along: ({ date }) => date,
      by: ({ date, delay }) => date + Math.min(Math.max(delay, -60), 120) * 60_000,
      earliest: '-1h',
      latest: '2h',
    });
    return replay(flights, { speed: 'max' });
  };
  await goesOn(make, [1, 10, 50, 100]);
});

test('little is read again behind a checkpoint', async () => {
  let read = 0;
  const make = (): RowSource<Row> => {
    const source = pulledSource<Row>(
      'mine',
      async function* (_signal, _counters, at) {
        for (let from = (at as number | undefined) ?? 0; from < rows.length; from += 50) {
          const values = rows.slice(from, from + 50);
          read += values.length;
          yield { values, place: { at: from } };
        }
      },
      { pressure: { high: 200, low: 100 } },
    );
    return replay(reordered(source), { speed: 'max', chunkSize: 50 });
  };
  const { snapshot } = await steeredSource(make(), 11_000, {}, 3);
  read = 0;
  const { values } = await steeredSource(make(), Infinity, structuredClone(snapshot));
  assert.ok(values.length > 900 && values.length <= 1_000, `${values.length} values`);
  assert.ok(read < 4_000, `${read} rows`);
});

test('a replay of what keeps no position lets barriers pass', async () => {
  const live = fromObservable(from(rows), { buffer: { limit: 100_000, overflow: 'error' } });
  const source = replay(reordered(live), { speed: 'max' });
  assert.is(source.steering, 'barriers');
  const { values, marks } = await steeredSource(source, Infinity, {
    source: { at: undefined, given: 7, isExhausted: true },
  });
  assert.is(values.length, rows.length);
  assert.equal(marks, ['restore', 'exhausted', 'barrier']);
});

test('the pace begins anew with the first row that was not given', async () => {
  const at = (time: number): number => time;
  const times = [0, 10, 20, 1_000, 1_010];
  const make = (runtime: ManualRuntime): RowSource<number> => {
    const source = fromIterable(times, { runtime });
    return replay(reorder(source, { by: at, along: at, earliest: 0, latest: 0 }), {
      speed: 1,
      runtime,
    });
  };
  const runtime = new ManualRuntime();
  const given: [number, number][] = [];
  const source = make(runtime);
  const saved = { source: { at: undefined, given: 3, isExhausted: false } };
  source.control = {
    name: 'source',
    restore: { kind: 'restore', state: new SnapshotReader(saved, () => true) },
    ready: () => Promise.resolve(),
    begin: () => undefined,
    exhausted: () => undefined,
  };
  const subscription = source.rows.subscribe(({ values }) => {
    for (const value of values) given.push([value, runtime.monotonic()]);
  });
  for (let turn = 0; turn < 20; turn += 1) {
    runtime.advance(1);
    await new Promise(setImmediate);
  }
  subscription.unsubscribe();
  assert.equal(
    given.map(([value]) => value),
    [1_000, 1_010],
  );
  assert.is((given[1]?.[1] ?? 0) - (given[0]?.[1] ?? 0), 10);
});

/** Counts by a tenth of a second of a replay. */
function replayGraph(counts: OnceReceiver<string>, see: () => void): Graph {
  const graph = createGraph('replayed');
  const source = graph.source(
    'rows',
    replay(inOrder(), { speed: 100_000, chunkSize: 50 }).pipe(
      eventTime({
        timestamp: ({ at }) => {
          see();
          return at;
        },
        outOfOrderness: 1_000,
      }),
    ),
  );
  const windows = graph.stage('windows', source, (input) =>
    input.pipe(
      fixedWindow({ size: 100, late: 'error', aggregate: { n: count() } }),
      mapEach(({ window, value }) => `${window.start} ${value.n}`),
    ),
  );
  graph.sink('counts', windows, counts.sink());
  return graph;
}

test('a graph on a replay that is stopped goes on with the same results', async () => {
  const whole = new OnceReceiver<string>();
  assert.is(await inLives((see) => replayGraph(whole, see), Infinity), 0);
  assert.is(whole.rows.length, 400);
  const parts = new OnceReceiver<string>();
  const lives = await inLives((see) => replayGraph(parts, see), 1_300);
  assert.ok(lives > 5, `${lives} lives`);
  assert.equal(parts.rows, whole.rows);
});

test.run();
