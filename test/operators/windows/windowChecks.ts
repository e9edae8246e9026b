import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import {
  calendarWindow,
  countWindow,
  cumulativeWindow,
  customWindow,
  fixedWindow,
  globalWindow,
  slidingWindow,
  timeDifferenceWindow,
} from '../../../operators/windows/index.ts';
import type { Window } from '../../../operators/windows/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import { countPanes } from '../../oracle/countPanes.ts';
import { globalPanes } from '../../oracle/globalPanes.ts';
import { timeDifferencePanes } from '../../oracle/timeDifferencePanes.ts';
import * as assert from '../../support/assert.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build } from '../../support/windowRuns.ts';
import { matchesOracle, matchesOutcome, randomReadings } from './windowOracle.ts';
import type { OracleConfig, Reading } from './windowOracle.ts';

const HOUR = 3_600_000;

/** Holds countWindow over a random run to the definition. */
export function checkCountWindow(seed: number): void {
  const random = randomFrom(seed);
  const rules = {
    count: 1 + random(6),
    every: random(3) === 0 ? undefined : 1 + random(8),
    partial: random(3) === 0,
  };
  const every = rules.every ?? rules.count;
  const outOfOrderness = random(30);
  const events = randomReadings(random, { start: random(200) - 150, step: 5, jump: 200 });
  const key = (reading: Reading): string => reading.key;
  const config = { count: rules.count, every, partial: rules.partial, key };
  const all = { ids: inArrival(({ id }: Reading) => id), n: count() };
  const build: Build<Reading, unknown> = () => countWindow({ ...config, aggregate: all });
  const expected = countPanes(events, config, key);
  const before = arrivals(events, outOfOrderness).events.map(({ watermark }) => watermark);
  const rows = expected.panes.map(({ start, end, events: ids, position, key: own }) => {
    const value = { ids: ids.map(({ id }) => id), n: ids.length };
    const window = { start, end };
    const pane = { key: own, window, value, timing: 'onTime', index: 0, final: true };
    return { value: pane, timestamp: end - 1, before: before[position], arrival: undefined };
  });
  for (const size of [1, 2, 7, 512]) {
    const about = `seed ${seed}: ${JSON.stringify(config)}, chunks of ${size}`;
    const chunks = cutEvents(events, { size, outOfOrderness });
    const straight = runOver(build, chunks);
    same(straight.rows, rows, about);
    const { unassigned, unfired } = straight.info.counters;
    same([unassigned, unfired], [expected.unassigned, expected.unfired], about);
    assert.is(straight.info.stateSize(), 0, about);
    same(runInTwo(build, chunks, random(chunks.length)).rows, rows, `${about}, restored`);
  }
}

/** The events in the order in which they were added and merged. */
function inArrival<T>(show: (value: T) => number) {
  return customAggregate({
    create: (): number[] => [],
    add: (state: number[], value: T) => [...state, show(value)],
    merge: (into, part) => [...into, ...part],
    result: (state) => state,
  });
}

/** Holds customWindow over a random run to the definition. */
export function checkCustomWindow(seed: number): void {
  const random = randomFrom(seed);
  const all = Array.from({ length: 12 }, () => {
    const start = random(500) - 200;
    return { start, end: start + 1 + random(120) };
  });
  const windows = all
    .filter((one, index) => all.findIndex(({ start }) => start === one.start) === index)
    .sort((a, b) => a.end - b.end || a.start - b.start);
  const windowsOf = (at: number, value: { readonly key: string }): Window[] =>
    windows.filter(({ start, end }) => start <= at && at < end && (start + value.key.length) % 5);
  const lateness = random(3) === 0 ? 0 : random(60);
  matchesOracle({
    about: `seed ${seed}`,
    random,
    events: randomReadings(random, { start: random(200) - 150, step: 1 + random(9), jump: 200 }),
    outOfOrderness: random(30),
    lateness,
    build: (config: OracleConfig) => customWindow({ windowsOf, ...config }),
    windowsOf,
  });
}

/** Holds cumulativeWindow over a random run to the definition. */
export function checkCumulativeWindow(seed: number): void {
  const random = randomFrom(seed);
  const step = 1 + random(12);
  const size = step * (1 + random(5));
  const offset = random(2) === 0 ? 0 : (random(200) - 100) % size;
  const lateness = random(3) === 0 ? 0 : random(60);
  const outOfOrderness = random(30);
  matchesOracle({
    about: `seed ${seed}: ${JSON.stringify({ size, step, offset, lateness, outOfOrderness })}`,
    random,
    events: randomReadings(random, { start: random(200) - 150, step: 1 + random(9), jump: 400 }),
    outOfOrderness,
    lateness,
    build: (config: OracleConfig) => cumulativeWindow({ size, step, offset, ...config }),
    windowsOf: (at) => naiveWindows(at, { size, step, offset }),
  });
}

/** Every start and every length is tried. */
function naiveWindows(
  at: number,
  { size, step, offset }: { size: number; step: number; offset: number },
): { start: number; end: number }[] {
  const windows = [];
  for (let start = at - size + 1; start <= at; start += 1) {
    if ((start - offset) % size !== 0) continue;
    for (let end = start + step; end <= start + size; end += step) {
      if (at < end) windows.push({ start, end });
    }
  }
  return windows;
}

/** Holds globalWindow over a random run to the definition. */
export function checkGlobalWindow(seed: number): void {
  const random = randomFrom(seed);
  const outOfOrderness = random(20);
  const events = Array.from({ length: random(40) }, () => ({
    value: { id: 0, key: 'abcd'[random(4)] as string },
    at: random(400) - 200,
  }));
  const build: Build<Reading, unknown> = () =>
    globalWindow({ key: ({ key }: Reading) => key, aggregate: { n: count() } });
  const expected = globalPanes(arrivals(events, outOfOrderness), ({ key }) => key);
  const rows = expected.map(
    ({ key, window, events: own, timing, index, final, timestamp, before }) => ({
      value: { key, window, value: { n: own.length }, timing, index, final },
      timestamp,
      before,
      arrival: undefined,
    }),
  );
  for (const size of [1, 2, 7, 512]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    same(runOver(build, chunks).rows, rows, `seed ${seed}, chunks of ${size}`);
    same(
      runInTwo(build, chunks, random(chunks.length)).rows,
      rows,
      `seed ${seed}, restored, chunks of ${size}`,
    );
  }
}

/** Holds windows with a lowest start over a random run to the definition. */
export function checkLowestStart(seed: number): void {
  const random = randomFrom(seed);
  const size = 1 + random(30);
  const every = seed % 3 === 0 ? size : 1 + random(40);
  const [offset, lowest] = [(random(100) - 50) % every, random(300) - 150];
  const [lateness, outOfOrderness] = [random(3) === 0 ? 0 : random(60), random(40)];
  const grid = { size, offset, lowestStart: lowest };
  matchesOracle({
    about: `seed ${seed}: ${JSON.stringify({ ...grid, every, lateness, outOfOrderness })}`,
    random,
    events: randomReadings(random, { start: random(200) - 150, step: 1 + random(9), jump: 200 }),
    outOfOrderness,
    lateness,
    build: (config: OracleConfig) =>
      every === size
        ? fixedWindow({ ...grid, ...config })
        : slidingWindow({ ...grid, every, ...config }),
    windowsOf: (at) =>
      Array.from({ length: size }, (_, back) => at - back)
        .filter((start) => start >= lowest && (start - offset) % every === 0)
        .map((start) => ({ start, end: start + size })),
  });
}

/** Holds timeDifferenceWindow over a random run to the definition. */
export function checkTimeDifference(seed: number): void {
  const random = randomFrom(seed);
  const difference = random(31);
  const lowestStart = random(3) === 0 ? random(200) - 100 : -Infinity;
  const lateness = random(3) === 0 ? 0 : random(60);
  const outOfOrderness = random(40);
  const events = randomReadings(random, {
    start: random(200) - 150,
    step: 1 + random(12),
    jump: 200,
  });
  const rules = { difference, lowestStart, lateness };
  const expected = timeDifferencePanes(arrivals(events, outOfOrderness), rules, ({ key }) => key);
  const build = (config: OracleConfig) =>
    timeDifferenceWindow({
      difference,
      ...(lowestStart === -Infinity ? {} : { lowestStart }),
      ...config,
    });
  const about = `seed ${seed}: ${JSON.stringify({ ...rules, outOfOrderness })}`;
  matchesOutcome({ about, random, events, outOfOrderness, lateness, build }, expected);
}

/** Holds calendarWindow over a random run to the definition. */
export function checkCalendarWindow(seed: number): void {
  const starts = Array.from({ length: 60 }, (_, day) =>
    // Berlin's clocks went forward on the 31st of March.
    Date.UTC(2024, 2, day, day <= 31 ? -1 : -2),
  );
  const random = randomFrom(seed);
  matchesOracle({
    about: `seed ${seed}`,
    random,
    events: randomReadings(random, {
      start: Date.UTC(2024, 2, 25),
      step: HOUR * (1 + random(8)),
      jump: 72 * HOUR,
    }),
    outOfOrderness: random(30) * HOUR,
    lateness: random(3) === 0 ? 0 : random(60) * HOUR,
    build: (config: OracleConfig) =>
      calendarWindow({ unit: 'day', timeZone: 'Europe/Berlin', ...config }),
    windowsOf: (at) => {
      const next = starts.findIndex((start) => start > at);
      return [{ start: starts[next - 1] as number, end: starts[next] as number }];
    },
  });
}
