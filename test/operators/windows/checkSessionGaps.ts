import { lateTo } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import { sessionPanes } from '../../oracle/sessionPanes.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { Build } from '../../support/windowRuns.ts';
import { clickAggregate as aggregate, holdSessions } from './holdSessions.ts';
import type { Click } from './holdSessions.ts';

/** An event with its own gap. */
interface GapClick extends Click {
  readonly gap: number;
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
  const key = (click: GapClick): number => click.key;
  const gap = (click: GapClick): number => click.gap;
  const build: Build<GapClick, unknown> = (late) =>
    sessionWindow({ gap, touching, allowedLateness: lateness, late: lateTo(late), key, aggregate });
  const rules = { gap: 0, touching, lateness };
  const expected = sessionPanes(arrivals(events, outOfOrderness), rules, key, gap);
  const about = `seed ${seed}: ${JSON.stringify({ longest, ...rules, outOfOrderness })}`;
  holdSessions({ about, build, events, outOfOrderness, expected, random });
}
