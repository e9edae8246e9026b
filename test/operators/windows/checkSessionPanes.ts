import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import type { NaivePane } from '../../oracle/naivePane.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

interface Click {
  readonly id: number;
  readonly key: number;
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

/** Holds sessions over a random run to a naive recomputation. */
export function checkSessionPanes(seed: number): void {
  const random = randomFrom(seed);
  const gap = 1 + random(random(4) === 0 ? 100 : 20);
  const lateness = random(3) === 0 ? 0 : random(random(2) === 0 ? 200 : 30);
  const touching = random(3) === 0;
  const outOfOrderness = random(3) === 0 ? 0 : random(random(3) === 0 ? 150 : 30);
  const [keys, disorder, step] = [
    1 + random(4),
    1 + random(random(3) === 0 ? 200 : 60),
    1 + random(12),
  ];
  const jump = random(3) === 0 ? 4_000 : 120;
  let now = random(200) - 150;
  const events = Array.from({ length: 5 + random(56) }, (_, id) => {
    now += random(20) === 0 ? random(jump) : random(step);
    return { value: { id, key: random(keys) }, at: now - random(disorder) };
  });
  const build: Build<Click, unknown> = (late) =>
    sessionWindow({
      gap,
      touching,
      allowedLateness: lateness,
      late: lateTo(late),
      key: ({ key }: Click) => key,
      aggregate,
    });
  const about = `seed ${seed}: ${JSON.stringify({ gap, lateness, touching, outOfOrderness })}`;

  const expected = sessionPanes(
    arrivals(events, outOfOrderness),
    { gap, touching, lateness },
    ({ key }) => key,
  );
  const straight = runOver(build, cutEvents(events, { size: 512, outOfOrderness }));
  same(straight.rows, expected.panes.map(naiveRow), about);
  same(straight.late, expected.late, `${about}, late events`);
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
