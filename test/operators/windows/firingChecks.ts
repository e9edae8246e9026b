import { lateTo } from '../../../operators/kernel/index.ts';
import {
  calendarWindow,
  customWindow,
  fixedWindow,
  globalWindow,
  sessionWindow,
  slidingWindow,
} from '../../../operators/windows/index.ts';
import type { FiringConfig, Window } from '../../../operators/windows/index.ts';
import { startsHolding } from '../../oracle/gridPanes.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkFiring, randomFiring, whole } from './firingCase.ts';
import type { FiringCase, Random, Reading } from './firingCase.ts';

const HOUR = 3_600_000;
const keyOf = ({ key }: Reading): string => key;
const base: FiringConfig & { readonly aggregate: typeof whole } = { aggregate: whole };

/** What a kind of window adds to a case. */
type Windows = Pick<FiringCase, 'kind' | 'build' | 'single' | 'firing'>;

/** Windows on a grid: fixed or sliding. */
function gridWindows(random: Random): Windows {
  const size = 1 + random(30);
  const single = random(2) === 0;
  const every = single ? size : 1 + random(20);
  const offset = (random(20) - 10) % every;
  const windowsOf = (timestamp: number) =>
    startsHolding(timestamp, { size, every, offset })
      .sort((a, b) => a - b)
      .map((start) => ({ start, end: start + size }));
  const build =
    (config: object): Build<Reading, unknown> =>
    (late) => {
      const all = { size, offset, key: keyOf, late: lateTo(late), ...(config as typeof base) };
      return single ? fixedWindow(all) : slidingWindow({ ...all, every });
    };
  return { kind: { windowsOf, keyOf }, build, single, firing: randomFiring(random) };
}

function sessions(random: Random): Windows {
  const gap = 1 + random(20);
  const touching = random(2) === 0;
  const firing = { ...randomFiring(random), retractMerged: random(3) === 0 };
  const build =
    (config: object): Build<Reading, unknown> =>
    (late) =>
      sessionWindow({ gap, touching, key: keyOf, late: lateTo(late), ...(config as typeof base) });
  return { kind: { gap, touching, keyOf }, build, single: true, firing };
}

/** One window over all time. */
function allTime(random: Random): Windows {
  const windowsOf = (): Window[] => [{ start: -Infinity, end: Infinity }];
  const firing = { ...randomFiring(random), lateness: 0 };
  const build =
    (config: object): Build<Reading, unknown> =>
    () =>
      globalWindow({ key: keyOf, ...(config as typeof base) });
  return { kind: { windowsOf, keyOf }, build, single: true, firing };
}

/** Windows that lie anywhere: some events are in several, some in none. */
function namedWindows(random: Random, from: number): Windows {
  const all = Array.from({ length: 10 }, () => {
    const start = from + random(300) - 120;
    return { start, end: start + 1 + random(60) };
  });
  const windows = all
    .filter((one, index) => all.findIndex(({ start }) => start === one.start) === index)
    .sort((a, b) => a.end - b.end || a.start - b.start);
  const windowsOf = (at: number): Window[] =>
    windows.filter(({ start, end }) => start <= at && at < end);
  const build =
    (config: object): Build<Reading, unknown> =>
    (late) =>
      customWindow({ windowsOf, key: keyOf, late: lateTo(late), ...(config as typeof base) });
  return { kind: { windowsOf, keyOf }, build, single: false, firing: randomFiring(random) };
}

/** The days of Berlin around the 31st of March 2024, when the clocks went forward. */
const BERLIN_DAYS: readonly number[] = Array.from({ length: 90 }, (_, day) =>
  Date.UTC(2024, 2, day - 20, day - 20 <= 31 ? -1 : -2),
);

function days(random: Random): Windows {
  const { trigger, lateness, ...rules } = randomFiring(random);
  const steps =
    trigger.everyEventTime === undefined ? {} : { everyEventTime: trigger.everyEventTime * HOUR };
  const windowsOf = (at: number): Window[] => {
    const next = BERLIN_DAYS.findIndex((start) => start > at);
    return [{ start: BERLIN_DAYS[next - 1] as number, end: BERLIN_DAYS[next] as number }];
  };
  const build =
    (config: object): Build<Reading, unknown> =>
    (late) =>
      calendarWindow({
        unit: 'day',
        timeZone: 'Europe/Berlin',
        key: keyOf,
        late: lateTo(late),
        ...(config as typeof base),
      });
  const firing = { ...rules, trigger: { ...trigger, ...steps }, lateness: lateness * HOUR };
  return { kind: { windowsOf, keyOf }, build, single: true, firing };
}

/** Holds the firings of windows on a grid to the naive ones. */
export function checkGridFirings(seed: number): void {
  const random = randomFrom(seed);
  checkFiring({ about: `seed ${seed}`, random, ...gridWindows(random) });
}

/** Holds the firings of sessions to the naive ones. */
export function checkSessionFirings(seed: number): void {
  const random = randomFrom(seed);
  checkFiring({ about: `seed ${seed}`, random, ...sessions(random) });
}

/** Holds the firings of the global window to the naive ones. */
export function checkGlobalFirings(seed: number): void {
  const random = randomFrom(seed);
  checkFiring({ about: `seed ${seed}`, random, ...allTime(random) });
}

/** Holds the firings of windows that a function names to the naive ones. */
export function checkCustomFirings(seed: number): void {
  const random = randomFrom(seed);
  checkFiring({ about: `seed ${seed}`, random, ...namedWindows(random, 0) });
}

/** Holds the firings of calendar days, across a change of the clocks, to the naive ones. */
export function checkCalendarFirings(seed: number): void {
  const random = randomFrom(seed);
  const origin = Date.UTC(2024, 2, 28);
  checkFiring({ about: `seed ${seed}`, random, unit: HOUR, origin, ...days(random) });
}

/** Holds the firings of windows by processing time to the naive ones. */
export function checkFiringsByClock(seed: number): void {
  const random = randomFrom(seed);
  const kinds = [gridWindows, sessions, allTime, (own: Random) => namedWindows(own, 1_100)];
  const windows = (kinds[seed % kinds.length] as (own: Random) => Windows)(random);
  checkFiring({ about: `seed ${seed}`, random, byClock: true, ...windows });
}
