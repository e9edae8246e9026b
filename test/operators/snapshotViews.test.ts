import {
  copySnapshot,
  makeRows,
  SavedView,
  SnapshotCollector,
  SnapshotReader,
} from '../../operators/index.ts';
import type { Rows, Snapshot } from '../../operators/index.ts';
import * as assert from '../support/assert.ts';
import { randomFrom } from '../support/chunks.ts';
import { suite } from '../support/suite.ts';
import { randomReadings, run } from './snapshotRuns.ts';
import type { RunOutcome } from './snapshotRuns.ts';
import { snapshotPipelines } from './snapshotPipelines.ts';
import type { Pipeline, Reading } from './snapshotPipelines.ts';
import { ViewChain } from './viewChain.ts';

const test = suite('snapshots that are read while the stream goes on');

/** So many readings come before each barrier. */
const LENGTH = 3;
/** These give their state at once. */
const WHOLE = new Set([
  'eventTime',
  'processingTime',
  'batch',
  'rateLimit',
  'mapAsync',
  'enrichByLookup',
  'rateLimit with events that wait',
  'union',
  'countWindow',
  'countWindow with windows that overlap',
  'sortByTime',
  'lead',
  'overRange with totals from which events are taken out',
  'overRange with merged events',
  'overRange without a range',
  'topPerWindow over panes that are taken back',
  'rateLimit with events that wait',
  'eventTime by partitions',
]);

interface ChainedOutcome extends RunOutcome {
  /** Behind which barriers a snapshot was read to its end, and what it then was. */
  readonly snapshots: ReadonlyMap<number, Snapshot>;
  readonly chain: ViewChain;
}

/** Readings one by one, with a barrier behind each few of them. */
function* cut(
  readings: readonly Reading[],
  collector: () => SnapshotCollector = () => new SnapshotCollector(),
): Generator<Rows<Reading>> {
  for (const [index, reading] of readings.entries()) {
    yield makeRows({ values: [reading] });
    if ((index + 1) % LENGTH !== 0) continue;
    yield makeRows<Reading>({ control: { kind: 'barrier', id: index, collector: collector() } });
  }
}

/** Snapshots that are read while readings come, each of them up to the next barrier. */
function runChained(
  pipeline: Pipeline,
  readings: readonly Reading[],
  seed: number,
  restored: readonly Rows<Reading>[] = [],
): ChainedOutcome {
  const chain = new ViewChain(randomFrom(seed));
  const snapshots = new Map<number, Snapshot>();
  let cuts = 0;
  function* runs(): Generator<Rows<Reading>> {
    yield* restored;
    const collector = (): SnapshotCollector => {
      chain.finish();
      return chain.collector();
    };
    for (const each of cut(readings, collector)) {
      yield each;
      chain.readSome();
    }
    chain.finish();
  }
  const passed = (collected: Snapshot): Snapshot => {
    const index = cuts;
    cuts += 1;
    chain.begin(collected, (snapshot) => snapshots.set(index, snapshot));
    return collected;
  };
  return { ...run(pipeline, runs(), passed, true), snapshots, chain };
}

function restoreOf(snapshot: Snapshot): Rows<Reading> {
  const state = new SnapshotReader(copySnapshot(snapshot));
  return makeRows<Reading>({ control: { kind: 'restore', state } });
}

/** A snapshot by its paths, with the entries of its views by their ids: neither has an order. */
function byId(snapshot: Snapshot | undefined): ReadonlyMap<string, unknown> {
  const parts = Object.entries(snapshot ?? {});
  return new Map(
    parts.map(([path, part]) => [
      path,
      part instanceof SavedView ? [part.head, new Map(part.entries)] : part,
    ]),
  );
}

for (const [name, pipeline] of Object.entries(snapshotPipelines)) {
  test(`${name}: goes on from what was stored of each, also by changes alone`, () => {
    let [changes, entries] = [0, 0];
    for (let seed = 1; seed <= 6; seed += 1) {
      const readings = randomReadings(seed);
      const whole = run(pipeline, cut(readings), copySnapshot, true);
      const chained = runChained(pipeline, readings, seed);
      assert.equal(chained.rows, whole.rows, `seed ${seed}: reading changes nothing`);
      assert.ok(chained.snapshots.size > 3 || WHOLE.has(name), `seed ${seed}: snapshots were read`);
      changes += chained.chain.changes;
      entries += chained.chain.entries;
      for (const [index, snapshot] of chained.snapshots) {
        // What was written before it had been read would show here, also where results are the same.
        const atOnce = whole.cuts[index]?.snapshot;
        assert.equal(byId(snapshot), byId(atOnce), `seed ${seed}: read behind run ${index}`);
        const { rows } = chained.cuts[index] as { rows: number };
        const later = readings.slice((index + 1) * LENGTH);
        const rest = runChained(pipeline, later, seed + index, [restoreOf(snapshot)]);
        assert.equal(
          rest.rows,
          whole.rows.slice(rows),
          `seed ${seed}: restored behind run ${index}`,
        );
        const [again] = [...rest.snapshots].slice(-2);
        if (again === undefined) continue;
        const lasts = [restoreOf(again[1]), ...cut(later.slice((again[0] + 1) * LENGTH))];
        const last = run(pipeline, lasts, copySnapshot, true);
        const told = (rest.cuts[again[0]] as { rows: number }).rows;
        assert.equal(last.rows, rest.rows.slice(told), `seed ${seed}: restored twice`);
      }
    }
    if (!WHOLE.has(name)) assert.ok(changes > 10 && entries > 50, `${changes}, ${entries}`);
  });
}

test.run();
