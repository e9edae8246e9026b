import { from, map, pipe, Subject } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import { topPerWindow } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import {
  fixedWindow,
  globalWindow,
  sessionWindow,
  slidingWindow,
} from '../../../operators/windows/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('topPerWindow');

type Scored = Pane<string, number>;

const paneOf = (key: string, end: number, value: number): Scored => ({
  key,
  window: { start: end - 10, end },
  value,
  timing: 'onTime',
  index: 0,
  final: false,
});
const by = (value: number): number => value;

// Panes behind their window's end correct its ranking at once.
operatorContract(test, {
  build: () =>
    pipe(
      map((chunk: Chunk<number>) => ({
        ...chunk,
        values: chunk.values.map((value) => paneOf('a', value - 50, value)),
      })),
      topPerWindow<string, number>({ limit: 3, by, allowedLateness: 100 }),
    ),
});

const words = (text: string) =>
  cutEvents(
    Array.from(text, (value, at) => ({ value, at })),
    { size: 4, outOfOrderness: 0 },
  );
const aggregate = { n: count() };

// values

test('ranks the keys of each window, the largest first, ties to the key whose pane came first', () => {
  const stream = from(words('abbcaaacbccc')).pipe(
    fixedWindow({ size: 6, key: (word) => word, late: 'error', aggregate }),
    topPerWindow({ limit: 2, by: ({ n }) => n }),
  );
  const seen = collect(stream).values.map(({ window, value, key, timing, final }) => [
    window.start,
    value.map((place) => `${place.rank} ${place.key} ${place.value.n}`),
    key,
    timing,
    final,
  ]);
  assert.equal(seen, [
    [0, ['1 a 3', '2 b 2'], undefined, 'onTime', true],
    [6, ['1 c 4', '2 a 1'], undefined, 'onTime', true],
  ]);
});

test('ranks overlapping windows and the global window', () => {
  const source = from(words('abbcaaacbccc'));
  const key = (word: string): string => word;
  const sliding = slidingWindow({ size: 8, every: 4, key, late: 'drop', aggregate });
  const tops = source.pipe(sliding, topPerWindow({ limit: 1, by: ({ n }) => n }));
  assert.equal(
    collect(tops).values.map(({ window, value }) => [window.start, value[0]?.key]),
    [
      [-4, 'b'],
      [0, 'a'],
      [4, 'c'],
      [8, 'c'],
    ],
  );
  const whole = source.pipe(
    globalWindow({ key, aggregate }),
    topPerWindow({ limit: 1, by: ({ n }) => n }),
  );
  const { chunks, values } = collect(whole);
  assert.equal(
    values.map(({ window, value }) => [window.end, value[0]?.key]),
    [[Infinity, 'c']],
  );
  assert.equal(
    chunks.flatMap(({ timestamps }) => timestamps),
    [11],
  );
});

// late and out of order

test('corrects a ranking while its window is kept, and drops and counts panes after that', () => {
  const source = from([
    chunkOf(
      [
        [paneOf('a', 10, 1), 9],
        [paneOf('b', 10, 2), 9],
      ],
      { watermark: 9 },
    ),
    chunkOf(
      [
        [paneOf('a', 10, 3), 9],
        [paneOf('c', 10, 0), 9],
      ],
      { before: 14, watermark: 14 },
    ),
    chunkOf([[paneOf('a', 10, 9), 9]], { before: 15, watermark: 15 }),
  ]);
  const stream = source.pipe(topPerWindow<string, number>({ limit: 2, by, allowedLateness: 6 }));
  assert.equal(
    collect(stream).values.map(({ value, timing, index }) => [
      value.map(({ key }) => key).join(''),
      timing,
      index,
    ]),
    [
      ['ba', 'onTime', 0],
      ['ab', 'late', 1],
    ],
  );
  assert.is(operatorsBehind(stream)[0]?.counters.late, 1);
});

test('takes a pane that is taken back out of the ranking, and lets the next one in', () => {
  const retract = true as const;
  const source = from([
    chunkOf(
      [
        [paneOf('a', 10, 5), 9],
        [paneOf('b', 10, 4), 9],
        [paneOf('c', 10, 3), 9],
      ],
      { watermark: 9 },
    ),
    chunkOf(
      [
        [{ ...paneOf('a', 10, 5), retract }, 9],
        [paneOf('a', 10, 4), 9],
        [{ ...paneOf('c', 10, 3), retract }, 9],
        [{ ...paneOf('z', 20, 1), retract }, 19],
      ],
      { before: 14, watermark: 14 },
    ),
  ]);
  const stream = source.pipe(topPerWindow<string, number>({ limit: 2, by, allowedLateness: 6 }));
  assert.equal(
    collect(stream).values.map(({ value, index }) => [
      value.map((place) => `${place.key}${place.value}`).join(' '),
      index,
    ]),
    [
      ['a5 b4', 0],
      ['b4 c3', 1],
      ['a4 b4', 2],
    ],
  );
  const [info] = operatorsBehind(stream);
  assert.equal([info?.counters.dropped, info?.counters.late], [1, 0]);
});

test('tells nothing of a window all of whose panes are taken back before its end', () => {
  const retract = true as const;
  const rows = [paneOf('a', 10, 5), { ...paneOf('a', 10, 5), retract }];
  const source = from([
    chunkOf(
      rows.map((pane) => [pane, 9]),
      { watermark: 9 },
    ),
  ]);
  assert.equal(collect(source.pipe(topPerWindow<string, number>({ limit: 2, by }))).values, []);
});

test('keeps windows apart that end together and begin at different times', () => {
  const other = { ...paneOf('b', 10, 2), window: { start: -10, end: 10 } };
  const source = from([
    chunkOf(
      [
        [paneOf('a', 10, 1), 9],
        [other, 9],
      ],
      { watermark: 9 },
    ),
  ]);
  const stream = source.pipe(topPerWindow<string, number>({ limit: 2, by }));
  assert.equal(
    collect(stream).values.map(({ window, value }) => [window.start, value.map(({ key }) => key)]),
    [
      [-10, ['b']],
      [0, ['a']],
    ],
  );
});

// errors

test('fails when by throws, and when it gives no finite number', () => {
  const source = from([chunkOf([[paneOf('a', 10, Number.NaN), 9]], { watermark: 0 })]);
  const { error } = collect(source.pipe(topPerWindow<string, number>({ limit: 2, by })));
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'topPerWindow: by: expected a finite number, got NaN');
  const cause = new Error('no score');
  const failing = topPerWindow<string, number>({
    limit: 2,
    by: () => {
      throw cause;
    },
  });
  const failed = collect(source.pipe(failing)).error;
  assert.hasCode(
    failed,
    'MILLRACE_CALLBACK',
    'topPerWindow: a function given to it threw Error: no score',
  );
  assert.is((failed as Error).cause, cause);
});

test('refuses panes of sessions, of which each key has its own', () => {
  const stream = from(words('ab')).pipe(
    sessionWindow({ gap: 5, key: (word) => word, late: 'drop', aggregate }),
    topPerWindow({ limit: 1, by: ({ n }) => n }),
  );
  assert.hasCode(
    collect(stream).error,
    'MILLRACE_GRAPH',
    'topPerWindow: expected panes of windows that keys share',
  );
});

// arguments

for (const [field, config, code] of [
  ['limit', { by }, 'MILLRACE_ARGUMENT_TYPE'],
  ['limit', { by, limit: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['limit', { by, limit: 1.5 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['by', { limit: 1 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['allowedLateness', { limit: 1, by, allowedLateness: '-1s' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['config', null, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    assert.throwsCode(
      () => topPerWindow(config as never),
      code,
      `topPerWindow: ${field}: expected `,
    );
  });
}

// state

test('forgets a ranking when its window is closed', () => {
  const source = new Subject<Chunk<Scored>>();
  const stream = source.pipe(topPerWindow<string, number>({ limit: 1, by, allowedLateness: 5 }));
  stream.subscribe();
  const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
  source.next(
    chunkOf(
      [
        [paneOf('a', 10, 1), 9],
        [paneOf('b', 10, 1), 9],
        [paneOf('a', 20, 1), 19],
      ],
      { watermark: 8 },
    ),
  );
  assert.is(size(), 3);
  source.next(makeChunk<Scored>({ watermark: 13 }));
  assert.is(size(), 3);
  source.next(makeChunk<Scored>({ watermark: 14 }));
  assert.is(size(), 1);
  source.next(makeChunk<Scored>({ watermark: 99 }));
  assert.is(size(), 0);
});

test.run();
