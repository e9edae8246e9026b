import { eventTime } from '../../operators/index.ts';
import { FileStore } from '../../src/checkpoint/fileStore.ts';
import { createGraph } from '../../src/graph/index.ts';
import type { CheckpointConfig, Graph, GraphRun } from '../../src/graph/index.ts';
import { compareRows } from './compareRows.ts';
import type { FaultKind } from './faultKinds.ts';
import { Life } from './life.ts';
import { pipelines } from './pipelines/index.ts';
import { oneCallAtATime } from './oneCallAtATime.ts';
import type { Kit, Pipeline } from './pipeline.ts';
import { DISORDER, simEvents } from './simEvents.ts';
import type { SimEvent } from './simEvents.ts';
import { SimLock, simFiles } from './simFiles.ts';
import { SimReceiver } from './simReceiver.ts';
import { SimSegments } from './simSegments.ts';
import { simSource } from './simSource.ts';
import { CHECKPOINTS, World } from './world.ts';

/** What a seed came to. */
export interface Simulated {
  readonly seed: number;
  readonly pipeline: string;
  readonly lives: number;
  readonly struck: ReadonlyMap<FaultKind, number>;
  readonly faults: readonly string[];
  readonly trace: readonly string[];
}

/** More steps than any life needs: a run that goes on longer does not end. */
const MOST_STEPS = 20_000;
const MOST_LIVES = 40;

type SimSink = SimReceiver | SimSegments;

/** Runs one pipeline on virtual time, with all that a seed lets go wrong, until it ends. */
export function simulate(seed: number): Promise<Simulated> {
  return new Simulation(seed).run();
}

class Simulation {
  readonly #seed: number;
  readonly #world: World;
  readonly #name: string;
  readonly #pipeline: Pipeline;
  readonly #inputs: readonly SimEvent[][];
  readonly #sinks = new Map<string, SimSink>();
  readonly #lock = new SimLock();
  readonly #faults: string[] = [];
  /** How often checkpoints are taken. */
  readonly #every: number;
  #lives = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#world = new World(seed);
    const names = Object.keys(pipelines);
    const { machine } = this.#world;
    this.#name = names[machine.below(names.length)] as string;
    this.#pipeline = pipelines[this.#name] as Pipeline;
    this.#every = 2 + machine.below(25);
    this.#inputs = Array.from({ length: this.#pipeline.inputs }, () => simEvents(this.#world));
    this.#world.tell(`seed ${seed}: ${this.#name}, a checkpoint every ${this.#every} ms`);
  }

  async run(): Promise<Simulated> {
    while (!(await this.#live()) && this.#faults.length === 0) {
      if (this.#lives < MOST_LIVES) continue;
      this.#faults.push(`it has not ended after ${MOST_LIVES} lives`);
    }
    if (this.#faults.length === 0) this.#compare();
    const { struck, trace } = this.#world;
    const [seed, pipeline, lives, faults] = [this.#seed, this.#name, this.#lives, this.#faults];
    return { seed, pipeline, lives, struck, faults, trace };
  }

  /** @returns whether the graph has come to its end */
  async #live(): Promise<boolean> {
    const { machine } = this.#world;
    this.#lives += 1;
    const life = new Life(this.#world, this.#lives);
    let how = '';
    let isLeft = false;
    const run = this.#start(life);
    run.finished.then(
      () => {
        how = 'finished';
      },
      (error: unknown) => {
        how = 'failed';
        life.tell(`failed: ${String(error)}`);
        if (life.struck === 0 && life.isAlive)
          this.#faults.push(`failed by itself: ${told(error)}`);
      },
    );
    life.onLeave = (way) => {
      isLeft = true;
      if (way === 'stop') run.stop();
      else void run.drain().catch((error: unknown) => life.tell(`drain: ${String(error)}`));
    };
    const driven = await machine.drive(() => how !== '' || !life.isAlive, MOST_STEPS);
    if (driven !== 'done') this.#faults.push(`life ${this.#lives} does not end: ${driven}`);
    life.tell(how);
    if (this.#lock.isHeld) this.#faults.push(`life ${this.#lives} has not given the store back`);
    const isEnded = life.isAlive && how === 'finished' && !isLeft;
    life.end();
    if (!isEnded && machine.below(6) === 0) this.#world.harmNewest();
    return isEnded;
  }

  #start(life: Life): GraphRun {
    const graph = createGraph('simulated', { runtime: life });
    this.#pipeline.build(this.#kit(life, graph));
    return graph.run({ checkpoints: this.#checkpoints(life) });
  }

  #checkpoints(life: Life): CheckpointConfig {
    const files = simFiles(this.#world, life, this.#lock);
    return {
      store: new FileStore(CHECKPOINTS, life, files),
      every: this.#every,
      timeout: 60,
      onStored: ({ id }) => life.tell(`checkpoint ${id} is stored`),
      onError: (error) => this.#onError(life, error),
    };
  }

  #onError(life: Life, error: unknown): void {
    if (!life.isAlive) return;
    life.tell(`checkpoint: ${String(error)}`);
    const { code } = error as { code?: string };
    if (code === 'MILLRACE_TIMEOUT')
      this.#world.strike('checkpoint given up by its time-out', told(error));
    const isHarmed =
      code === 'MILLRACE_CHECKPOINT_UNREADABLE' && this.#world.struck.has('bit flip');
    if (life.struck === 0 && !isHarmed)
      this.#faults.push(`a checkpoint failed by itself: ${told(error)}`);
  }

  #kit(life: Life, graph: Graph): Kit {
    const { scheduler } = life;
    return {
      graph,
      scheduler,
      source: (input, unit = 1) =>
        graph.source(
          `source${input}`,
          simSource(life, this.#inputs[input] as SimEvent[]).pipe(
            eventTime({ timestamp: ({ at }) => at * unit, outOfOrderness: DISORDER * unit }),
          ),
        ),
      sink: (name, stage) => {
        const sink = oneCallAtATime(this.#sink(name).sink(life), (text) => {
          if (life.isAlive) this.#faults.push(text);
        });
        // Half of them commit again what failed; the others fail the graph.
        const policy = life.below(2) === 0 ? {} : { retry: { attempts: 3, delay: 4 } };
        graph.sink(`to ${name}`, stage, sink, policy);
      },
      call: (value) => life.io('call', '', () => value),
    };
  }

  #sink(name: string): SimSink {
    const known = this.#sinks.get(name);
    if (known !== undefined) return known;
    const world = this.#world;
    const made =
      world.machine.below(2) === 0 ? new SimReceiver(world, name) : new SimSegments(world, name);
    this.#sinks.set(name, made);
    return made;
  }

  #compare(): void {
    const expected = this.#pipeline.expected(...this.#inputs);
    for (const [name, rows] of Object.entries(expected))
      this.#faults.push(...compareRows(name, this.#sink(name).rows(), rows));
  }
}

function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
