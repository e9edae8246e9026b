import type { SideOutput, Stream } from '../../operators/index.ts';
import type { Sink } from '../sinks/index.ts';
import type { Explanation } from './explanation.ts';
import type { CheckpointConfig } from './checkpointConfig.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';
import type { GraphRun } from './graphRun.ts';
import type { SinkPolicy } from './sinkPolicy.ts';
import type { Stage } from './stage.ts';
import type { StageStats } from './stageStats.ts';
import type { Topology } from './topology.ts';

/** What is known of a source. */
export interface SourceConfig {
  /**
   * Whether it can give again what came after a checkpoint (default: true). `false` accepts that a crash
   * loses what came after the last one: for live data that is kept nowhere.
   */
  readonly replayable?: boolean;
}

/** How a graph is run. */
export interface RunConfig {
  /** How it is saved (default: not at all, so that it begins anew each time). */
  readonly checkpoints?: CheckpointConfig;
}

/** Named stages that run together; made by `createGraph`. Stages are added before it runs. */
export interface Graph {
  readonly name: string;

  /** Adds a source: a stream that begins with `eventTime(…)` or `processingTime(…)`. */
  source<T>(name: string, stream: Stream<T>, config?: SourceConfig): Stage<T>;

  /** Adds a stage: what `build` makes of the stream of another stage, or of several. */
  stage<T, R>(name: string, input: Stage<T>, build: (input: Stream<T>) => Stream<R>): Stage<R>;
  stage<const Inputs extends readonly unknown[], R>(
    name: string,
    inputs: { readonly [Index in keyof Inputs]: Stage<Inputs[Index]> },
    build: (...inputs: { [Index in keyof Inputs]: Stream<Inputs[Index]> }) => Stream<R>,
  ): Stage<R>;

  /** Adds a side output of an operator in a stage, such as its late events, as `stage.name`. */
  port<T>(stage: Stage<unknown>, name: string, output: SideOutput<T>): Stage<T>;

  /**
   * Adds a sink: where the values of a stage go, such as `ndjsonSink`. What it has not written yet slows
   * down the sources. With checkpoints each row becomes visible in it once and only once.
   */
  sink<T>(name: string, input: Stage<T>, sink: Sink<T>, policy?: SinkPolicy): Stage<never>;

  /** What the graph is made of, as plain data, with warnings of configs that lose results together. */
  topology(): Topology;

  /** The topology as the text of a Mermaid flow chart. */
  mermaid(): string;

  /** What has passed through each stage up to now, in the order in which they were added. */
  stats(): readonly StageStats[];

  /**
   * Why its results have come as far as they have: of each stage, or of one and those before it, which
   * source, partition, input or operator its watermark waits for, since when, and what would release
   * it; the windows and entries that wait, the state, and the sources that are paused.
   *
   * @throws StreamError `MILLRACE_GRAPH` for a stage that it does not have
   */
  explain(stage?: string): Explanation;

  /**
   * What is known of its checkpoints: those stored and failed in this run, the one in work and the stages
   * that it waits for, and from which the run went on; undefined where it is not run with any.
   */
  checkpoints(): CheckpointsReport | undefined;

  /**
   * Subscribes to everything and lets the sources begin; once in a graph's life. With checkpoints it goes
   * on where the newest one was, in this process or another.
   *
   * @throws StreamError `MILLRACE_GRAPH` also for sources that cannot do what checkpoints need
   */
  run(config?: RunConfig): GraphRun;
}
