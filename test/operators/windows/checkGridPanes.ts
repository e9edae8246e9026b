import { count, customAggregate, sum } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { fixedWindow, slidingWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import { gridPanes } from '../../oracle/gridPanes.ts';
import type { NaivePane } from '../../oracle/naivePane.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import { byWindow, runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

interface Reading {
  readonly id: number;
  readonly key: string;
  readonly size: number;
}

const removable = { n: count(), total: sum((reading: Reading) => reading.size) };

const mergeOnly = {
  smallest: customAggregate({
    create: () => Infinity,
    add: (state: number, reading: Reading) => Math.min(state, reading.size),
    merge: (into, part) => Math.min(into, part),
    result: (state) => state,
  }),
  ids: customAggregate({
    create: (): number[] => [],
    add: (state: number[], reading: Reading) => [...state, reading.id],
    merge: (into, part) => [...into, ...part],
    result: (state) => [...state].sort((a, b) => a - b),
  }),
};

function naiveValue(events: readonly Reading[], running: boolean): unknown {
  if (running)
    return { n: events.length, total: events.reduce((total, { size }) => total + size, 0) };
  return {
    smallest: Math.min(...events.map(({ size }) => size)),
    ids: events.map(({ id }) => id).sort((a, b) => a - b),
  };
}

function naiveRow(
  { events, timestamp, before, ...pane }: NaivePane<Reading>,
  running: boolean,
): PaneRow {
  const { key, window, timing, index, final } = pane;
  const value = { key, window, value: naiveValue(events, running), timing, index, final };
  return { value: value as PaneRow['value'], timestamp, before, arrival: undefined } as PaneRow;
}

function randomReadings(random: (below: number) => number): { value: Reading; at: number }[] {
  const length = 5 + random(56);
  const keys = 1 + random(3);
  const disorder = 1 + random(random(3) === 0 ? 200 : 60);
  const step = 1 + random(8);
  const jump = random(3) === 0 ? 4_000 : 120;
  let now = random(200) - 150;
  return Array.from({ length }, (_, id) => {
    now += random(20) === 0 ? random(jump) : random(step);
    // Ties and duplicates are wanted: small numbers of all.
    return {
      value: { id, key: 'abc'[random(keys)] as string, size: random(9) - 4 },
      at: now - random(disorder),
    };
  });
}

function randomGrid(random: (below: number) => number, fixed: boolean) {
  const size = 1 + random(30);
  const every = fixed ? size : 1 + random(random(3) === 0 ? 45 : 15);
  const offset = random(2) === 0 ? 0 : (random(200) - 100) % every;
  return {
    size,
    every,
    offset,
    lateness: random(3) === 0 ? 0 : random(random(2) === 0 ? 200 : 30),
  };
}

/** Holds fixed or sliding windows over a random run to a naive recomputation. */
export function checkGridPanes(seed: number, fixed: boolean): void {
  const random = randomFrom(seed);
  const events = randomReadings(random);
  const { lateness, ...grid } = randomGrid(random, fixed);
  const outOfOrderness = random(3) === 0 ? 0 : random(random(3) === 0 ? 150 : 30);
  const running = random(2) === 0;
  const config = { ...grid, allowedLateness: lateness, key: ({ key }: Reading) => key };
  const operator = fixed ? fixedWindow : slidingWindow;
  const build: Build<Reading, unknown> = (late) =>
    running
      ? operator({ ...config, late: lateTo(late), aggregate: removable })
      : operator({ ...config, late: lateTo(late), aggregate: mergeOnly });
  const about = `seed ${seed}: ${JSON.stringify({ ...grid, lateness, outOfOrderness, running })}`;

  const expected = gridPanes(
    arrivals(events, outOfOrderness),
    { ...grid, lateness },
    ({ key }) => key,
  );
  const straight = runOver(build, cutEvents(events, { size: 512, outOfOrderness }));
  const rows = expected.panes.map((pane) => naiveRow(pane, running));
  same(byWindow(straight.rows), byWindow(rows), about);
  same(straight.late, expected.late, `${about}, late events`);
  const { counters } = straight.info;
  same(
    [counters.unassigned, counters.late],
    [expected.unassigned, expected.late.length],
    `${about}, counts`,
  );
  const corrections = expected.panes.filter(({ timing }) => timing === 'late').length;
  same(
    [counters.onTime + counters.corrections, counters.corrections],
    [rows.length, corrections],
    `${about}, counts`,
  );

  for (const size of [1, 2, 7]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const other = runOver(build, chunks);
    same(other.rows, straight.rows, `${about}, chunks of ${size}`);
    same(other.late, straight.late, `${about}, late events in chunks of ${size}`);
    const cut = random(chunks.length);
    const restored = runInTwo(build, chunks, cut);
    same(restored.rows, straight.rows, `${about}, restored after ${cut} chunks of ${size}`);
    same(
      restored.late,
      straight.late,
      `${about}, late events, restored after ${cut} chunks of ${size}`,
    );
  }
}
