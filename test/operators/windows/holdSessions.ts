import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import type { Aggregate, AggregateRecord } from '../../../operators/aggregates/index.ts';
import type { NaiveOutcome, NaivePane } from '../../oracle/naivePane.ts';
import { cutEvents } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, PaneRow } from '../../support/windowRuns.ts';

/** What a random run of sessions is made of. */
export interface Click {
  readonly id: number;
  readonly key: number;
}

interface ClickAggregate extends AggregateRecord<Click> {
  readonly n: Aggregate<Click, number>;
  readonly ids: Aggregate<Click, number[]>;
}

/** Tells which events a session holds. */
export const clickAggregate: ClickAggregate = {
  n: count(),
  ids: customAggregate({
    create: (): number[] => [],
    add: (state: number[], click: Click) => [...state, click.id],
    merge: (into, part) => [...into, ...part],
    result: (state) => [...state].sort((a, b) => a - b),
  }),
};

/** A random run, and what is to come of it. */
export interface SessionRun<T extends Click> {
  readonly about: string;
  readonly build: Build<T, unknown>;
  readonly events: readonly Event<T>[];
  readonly outOfOrderness: number;
  readonly expected: NaiveOutcome<T>;
  readonly random: (below: number) => number;
}

/** Fails unless sessions give what is expected, however the run is cut, and when it is stopped and restored. */
export function holdSessions<T extends Click>(run: SessionRun<T>): void {
  const { about, build, events, outOfOrderness, expected, random } = run;
  const panes = expected.panes.map(naiveRow);
  for (const size of [1, 2, 7, 512]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = random(chunks.length);
    for (const found of [runOver(build, chunks), runInTwo(build, chunks, cut)]) {
      same(found.rows, panes, `${about}, chunks of ${size}, cut at ${cut}`);
      same(found.late, expected.late, `${about}, late events in chunks of ${size}, cut at ${cut}`);
    }
  }
}

function naiveRow<T extends Click>({ events, timestamp, before, ...pane }: NaivePane<T>): PaneRow {
  const ids = events.map(({ id }) => id).sort((a, b) => a - b);
  const { key, window, timing, index, final, replaces } = pane;
  const value = { key, window, value: { n: ids.length, ids }, timing, index, final, replaces };
  return { value, timestamp, before, arrival: undefined } as unknown as PaneRow;
}
