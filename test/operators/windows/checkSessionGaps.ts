import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import type { NaivePane } from '../../oracle/naivePane.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

/** An event with its own gap. */
interface Click {
  readonly id: number;
  readonly key: number;
  readonly gap: number;
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

/** Holds sessions whose events have gaps of their own to a naive recomputation. */
export function checkSessionGaps(seed: number): void {
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
  for (const size of [1, 2, 7, 512]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = random(chunks.length);
    for (const run of [runOver(build, chunks), runInTwo(build, chunks, cut)]) {
      same(run.rows, expected.panes.map(naiveRow), `${about}, chunks of ${size}, cut at ${cut}`);
      same(run.late, expected.late, `${about}, late events in chunks of ${size}`);
    }
  }
}
