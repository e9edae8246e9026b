import { topPerWindow } from '../../../operators/keyed/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import { rankings } from '../../oracle/rankings.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build } from '../../support/windowRuns.ts';

interface Scored {
  readonly score: number;
}

/** Holds topPerWindow over a random run to sorting each window anew. */
export function checkRankings(seed: number): void {
  const random = randomFrom(seed);
  const [limit, size, lateness, outOfOrderness] = [
    1 + random(4),
    1 + random(20),
    random(30),
    random(30),
  ];
  let now = random(100) - 50;
  const events = Array.from({ length: 5 + random(56) }, () => {
    now += random(20) === 0 ? random(500) : random(5);
    const start = Math.floor((now - random(40)) / size) * size;
    const window = { start, end: start + size };
    return { value: { key: random(6), window, value: random(10) - 5 }, at: window.end - 1 };
  });
  const panes = events.map(({ value: { key, window, value }, at }) => {
    const pane: Pane<number, Scored> = {
      key,
      window,
      value: { score: value },
      timing: 'onTime',
      index: 0,
      final: false,
    };
    return { value: pane, at };
  });
  const build: Build<Pane<number, Scored>, unknown> = () =>
    topPerWindow<number, Scored>({ limit, allowedLateness: lateness, by: ({ score }) => score });
  const about = `seed ${seed}: ${JSON.stringify({ limit, size, lateness, outOfOrderness })}`;

  const expected = rankings(arrivals(events, outOfOrderness), { limit, lateness });
  const rows = expected.rankings.map(({ window, top, timing, index, before, final }) => ({
    value: {
      key: undefined,
      window,
      value: top.map(([key, score], place) => ({ rank: place + 1, key, value: { score } })),
      timing,
      index,
      final,
    },
    timestamp: window.end - 1,
    before,
    arrival: undefined,
  }));
  const straight = runOver(build, cutEvents(panes, { size: 512, outOfOrderness }));
  same(straight.rows, rows, about);
  same([straight.info.counters.late], [expected.late], `${about}, late panes`);
  for (const chunk of [1, 2, 7]) {
    const chunks = cutEvents(panes, { size: chunk, outOfOrderness });
    same(runOver(build, chunks).rows, straight.rows, `${about}, chunks of ${chunk}`);
    const cut = random(chunks.length);
    const restored = runInTwo(build, chunks, cut);
    same(restored.rows, straight.rows, `${about}, restored after ${cut} chunks of ${chunk}`);
  }
}
