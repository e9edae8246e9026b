import { lateTo } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { Build } from '../../support/windowRuns.ts';
import { clickAggregate as aggregate, holdSessions } from './holdSessions.ts';
import type { Click } from './holdSessions.ts';

/** Holds sessions over a random run to a naive recomputation. */
export function checkSessionPanes(seed: number): void {
  const random = randomFrom(seed);
  const gap = 1 + random(random(4) === 0 ? 100 : 20);
  const lateness = random(3) === 0 ? 0 : random(random(2) === 0 ? 200 : 30);
  const touching = random(3) === 0;
  const outOfOrderness = random(3) === 0 ? 0 : random(random(3) === 0 ? 150 : 30);
  const keys = 1 + random(4);
  const disorder = 1 + random(random(3) === 0 ? 200 : 60);
  const step = 1 + random(12);
  const jump = random(3) === 0 ? 4_000 : 120;
  let now = random(200) - 150;
  const events = Array.from({ length: 5 + random(56) }, (_, id) => {
    now += random(20) === 0 ? random(jump) : random(step);
    return { value: { id, key: random(keys) }, at: now - random(disorder) };
  });
  const key = (click: Click): number => click.key;
  const build: Build<Click, unknown> = (late) =>
    sessionWindow({ gap, touching, allowedLateness: lateness, late: lateTo(late), key, aggregate });
  const rules = { gap, touching, lateness };
  const expected = sessionPanes(arrivals(events, outOfOrderness), rules, key);
  const about = `seed ${seed}: ${JSON.stringify({ ...rules, outOfOrderness })}`;
  holdSessions({ about, build, events, outOfOrderness, expected, random });
}
