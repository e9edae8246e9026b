import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import type { AggregateRecord } from '../../../operators/aggregates/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import type { LatePolicy, StreamOperator } from '../../../operators/kernel/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import type { NaiveOutcome, NaivePane } from '../../oracle/naivePane.ts';
import { windowPanes } from '../../oracle/windowPanes.ts';
import type { NaiveWindow } from '../../oracle/windowPanes.ts';
import { cutEvents } from '../../support/chunks.ts';
import { byWindow, runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

/** An event of the random tables: what it is, and which key it has. */
export interface Reading {
  readonly id: number;
  readonly key: string;
}

/** What every window of an oracle test is told. */
export interface OracleConfig {
  readonly allowedLateness: number;
  readonly key: (reading: Reading) => string;
  readonly late: LatePolicy<Reading>;
  readonly aggregate: AggregateRecord<Reading>;
}

/** One case of a comparison with a naive recomputation. */
export interface OracleCase {
  readonly about: string;
  readonly random: (below: number) => number;
  readonly events: readonly { readonly value: Reading; readonly at: number }[];
  readonly outOfOrderness: number;
  readonly lateness: number;
  readonly build: (config: OracleConfig) => StreamOperator<Reading, unknown>;
}

/** A case of windows that a function can name for each event. */
export interface AssignedCase extends OracleCase {
  readonly windowsOf: (timestamp: number, value: Reading) => readonly NaiveWindow[];
}

const aggregate = {
  n: count(),
  ids: customAggregate({
    create: (): number[] => [],
    add: (state: number[], reading: Reading) => [...state, reading.id],
    merge: (into, part) => [...into, ...part],
    result: (state) => [...state].sort((a, b) => a - b),
  }),
};

/** Random events around a time, with ties and disorder. */
export function randomReadings(
  random: (below: number) => number,
  { start, step, jump }: { readonly start: number; readonly step: number; readonly jump: number },
): { value: Reading; at: number }[] {
  const disorder = 1 + random(random(3) === 0 ? 20 * step : 5 * step);
  let now = start;
  return Array.from({ length: 5 + random(36) }, (_, id) => {
    now += random(15) === 0 ? random(jump) : random(step + 1);
    return { value: { id, key: 'abc'[random(3)] as string }, at: now - random(disorder) };
  });
}

const key = (reading: Reading): string => reading.key;

/** Holds an operator to the naive assignment. */
export function matchesOracle(one: AssignedCase): void {
  const { events, outOfOrderness, lateness, windowsOf } = one;
  const arriving = arrivals(events, outOfOrderness);
  matchesOutcome(one, windowPanes(arriving, lateness, windowsOf, key));
}

/** Holds an operator to an outcome: panes, late events, counts, any chunks, a restore, no state left. */
export function matchesOutcome(one: OracleCase, expected: NaiveOutcome<Reading>): void {
  const { about, random, events, outOfOrderness, lateness } = one;
  const build: Build<Reading, unknown> = (late) =>
    one.build({ allowedLateness: lateness, key, late: lateTo(late), aggregate });
  const straight = runOver(build, cutEvents(events, { size: 512, outOfOrderness }));
  same(byWindow(straight.rows), byWindow(expected.panes.map(naiveRow)), about);
  same(straight.late, expected.late, `${about}, late events`);
  same([straight.info.stateSize()], [0], `${about}, state left`);
  const { counters } = straight.info;
  const corrections = expected.panes.filter(({ timing }) => timing === 'late').length;
  same(
    [counters.unassigned, counters.late, counters.onTime, counters.corrections],
    [expected.unassigned, expected.late.length, expected.panes.length - corrections, corrections],
    `${about}, counts`,
  );
  for (const size of [1, 2, 7]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = random(chunks.length);
    for (const [how, other] of [
      [`chunks of ${size}`, runOver(build, chunks)],
      [`restored after ${cut} chunks of ${size}`, runInTwo(build, chunks, cut)],
    ] as const) {
      same(other.rows, straight.rows, `${about}, ${how}`);
      same(other.late, straight.late, `${about}, late events, ${how}`);
    }
  }
}

function naiveRow({ events, timestamp, before, ...pane }: NaivePane<Reading>): PaneRow {
  const { key, window, timing, index, final } = pane;
  const ids = events.map(({ id }) => id).sort((a, b) => a - b);
  const value = { key, window, value: { n: ids.length, ids }, timing, index, final };
  return { value: value as PaneRow['value'], timestamp, before, arrival: undefined } as PaneRow;
}
