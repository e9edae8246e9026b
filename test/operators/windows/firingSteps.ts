import { Subject, VirtualTimeScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { collect as collectEvents, count, sum } from '../../../operators/aggregates/index.ts';
import type { Aggregate } from '../../../operators/aggregates/index.ts';
import {
  copySnapshot,
  makeChunk,
  operatorsBehind,
  SnapshotCollector,
  SnapshotReader,
  lateTo,
  SideOutput,
} from '../../../operators/kernel/index.ts';
import type {
  Chunk,
  Late,
  LatePolicy,
  OperatorCounters,
  StreamOperator,
} from '../../../operators/kernel/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import { collect } from '../../support/chunks.ts';

/** An event as it arrives: its key, what it counts for, and its time. */
export interface Reading {
  readonly key: string;
  readonly size: number;
}

const size = (reading: Reading): number => reading.size;

/** A type, not an interface: a record of aggregates has to be open to other names. */
type Aggregates = {
  readonly n: Aggregate<Reading, number>;
  readonly total: Aggregate<Reading, number>;
  readonly sizes: Aggregate<Reading, readonly number[]>;
};

const aggregate: Aggregates = {
  n: count(),
  total: sum(size),
  sizes: collectEvents({ limit: 100, overflow: 'error', of: size }),
};

/** One thing that happens to a window operator. */
export type Step =
  | readonly [key: string, size: number, at: number]
  | { readonly watermark: number }
  | { readonly processingTime: number }
  | { readonly checkpoint: true };

/** What the operator under test is given. */
export interface StepConfig {
  readonly key: (reading: Reading) => string;
  readonly late: LatePolicy<Reading>;
  readonly scheduler: SchedulerLike;
  readonly aggregate: Aggregates;
}

type Value = { readonly n: number; readonly total: number; readonly sizes: readonly number[] };

/** Builds the operator that takes the steps. */
export type BuildSteps = (config: StepConfig) => StreamOperator<Reading, Pane<unknown, Value>>;

/** A pane with the step that caused it, counted from 0. */
export interface StepPane {
  readonly step: number;
  readonly pane: Pane<unknown, Value>;
  readonly timestamp: number;
}

/** What came out of a run of steps. */
export interface StepRun {
  readonly panes: readonly StepPane[];
  readonly late: readonly (readonly [step: number, event: Late<Reading>])[];
  readonly counters: OperatorCounters;
  /** How many entries of state there were after the last step. */
  readonly size: number;
}

/** Drives an operator step by step: hand-driven event time and processing time, and checkpoints. */
export function runSteps(build: BuildSteps, steps: readonly Step[]): StepRun {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const panes: StepPane[] = [];
  const late: (readonly [number, Late<Reading>])[] = [];
  let current = open(build, scheduler);
  let watermark = -Infinity;
  let id = 0;
  for (const [step, what] of steps.entries()) {
    if (Array.isArray(what)) {
      const [key, amount, at] = what as readonly [string, number, number];
      const values = [{ key, size: amount }];
      current.source.next(makeChunk({ values, timestamps: [at], before: watermark, watermark }));
    } else if ('watermark' in what) {
      watermark = Math.max(watermark, what.watermark);
      current.source.next(makeChunk<Reading>({ watermark }));
    } else if ('processingTime' in what) {
      scheduler.maxFrames = what.processingTime;
      scheduler.flush();
      scheduler.frame = what.processingTime;
    } else {
      const collector = new SnapshotCollector();
      id += 1;
      current.source.next(
        makeChunk<Reading>({ watermark, control: { kind: 'barrier', id, collector } }),
      );
      current.stop();
      const state = new SnapshotReader(copySnapshot(collector.snapshot));
      current = open(build, scheduler);
      current.source.next(makeChunk<Reading>({ watermark, control: { kind: 'restore', state } }));
    }
    panes.push(...current.take().map((row) => ({ step, ...row })));
    late.push(...current.takeLate().map((event) => [step, event] as const));
  }
  return { panes, late, counters: current.info().counters, size: current.info().stateSize() };
}

function open(build: BuildSteps, scheduler: SchedulerLike) {
  const source = new Subject<Chunk<Reading>>();
  const output = new SideOutput<Late<Reading>>();
  const lateEvents = collect(output.stream);
  const key = (reading: Reading): string => reading.key;
  const stream = source.pipe(build({ key, late: lateTo(output), scheduler, aggregate }));
  const chunks: Chunk<Pane<unknown, Value>>[] = [];
  const subscription = stream.subscribe({
    next: (chunk) => chunks.push(chunk),
    error: (error: Error) => {
      throw error;
    },
  });
  return {
    source,
    stop: () => subscription.unsubscribe(),
    take: () =>
      chunks
        .splice(0)
        .flatMap(({ values, timestamps }) =>
          values.map((pane, i) => ({ pane, timestamp: timestamps[i] as number })),
        ),
    takeLate: () => lateEvents.values.splice(0),
    info: () => {
      const [info] = operatorsBehind(stream);
      if (info === undefined) throw new Error('no operator');
      return info;
    },
  };
}
