import { from } from 'rxjs';
import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import type { Duration } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import type { NaivePane } from '../../oracle/naivePane.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents, randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

const test = suite('sessions whose events have gaps of their own');

/** An event with its own gap. */
interface Click {
  readonly id: number;
  readonly key: number;
  readonly gap: number;
}

function panesOf(events: readonly (readonly [at: number, gap: Duration])[]): string[] {
  const source = from(
    cutEvents(
      events.map(([at, gap]) => ({ value: gap, at })),
      { size: 512, outOfOrderness: 100 },
    ),
  );
  const stream = source.pipe(
    sessionWindow({ gap: (gap: Duration) => gap, late: 'drop', aggregate: { n: count() } }),
  );
  const { values, error } = collect(stream);
  if (error !== undefined) throw error as Error;
  return values.map(({ window, value }) => `[${window.start},${window.end}) ${value.n}`);
}

// values

const cases: readonly (readonly [
  about: string,
  events: readonly (readonly [number, Duration])[],
  panes: readonly string[],
])[] = [
  ['ends a session one gap of its event after it', [[0, 7]], ['[0,7) 1']],
  [
    'keeps the farthest end, which need not be that of the last event',
    [
      [0, 50],
      [10, 5],
    ],
    ['[0,50) 2'],
  ],
  [
    'keeps events apart whose windows only touch',
    [
      [0, 5],
      [5, 90],
    ],
    ['[0,5) 1', '[5,95) 1'],
  ],
  [
    'joins several sessions by one event with a long gap',
    [
      [10, 2],
      [20, 2],
      [30, 2],
      [5, 16],
    ],
    ['[5,22) 3', '[30,32) 1'],
  ],
  ['takes texts with units', [[0, '1s']], ['[0,1000) 1']],
];
for (const [about, events, panes] of cases) {
  test(about, () => assert.equal(panesOf(events), panes));
}

const aggregate = {
  n: count(),
  ids: customAggregate({
    create: (): number[] => [],
    add: (state: number[], click: Click) => [...state, click.id],
    merge: (into, part) => [...into, ...part],
    result: (state) => [...state].sort((a, b) => a - b),
  }),
};

function naiveRow({ events, timestamp, before, ...pane }: NaivePane<Click>): PaneRow {
  const ids = events.map(({ id }) => id).sort((a, b) => a - b);
  const { key, window, timing, index, final, replaces } = pane;
  const value = { key, window, value: { n: ids.length, ids }, timing, index, final, replaces };
  return { value, timestamp, before, arrival: undefined } as unknown as PaneRow;
}

function check(seed: number): void {
  const random = randomFrom(seed);
  const longest = 2 + random(random(4) === 0 ? 200 : 30);
  const [touching, lateness] = [random(3) === 0, random(3) === 0 ? 0 : random(60)];
  const outOfOrderness = random(3) === 0 ? 0 : random(40);
  const [keys, disorder, step] = [1 + random(4), 1 + random(60), 1 + random(12)];
  let now = random(200) - 150;
  const events = Array.from({ length: 5 + random(56) }, (_, id) => {
    now += random(20) === 0 ? random(300) : random(step);
    const value = { id, key: random(keys), gap: 1 + random(longest) };
    return { value, at: now - random(disorder) };
  });
  const key = (click: Click): number => click.key;
  const gap = (click: Click): number => click.gap;
  const build: Build<Click, unknown> = (late) =>
    sessionWindow({ gap, touching, allowedLateness: lateness, late: lateTo(late), key, aggregate });
  const rules = { gap: 0, touching, lateness };
  const expected = sessionPanes(arrivals(events, outOfOrderness), rules, key, gap);
  const about = `seed ${seed}: ${JSON.stringify({ longest, ...rules, outOfOrderness })}`;
  for (const size of [1, 7, 512]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = random(chunks.length);
    for (const run of [runOver(build, chunks), runInTwo(build, chunks, cut)]) {
      same(run.rows, expected.panes.map(naiveRow), `${about}, chunks of ${size}, cut at ${cut}`);
      same(run.late, expected.late, `${about}, late events in chunks of ${size}`);
    }
  }
}

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 1_000; seed += 1) check(seed);
});

// errors and completion

for (const [gap, text] of [
  [0, 'gap: expected a positive duration in whole milliseconds, got 0'],
  [-5, 'got -5'],
  [0.5, 'got 0.5'],
  [Infinity, 'got Infinity'],
  [undefined, 'got undefined'],
  ['soon', "got 'soon'"],
] as const) {
  test(`fails when gap gives ${String(gap)}`, () => {
    const events: [number, Duration][] = [[0, gap as Duration]];
    assert.throwsCode(() => panesOf(events), 'MILLRACE_CALLBACK', `sessionWindow: gap: expected`);
    try {
      panesOf(events);
    } catch (error) {
      assert.ok((error as Error).message.includes(text), (error as Error).message);
    }
  });
}

test.run();
