import { isDeepStrictEqual } from 'node:util';
import { customAggregate, sum } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { fixedWindow, sessionWindow, slidingWindow } from '../../../operators/windows/index.ts';
import type { FiringConfig } from '../../../operators/windows/index.ts';
import { FiredPanes } from '../../oracle/firedPanes.ts';
import type {
  FiredArrival,
  FiredOutcome,
  FiredPane,
  NaiveFiring,
  NaiveKind,
  NaiveTrigger,
} from '../../oracle/firedPanes.ts';
import { startsHolding } from '../../oracle/gridPanes.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

const test = suite('triggers and accumulation against a naive recomputation');

type Random = (below: number) => number;

interface Reading {
  readonly id: number;
  readonly key: string;
  readonly size: number;
}

const total = { total: sum((reading: Reading) => reading.size) };
const whole = {
  ...total,
  ids: customAggregate({
    create: (): number[] => [],
    add: (state: number[], reading: Reading) => [...state, reading.id],
    merge: (into, part) => [...into, ...part],
    result: (state) => [...state].sort((a, b) => a - b),
  }),
};

/** What a pane has to show of its events. */
function shown(events: readonly Reading[], ids: boolean): object {
  const value = { total: events.reduce((into, { size }) => into + size, 0) };
  return ids ? { ...value, ids: events.map(({ id }) => id).sort((a, b) => a - b) } : value;
}

function pick<C>(random: Random, ...choices: readonly C[]): C {
  return choices[random(choices.length)] as C;
}

function randomTrigger(random: Random): NaiveTrigger {
  const count = 1 + random(4);
  return pick<NaiveTrigger>(
    random,
    {},
    { early: { count }, ...(random(2) === 0 ? { late: { count: 1 + random(3) } } : {}) },
    { early: { every: 1 + random(40) } },
    { late: { count } },
    { count },
    { count, once: true },
    { everyEventTime: 1 + random(9) },
    { everyEvent: true },
    { onClose: true },
    { finishAtOnTime: true, early: { count } },
  );
}

function randomFiring(random: Random): NaiveFiring {
  return {
    lateness: random(3) === 0 ? 0 : random(60),
    trigger: randomTrigger(random),
    accumulation: pick(random, 'accumulating', 'discarding', 'retracting'),
    retractMerged: false,
    emptyPanes: random(3) === 0,
    closePane: pick(random, 'never', 'ifNew', 'always'),
    onlyChanged: random(4) === 0,
    resultTimestamp: pick(random, 'end', 'earliest', 'earliestAhead', 'latest'),
  };
}

function randomEvents(random: Random): Event<Reading>[] {
  const disorder = 1 + random(50);
  let now = random(100) - 80;
  let arrival = 1_000;
  return Array.from({ length: 4 + random(30) }, (_, id) => {
    now += random(12) === 0 ? random(80) : random(7);
    arrival += random(12);
    const value = { id, key: 'ab'[random(2)] as string, size: random(3) };
    return { value, at: now - random(disorder), arrival };
  });
}

/** Each event with the watermark before it: the largest timestamp before, the disorder, 1. */
function arrivalsOf(events: readonly Event<Reading>[], outOfOrderness: number) {
  let largest = -Infinity;
  return events.map(({ value, at, arrival = 0 }): FiredArrival<Reading> => {
    const watermark = largest - outOfOrderness - 1;
    largest = Math.max(largest, at);
    return { value, timestamp: at, watermark, arrival };
  });
}

function expectedRow(pane: FiredPane<Reading>, ids: boolean, moving: boolean): unknown {
  const { events, timestamp, before, retract, replaces, ...told } = pane;
  const value = {
    ...told,
    value: shown(events, ids),
    ...(moving ? { replaces } : {}),
    ...(retract ? { retract } : {}),
  };
  return { value, timestamp, before };
}

/** The rows without arrivals, those at one watermark by key: their order is not promised across keys. */
function comparable(rows: readonly unknown[]): unknown[] {
  const plain = withoutArrivals(rows);
  const keyOf = (row: PaneRow): string => String(row.value.key);
  return plain
    .map((row, index) => ({ row, index }))
    .sort((a, b) => {
      if (a.row.before !== b.row.before) return a.index - b.index;
      return keyOf(a.row) === keyOf(b.row)
        ? a.index - b.index
        : keyOf(a.row) < keyOf(b.row)
          ? -1
          : 1;
    })
    .map(({ row }) => row);
}

/** What a restored run does not know is when the last value before it arrived. */
function withoutArrivals(rows: readonly unknown[]): PaneRow[] {
  return (rows as PaneRow[]).map(({ value, timestamp, before }) => ({ value, timestamp, before }));
}

interface Case {
  readonly about: string;
  readonly random: Random;
  readonly firing: NaiveFiring;
  readonly kind: NaiveKind<Reading>;
  readonly build: (config: object) => Build<Reading, unknown>;
  /** Whether each event is in one window at the most. */
  readonly single: boolean;
}

function check({ about: seed, random, firing, kind, build: make, single }: Case): void {
  const events = randomEvents(random);
  const outOfOrderness = random(3) === 0 ? 0 : random(40);
  const ids = random(3) > 0;
  const { lateness: allowedLateness, ...options } = firing;
  const build = make({ ...options, allowedLateness, aggregate: ids ? whole : total });
  const about = `${seed}: ${JSON.stringify({ ...firing, ...kind, outOfOrderness, ids })}`;
  const valueOf = (of: readonly Reading[]): string => JSON.stringify(shown(of, ids));
  const oracle = new FiredPanes(kind, firing, valueOf);
  const expected = oracle.run(arrivalsOf(events, outOfOrderness), outOfOrderness);

  const straight = runOver(build, cutEvents(events, { size: 512, outOfOrderness }));
  const moving = 'gap' in kind;
  const plain = isDefault(firing);
  const told = expected.panes.map((pane) => expectedRow(pane, ids, moving));
  same(comparable(straight.rows), comparable(plain ? told.map(withoutSettled) : told), about);
  same(
    straight.late.map(({ value }) => value),
    expected.late,
    `${about}, late events`,
  );
  const { counters } = straight.info;
  checkCounts(counters, expected, about);
  same([straight.info.stateSize()], [0], `${about}, state at the end`);
  if (single && ids && !plain) checkAccounts(events, expected, straight.rows, about);

  for (const size of [1, 3, 7]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = random(chunks.length);
    for (const [how, other] of [
      [`chunks of ${size}`, runOver(build, chunks)],
      [`restored after ${cut} chunks of ${size}`, runInTwo(build, chunks, cut)],
    ] as const) {
      same(withoutArrivals(other.rows), withoutArrivals(straight.rows), `${about}, ${how}`);
      same(other.late, straight.late, `${about}, late events, ${how}`);
    }
  }
}

/** Whether nothing is asked for beside a lateness: such windows tell no nonSpeculativeIndex. */
function isDefault(firing: NaiveFiring): boolean {
  const plain = {
    lateness: firing.lateness,
    trigger: {},
    accumulation: 'accumulating',
    retractMerged: false,
    emptyPanes: false,
    closePane: 'never',
    onlyChanged: false,
    resultTimestamp: 'end',
  };
  return isDeepStrictEqual(firing, plain);
}

function withoutSettled(row: unknown): unknown {
  const { value, ...rest } = row as PaneRow;
  const { nonSpeculativeIndex: _, ...told } = value;
  return { value: told, ...rest };
}

interface Counts {
  readonly unassigned: number;
  readonly finished: number;
  readonly unfired: number;
  readonly early: number;
  readonly onTime: number;
  readonly corrections: number;
}

function checkCounts(counters: Counts, expected: FiredOutcome<Reading>, about: string): void {
  const panes = (timing: string): number =>
    expected.panes.filter((pane) => pane.timing === timing && !pane.retract).length;
  const { unassigned, finished, unfired, early, onTime, corrections } = counters;
  same(
    [unassigned, finished, unfired, early, onTime, corrections],
    [
      expected.unassigned,
      expected.finished,
      expected.unfired,
      panes('early'),
      panes('onTime'),
      panes('late'),
    ],
    `${about}, counts`,
  );
}

/** Each event in is in a pane, or late, finished, unassigned or unfired: none is missing. */
function checkAccounts(
  events: readonly unknown[],
  { late, finished, unassigned, unfired }: FiredOutcome<Reading>,
  rows: readonly unknown[],
  about: string,
): void {
  const ids = (rows as PaneRow[]).flatMap(({ value }) => (value.value as { ids: number[] }).ids);
  const accounted = new Set(ids).size + late.length + finished + unassigned + unfired;
  same([accounted], [events.length], `${about}, every event accounted for`);
}

const keyOf = ({ key }: Reading): string => key;

function checkGrid(seed: number): void {
  const random = randomFrom(seed);
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
  const firing = randomFiring(random);
  check({ about: `seed ${seed}`, random, firing, kind: { windowsOf, keyOf }, build, single });
}

const base: FiringConfig & { readonly aggregate: typeof whole } = { aggregate: whole };

function checkSessions(seed: number): void {
  const random = randomFrom(seed);
  const gap = 1 + random(20);
  const touching = random(2) === 0;
  const firing = { ...randomFiring(random), retractMerged: random(3) === 0 };
  const build =
    (config: object): Build<Reading, unknown> =>
    (late) =>
      sessionWindow({ gap, touching, key: keyOf, late: lateTo(late), ...(config as typeof base) });
  check({
    about: `seed ${seed}`,
    random,
    firing,
    kind: { gap, touching, keyOf },
    build,
    single: true,
  });
}

test('fixed and sliding windows fire as the definitions say, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 800; seed += 1) checkGrid(seed);
});

test('sessions fire as the definitions say, in any chunks and across a restore', () => {
  for (let seed = 10_001; seed <= 10_800; seed += 1) checkSessions(seed);
});

test.run();
