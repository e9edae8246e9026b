import { isDeepStrictEqual } from 'node:util';
import { Observable, Subject, VirtualTimeScheduler } from 'rxjs';
import { customAggregate, sum } from '../../../operators/aggregates/index.ts';
import type { Aggregate } from '../../../operators/aggregates/index.ts';
import { makeRows, RowSource } from '../../../operators/kernel/index.ts';
import type { Rows, Stream } from '../../../operators/kernel/index.ts';
import { processingTime } from '../../../operators/time/index.ts';
import { FiredPanes } from '../../oracle/firedPanes.ts';
import type { FiredOutcome, FiredPane } from '../../oracle/firedPanes.ts';
import type {
  FiredArrival,
  NaiveFiring,
  NaiveKind,
  NaiveTrigger,
} from '../../oracle/naiveFiring.ts';
import { cutEvents } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

/** Random whole numbers from 0 up to, without, a bound. */
export type Random = (below: number) => number;

/** An event of the random runs. */
export interface Reading {
  readonly id: number;
  readonly key: string;
  readonly size: number;
}

const total = { total: sum((reading: Reading) => reading.size) };
/** What panes show where every event is looked at. */
export const whole: {
  readonly total: Aggregate<Reading, number>;
  readonly ids: Aggregate<Reading, number[]>;
} = {
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

/** Random rules of firing. */
export function randomFiring(random: Random): NaiveFiring {
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

/** The random events of a case, in its units and by its clock. */
function eventsOf({ random, unit = 1, origin = 0, byClock = false }: FiringCase): Event<Reading>[] {
  return randomEvents(random).map(({ value, at, arrival = 0 }) => ({
    value,
    at: byClock ? arrival : origin + at * unit,
    arrival,
  }));
}

/** Takes values and arrivals alone from chunks, and lets them enter anew by processing time. */
function enterByClock(source: Stream<Reading>): Stream<Reading> {
  return new Observable((subscriber) => {
    const rows = new Subject<Rows<Reading>>();
    const scheduler = new VirtualTimeScheduler();
    new RowSource(rows).pipe(processingTime({ scheduler })).subscribe(subscriber);
    source.subscribe({
      next: ({ values, arrivals, control, watermark }) => {
        // The end of all time is the end of the rows; without it they only stop, for a restore.
        if (watermark === Infinity) rows.complete();
        else if (control?.kind === 'barrier' || control?.kind === 'restore') {
          rows.next(makeRows({ values, arrivals, control }));
        } else rows.next(makeRows({ values, arrivals }));
      },
      complete: () => subscriber.complete(),
    });
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

/** One random case. */
export interface FiringCase {
  readonly about: string;
  readonly random: Random;
  readonly firing: NaiveFiring;
  readonly kind: NaiveKind<Reading>;
  readonly build: (config: object) => Build<Reading, unknown>;
  /** Whether each event is in one window at the most. */
  readonly single: boolean;
  /** What the times are counted in (default: 1 ms), and where they begin (default: 0). */
  readonly unit?: number;
  readonly origin?: number;
  /** Whether the events enter by processing time: each has the time of its arrival. */
  readonly byClock?: boolean;
}

/** Holds a window with rules of firing to the naive one, in any chunks and across a restore. */
export function checkFiring(one: FiringCase): void {
  const { about: seed, random, firing, kind, single, byClock = false } = one;
  const events = eventsOf(one);
  const disorder = (random(3) === 0 ? 0 : random(40)) * (one.unit ?? 1);
  const outOfOrderness = byClock ? 0 : disorder;
  const ids = random(3) > 0;
  const { lateness: allowedLateness, ...options } = firing;
  const make = one.build({ ...options, allowedLateness, aggregate: ids ? whole : total });
  const build: Build<Reading, unknown> = byClock
    ? (late) => (source) => source.pipe(enterByClock, make(late))
    : make;
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

  for (const size of [1, 2, 7]) {
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
    // A firing for each event after the end is what there is without asking, too.
    trigger: firing.trigger.late?.count === 1 ? { late: { count: 1 } } : {},
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
