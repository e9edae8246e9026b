import { count, eventTime, fixedWindow, scanByKey, sum } from '../../../operators/index.ts';
import type { Stream } from '../../../operators/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { GraphRun, StoredCheckpoint } from '../../../src/graph/index.ts';
import type { BenchEvent } from '../benchEvents.ts';
import { CountingSink } from './countingSink.ts';
import { cpuTimers } from './cpuTimers.ts';
import { EndlessSource } from './endlessSource.ts';

/** A stage with a large state. */
export type Keep = (input: Stream<BenchEvent>) => Stream<unknown>;

/** What has an object by key, and a result for each event. */
export const scan: Keep = (input) =>
  input.pipe(
    scanByKey({
      key: ({ key }) => key,
      seed: () => ({ count: 0, sum: 0, latest: 0 }),
      reduce: (state, { at, value }) => ({
        count: state.count + 1,
        sum: state.sum + value,
        latest: Math.max(state.latest, at),
      }),
    }),
  );

/** What has columns by key, and results at the end alone. */
export const window: Keep = (input) =>
  input.pipe(
    fixedWindow({
      size: '1d',
      late: 'drop',
      key: ({ key }) => key,
      aggregate: { n: count(), total: sum(({ value }) => value) },
    }),
  );

/** What a graph keeps, and how often it is saved. */
export interface BusySetting {
  readonly keep: Keep;
  readonly keys: number;
  /** How many of the keys have events once each has had one. */
  readonly changing: number;
  readonly everyMs: number;
}

/** A graph at work that never has to wait for its source. */
export class BusyGraph {
  readonly source: EndlessSource;
  readonly sink: CountingSink = new CountingSink();
  readonly stored: StoredCheckpoint[] = [];
  readonly run: GraphRun;
  /** When it was told to run, by `performance.now()`. */
  readonly began: number;

  /** @param store where it is saved; undefined for not at all */
  constructor({ keep, keys, changing, everyMs }: BusySetting, store?: CheckpointStore) {
    this.source = new EndlessSource(keys, changing);
    const graph = createGraph('busy', { runtime: cpuTimers });
    const timestamp = ({ at }: BenchEvent): number => at;
    const events = this.source.rows.pipe(eventTime({ timestamp, outOfOrderness: 0 }));
    const state = graph.stage('state', graph.source('events', events), keep);
    graph.sink('results', state, this.sink);
    const onStored = (checkpoint: StoredCheckpoint): unknown => this.stored.push(checkpoint);
    this.began = performance.now();
    this.run = graph.run(
      store === undefined ? {} : { checkpoints: { store, every: everyMs, onStored } },
    );
  }
}
