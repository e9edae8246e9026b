import { Subject } from 'rxjs';
import { eventTime, makeRows, RowSource, SavedView, scanByKey } from '../../operators/index.ts';
import { SnapshotCollector, SnapshotReader } from '../../operators/index.ts';
import type { Rows, StateEntry, StateView } from '../../operators/index.ts';
import type { BenchCase, BenchForm, Figure, Outcome, Runs, WorkVariant } from './benchCase.ts';
import type { BenchEvent } from './benchEvents.ts';

const RUN = 512;
/** So many entries are read at once. */
const SLICE = 256;
/** One key of so many changes between two barriers. */
const CHANGED_OF = 10;
/** Events of the work whose cost per event is taken, and how many lie between two barriers. */
const EVENTS = 4_000_000;
const BETWEEN = 1_000_000;

/** A count by key, driven by hand. */
class Counter {
  readonly #rows = new Subject<Rows<BenchEvent>>();
  #barriers = 0;
  results = 0;

  constructor() {
    new RowSource(this.#rows)
      .pipe(
        eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }),
        scanByKey({ key: (event) => event.key, seed: () => 0, reduce: (n) => n + 1 }),
      )
      .subscribe(({ values }) => (this.results += values.length));
  }

  run(values: readonly BenchEvent[]): void {
    this.#rows.next(makeRows({ values }));
  }

  barrier(changesOnly: boolean): StateView {
    const collector = new SnapshotCollector(changesOnly);
    this.#barriers += 1;
    const control = { kind: 'barrier', id: this.#barriers, collector } as const;
    this.#rows.next(makeRows<BenchEvent>({ control }));
    return collector.snapshot['scanByKey'] as StateView;
  }

  restore(entries: readonly StateEntry[]): void {
    const parts = { scanByKey: new SavedView(undefined, entries) };
    const state = new SnapshotReader(parts, (path) => path === 'eventTime');
    this.#rows.next(makeRows<BenchEvent>({ control: { kind: 'restore', state } }));
  }
}

/** Events of the first few of so many keys, in turn. */
function runsOf(keys: number): readonly BenchEvent[][] {
  const events = Array.from({ length: keys }, (_, key) => ({ at: 1_000_000, key, value: 1 }));
  return Array.from({ length: Math.ceil(keys / RUN) }, (_, i) =>
    events.slice(i * RUN, (i + 1) * RUN),
  );
}

/** How long something takes, by the time of the processors: others work on them as well. */
function timed<R>(act: () => R): readonly [ms: number, result: R] {
  const began = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(began);
  return [(user + system) / 1_000, result];
}

/** Reads a view to its end. @returns how long that took in all, and the longest slice */
function readAll(view: StateView): readonly [ms: number, longest: number, entries: StateEntry[]] {
  const entries: StateEntry[] = [];
  let [all, longest] = [0, 0];
  for (let more = true; more;) {
    const [ms, slice] = timed(() => view.read(SLICE));
    for (const entry of slice) entries.push(entry);
    all += ms;
    longest = Math.max(longest, ms);
    more = slice.length > 0;
  }
  view.close(true);
  return [all, longest, entries];
}

function takeSnapshots(keys: number): Outcome {
  const counter = new Counter();
  const runs = runsOf(keys);
  for (const run of runs) counter.run(run);
  const [barrierMs, whole] = timed(() => counter.barrier(false));
  const [readMs, longestMs, entries] = readAll(whole);
  for (const run of runs.slice(0, runs.length / CHANGED_OF)) counter.run(run);
  const [changesBarrierMs, changes] = timed(() => counter.barrier(true));
  const [changesReadMs, , changed] = readAll(changes);
  const [restoreMs] = timed(() => new Counter().restore(entries));
  return {
    digest: `${entries.length} entries, ${changed.length} changed`,
    events: counter.results,
    panes: 0,
    measured: { barrierMs, readMs, longestMs, changesBarrierMs, changesReadMs, restoreMs },
  };
}

/** Events of a tenth of the keys; with snapshots, a view is read between them after each barrier. */
function countOn(counter: Counter, runs: readonly BenchEvent[][], snapshots: boolean): Outcome {
  const before = counter.results;
  let view: StateView | undefined;
  for (let sent = 0; sent < EVENTS; sent += RUN) {
    counter.run(runs[(sent / RUN) % runs.length] as BenchEvent[]);
    if (!snapshots) continue;
    if (sent % BETWEEN < RUN) view = counter.barrier(true);
    if (view === undefined || view.read(SLICE).length > 0) continue;
    view.close(true);
    view = undefined;
  }
  const events = counter.results - before;
  return { digest: `${events} results`, events, panes: 0 };
}

function variants(name: string, keys: number): WorkVariant[] {
  const counting = (kind: string, snapshots: boolean): WorkVariant => ({
    name: `${name} ${kind}`,
    part: name,
    agrees: name,
    prepare: () => {
      const counter = new Counter();
      const runs = runsOf(keys);
      for (const run of runs) counter.run(run);
      // The first one is of all keys, and has been read.
      if (snapshots) readAll(counter.barrier(false));
      const changing = runs.slice(0, runs.length / CHANGED_OF);
      return () => countOn(counter, changing, snapshots);
    },
  });
  return [
    counting('without snapshots', false),
    counting('with snapshots', true),
    { name: `${name} snapshot`, part: name, prepare: () => () => takeSnapshots(keys) },
  ];
}

function figures(name: string): Figure[] {
  const measured =
    (what: string) =>
    (of: Runs): number =>
      of(`${name} snapshot`).measured?.[what] ?? Number.NaN;
  return [
    { name: `${name} keys, pause of the barrier, CPU ms`, value: measured('barrierMs') },
    { name: `${name} keys, longest slice of ${SLICE}, CPU ms`, value: measured('longestMs') },
    { name: `${name} keys, reading all, CPU ms`, value: measured('readMs') },
    {
      name: `${name} keys, pause where a tenth changed, CPU ms`,
      value: measured('changesBarrierMs'),
    },
    { name: `${name} keys, reading a changed tenth, CPU ms`, value: measured('changesReadMs') },
    { name: `${name} keys, restoring, CPU ms`, value: measured('restoreMs') },
    {
      name: `${name} keys, a tenth changing, CPU with snapshots to without`,
      value: (of) => of(`${name} with snapshots`).cpuMs / of(`${name} without snapshots`).cpuMs,
    },
  ];
}

function form(sizes: Readonly<Record<string, number>>, repetitions: number): BenchForm {
  return {
    repetitions,
    passes: 1,
    variants: Object.entries(sizes).flatMap(([name, keys]) => variants(name, keys)),
    figures: Object.keys(sizes).flatMap(figures),
  };
}

/** What a snapshot of much state by key costs the stream, without what stores it. */
export const snapshots: BenchCase = {
  name: 'snapshots',
  summary:
    'state of scanByKey behind a barrier: its pause, reading it, what tells changes per event',
  ...form({ '100k': 100_000, '1M': 1_000_000 }, 3),
  short: form({ '100k': 100_000 }, 1),
};
