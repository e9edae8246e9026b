import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  show,
  SideOutput,
} from '../../operators/index.ts';
import type { Stream } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Sink } from '../sinks/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { BusyMeter } from './busyMeter.ts';
import { checkStages } from './checkStages.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { checkCheckpoints } from './checkpointConfig.ts';
import { CheckpointLog } from './checkpointLog.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';
import { checkSources } from './checkSources.ts';
import type { Graph, RunConfig, SourceConfig } from './graph.ts';
import { graphError } from './graphError.ts';
import { StagesRun } from './graphRun.ts';
import type { GraphRun } from './graphRun.ts';
import { mermaidText } from './mermaidText.ts';
import { PressureMeter } from './pressureMeter.ts';
import type { Stage, StageKind } from './stage.ts';
import { checkSinkPolicy } from './sinkPolicy.ts';
import type { SinkPolicy } from './sinkPolicy.ts';
import { SinkStage } from './sinkStage.ts';
import { stageInput } from './stageInput.ts';
import { StageNode } from './stageNode.ts';
import { stageStats } from './stageStats.ts';
import type { StageStats } from './stageStats.ts';
import { describeTopology } from './topology.ts';
import type { Topology } from './topology.ts';

/** What a graph is given beside its name. */
export interface GraphConfig {
  /** Where the clock for busy times comes from (default: the system's). */
  readonly runtime?: Runtime;
}

/**
 * Makes an empty graph: named stages that are observed, started and stopped together.
 *
 * Nothing is subscribed to until `run()`; then every stage subscribes to its inputs first and the
 * sources are connected last, in the order in which they were added, so that no branch misses what a
 * source gives at once. A stage's output is shared: it is computed once, whatever the number of its
 * consumers, and a consumer that leaves does not stop the others. A failure anywhere stops the graph.
 * What waits between its stages is bounded: `PRESSURE.md` beside this file says where, by what, and whom it slows down.
 *
 * Errors: `MILLRACE_GRAPH` for names that are taken or empty, stages of another graph, and a graph
 * that runs already; `MILLRACE_DUPLICATE_NAME` at `run()` for two operators of a stage that would save
 * their state under one name; each thrown at the call.
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray, values } from 'millrace';
 * import { createGraph } from 'millrace/graph';
 *
 * const graph = createGraph('visits');
 * const visits = graph.source(
 *   'visits',
 *   fromArray([{ at: 1 }, { at: 2 }]).pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 })),
 * );
 * const counts = graph.stage('counts', visits, (input) =>
 *   input.pipe(fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } })),
 * );
 * counts.stream.pipe(values()).subscribe((pane) => console.log(pane.value.n)); // 2
 * await graph.run().finished;
 * console.log(graph.stats().map(({ name, out }) => `${name} ${out}`)); // [ 'visits 2', 'counts 1' ]
 * ```
 */
export function createGraph(name: string, config: GraphConfig = {}): Graph {
  if (typeof name !== 'string' || name === '') {
    throw new ArgumentTypeError('createGraph', 'name', 'a text that is not empty', show(name));
  }
  checkConfig('createGraph', config);
  return new StageGraph(name, config.runtime ?? systemRuntime);
}

class StageGraph implements Graph {
  readonly name: string;
  readonly #stages: StageNode[] = [];
  readonly #runtime: Runtime;
  readonly #meter: BusyMeter;
  readonly #pressure: PressureMeter;
  #run: StagesRun | undefined;
  #checkpoints: CheckpointLog | undefined;
  #ran = false;

  constructor(name: string, runtime: Runtime) {
    this.name = name;
    this.#runtime = runtime;
    this.#meter = new BusyMeter(runtime);
    this.#pressure = new PressureMeter(this.#stages, runtime);
  }

  source<T>(name: string, stream: Stream<T>, config: SourceConfig = {}): Stage<T> {
    this.#checkNew(name);
    checkConfig('graph.source', config);
    const node = this.#add(name, 'source', [], stream);
    node.isReplayable = config.replayable ?? true;
    return node;
  }

  sink<T>(name: string, input: Stage<T>, sink: Sink<T>, policy: SinkPolicy = {}): Stage<never> {
    this.#checkNew(name);
    checkSinkPolicy(policy);
    const from = this.#nodeOf(name, input);
    checkFunction('graph.sink', 'sink.write', (sink as Partial<Sink<T>> | undefined)?.write);
    if (this.#stages.some((stage) => stage.sink?.isOf(sink)))
      throw graphError(
        this.name,
        `'${name}' is given a sink that has a stage already; make another`,
      );
    const owner = { name, node: undefined as StageNode | undefined };
    const stream = stageInput(from as StageNode<T>, owner, this.#meter);
    const end = new SinkStage<T>(sink, stream, policy);
    const stage = this.#add(name, 'sink', [from], end.stream);
    owner.node = stage as unknown as StageNode;
    stage.sink = end;
    owner.node.inputStreams = [stream];
    return stage;
  }

  stage<R>(
    name: string,
    inputs: Stage<unknown> | readonly Stage<unknown>[],
    build: (...streams: Stream<never>[]) => Stream<R>,
  ): Stage<R> {
    this.#checkNew(name);
    const from = [inputs].flat().map((input) => this.#nodeOf(name, input));
    checkFunction('graph.stage', 'build', build);
    const owner = { name, node: undefined as StageNode | undefined };
    const streams = from.map((node) => stageInput(node, owner, this.#meter));
    const stage = this.#add(name, 'stage', from, build(...(streams as Stream<never>[])));
    owner.node = stage as StageNode;
    owner.node.inputStreams = streams;
    return stage;
  }

  port<T>(stage: Stage<unknown>, name: string, output: SideOutput<T>): Stage<T> {
    const owner = this.#nodeOf(name, stage);
    const full = name === '' ? name : `${owner.name}.${name}`;
    this.#checkNew(full);
    if (!(output instanceof SideOutput)) {
      throw new ArgumentTypeError('graph.port', 'output', 'a SideOutput', show(output));
    }
    return this.#add(full, 'port', [owner], output.stream);
  }

  topology(): Topology {
    return describeTopology(this.name, this.#stages);
  }

  mermaid(): string {
    return mermaidText(this.topology());
  }

  stats(): readonly StageStats[] {
    this.#pressure.update(this.#run?.isOver);
    return this.#stages.map((stage) => stageStats(stage, this.#pressure));
  }

  explain(stage?: string): Explanation {
    const only = stage === undefined ? undefined : this.#stageNamed(stage);
    const life = this.#run?.isOver === true ? 'over' : this.#ran ? 'running' : 'new';
    const now = this.#now();
    const [stages, stats] = [this.#stages, this.stats()];
    const checkpoints = this.checkpoints();
    return explain({ name: this.name, stages, stats, now, life, only, checkpoints });
  }

  checkpoints(): CheckpointsReport | undefined {
    return this.#checkpoints?.report();
  }

  run(config: RunConfig = {}): GraphRun {
    if (this.#ran)
      throw graphError(this.name, 'it has been run already; build it anew to run it again');
    checkConfig('graph.run', config);
    const { name: graph } = this;
    const stages = this.#stages;
    const checkpoints = config.checkpoints && checkCheckpoints(graph, config.checkpoints);
    checkStages(graph, stages);
    if (checkpoints !== undefined) checkSources(graph, stages);
    this.#ran = true;
    this.#pressure.begin();
    const [runtime, meter] = [this.#runtime, this.#meter];
    const log = new CheckpointLog(runtime);
    if (checkpoints !== undefined) this.#checkpoints = log;
    this.#run = new StagesRun({ graph, stages, runtime, meter, checkpoints, log });
    return this.#run;
  }

  #add<T>(
    name: string,
    kind: StageKind,
    inputs: readonly StageNode[],
    built: Stream<T>,
  ): StageNode<T> {
    if (typeof (built as Partial<Stream<T>> | undefined)?.subscribe !== 'function') {
      const field = kind === 'source' ? 'stream' : 'build';
      throw new ArgumentTypeError(`graph.${kind}`, field, `a stream for '${name}'`, show(built));
    }
    const node = new StageNode<T>(name, kind, inputs, built);
    this.#stages.push(node as StageNode);
    if (kind === 'source') {
      node.watch = (pressure) => this.#pressure.see(node as StageNode, pressure);
    }
    return node;
  }

  #checkNew(name: string): void {
    if (this.#ran) throw graphError(this.name, `'${name}' cannot be added after run()`);
    if (typeof name !== 'string' || name === '') {
      throw graphError(this.name, `a stage needs a name that is not empty, got ${show(name)}`);
    }
    if (name.includes('/')) {
      throw graphError(
        this.name,
        `the name '${name}' holds a '/', which separates names in snapshots`,
      );
    }
    if (this.#stages.some((stage) => stage.name === name)) {
      throw graphError(
        this.name,
        `the name '${name}' is taken; each stage needs a name of its own`,
      );
    }
  }

  /** The processing time; in a replay the recorded one. */
  #now(): number {
    const recorded = this.#stages.flatMap(({ recordedNow }) => recordedNow ?? []);
    return recorded.length > 0 ? Math.max(...recorded) : this.#runtime.now();
  }

  #stageNamed(name: string): StageNode {
    const stage = this.#stages.find((known) => known.name === name);
    if (stage !== undefined) return stage;
    const names = this.#stages.map((known) => `'${known.name}'`).join(', ');
    const text = `explain: it has no stage ${show(name)}; give one of ${names || 'its stages'}`;
    throw graphError(this.name, text);
  }

  #nodeOf(user: string, stage: Stage<unknown>): StageNode {
    const node = this.#stages.find((known) => known === stage);
    if (node !== undefined) return node;
    const name = (stage as Partial<Stage<unknown>> | undefined)?.name;
    const what = name === undefined ? show(stage) : `'${name}'`;
    throw graphError(
      this.name,
      `'${user}' takes ${what} as its input, which is no stage of this graph`,
    );
  }
}
