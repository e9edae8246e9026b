import { from, of, Subject } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import { lag, latestByKey, scanByKey, sortByTime } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk, StreamOperator } from '../../../operators/kernel/index.ts';
import { fixedWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const own = (value: number): number => value;

interface Case {
  readonly build: (config?: object) => StreamOperator<number, unknown>;
  /** Wrong configs, with the field that is refused. */
  readonly refused: readonly (readonly [field: string, config: object])[];
}

/** The operators that are small enough to share their tests. */
const cases: Readonly<Record<string, Case>> = {
  latestByKey: {
    build: (config) => latestByKey({ key: own, ...config }),
    refused: [
      ['key', { key: 'a' }],
      ['late', { late: 'keep' }],
      ['remove', { remove: true }],
      ['timeToLive', { timeToLive: {} }],
    ],
  },
  scanByKey: {
    build: (config) =>
      scanByKey({ key: own, seed: () => 0, reduce: (sum, value) => sum + value, ...config }),
    refused: [
      ['key', { key: 'a' }],
      ['seed', { seed: 0 }],
      ['reduce', { reduce: undefined }],
    ],
  },
  lag: {
    build: (config) => lag({ key: own, ...config }),
    refused: [
      ['key', { key: undefined }],
      ['offset', { offset: '1' }],
    ],
  },
  sortByTime: {
    build: (config) => sortByTime({ late: 'drop', ...config }),
    refused: [['late', { late: undefined }]],
  },
};

for (const [name, { build, refused }] of Object.entries(cases)) {
  const test = suite(name);

  // What sortByTime holds back at a barrier is saved, and comes after it.
  operatorContract(test, { build: () => build(), barriers: name !== 'sortByTime' });

  for (const [field, config] of refused) {
    test(`refuses a wrong ${field}: ${JSON.stringify(config)}`, () => {
      const call = (): unknown => build(config);
      assert.throwsCode(call, 'MILLRACE_ARGUMENT_TYPE', `${name}: ${field}: expected `);
    });
  }

  if (name !== 'sortByTime') {
    test('fails when its key function throws', () => {
      const cause = new Error('no key');
      const key = (): number => {
        throw cause;
      };
      const { error } = collect(of(chunkOf([[1, 1]], { watermark: 0 })).pipe(build({ key })));
      assert.hasCode(error, 'MILLRACE_CALLBACK', `${name}: a function given to it threw`);
    });

    test('frees a key when the watermark reaches the end of its life', () => {
      const source = new Subject<Chunk<number>>();
      const stream = source.pipe(build({ timeToLive: { eventTime: 10 } }));
      stream.subscribe();
      const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
      source.next(
        chunkOf(
          [
            [1, 5],
            [2, 6],
            [1, 9],
          ],
          { watermark: 4 },
        ),
      );
      assert.is(size(), 2);
      source.next(makeChunk<number>({ watermark: 15 }));
      assert.is(size(), 2);
      source.next(makeChunk<number>({ watermark: 16 }));
      assert.is(size(), 1);
      source.next(makeChunk<number>({ watermark: 19 }));
      assert.is(size(), 0);
    });
  }

  test.run();
}

const latest = suite('latestByKey over windows');

latest('lets a corrected pane take the place of its own window alone', () => {
  const events = [1, 2, 11, 12, 3, 21, 14].map((at) => ({ value: at, at }));
  const stream = from(cutEvents(events, { size: 3, outOfOrderness: 0 })).pipe(
    fixedWindow({
      size: 10,
      key: () => 'all',
      late: 'error',
      allowedLateness: 100,
      aggregate: { n: count() },
    }),
    latestByKey({ key: ({ key }) => key, updateBefore: false }),
  );
  const seen = collect(stream).values.map(
    ({ op, value: { window, value } }) => `${op} ${window.start}: ${value.n}`,
  );
  assert.equal(seen, [
    'insert 0: 2',
    'updateAfter 0: 3',
    'updateAfter 10: 2',
    'updateAfter 10: 3',
    'updateAfter 20: 1',
  ]);
});

latest('takes a row out for a pane that is taken back, unless the row is of a later window', () => {
  interface Row {
    readonly at: number;
    readonly n: number;
    readonly retract?: true;
  }
  const rows: readonly Row[] = [
    { at: 9, n: 1 },
    { at: 9, n: 1, retract: true },
    { at: 9, n: 2 },
    { at: 19, n: 5 },
    { at: 9, n: 2, retract: true },
    { at: 9, n: 3 },
  ];
  const stream = from(
    cutEvents(
      rows.map((value) => ({ value, at: value.at })),
      { size: 2, outOfOrderness: 0 },
    ),
  ).pipe(
    latestByKey<Row, string>({
      key: () => 'all',
      remove: ({ retract }) => retract === true,
      updateBefore: false,
    }),
  );
  assert.equal(
    collect(stream).values.map(({ op, value }) => `${op} ${value.n}`),
    ['insert 1', 'delete 1', 'insert 2', 'updateAfter 5'],
  );
  assert.is(operatorsBehind(stream)[0]?.counters.dropped, 2);
});

latest.run();
