import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { connect } from '../../operators/index.ts';
import type { Chunk } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { BusyMeter } from './busyMeter.ts';
import { stageError } from './graphError.ts';
import { leaveChunk } from './enterStage.ts';
import type { StageNode } from './stageNode.ts';

/** A running graph. */
export interface GraphRun {
  /**
   * Resolves when all stages have completed or the graph was stopped; rejects with a StreamError that
   * names the stage when one fails.
   */
  readonly finished: Promise<void>;
  /** Unsubscribes from everything: nothing more fires, and no stream completes. */
  stop(): void;
}

/** The one life of a graph's stages: they start, fail and stop together. */
export class StagesRun implements GraphRun {
  readonly finished: Promise<void>;
  readonly #graph: string;
  readonly #stages: readonly StageNode[];
  readonly #meter: BusyMeter;
  readonly #now: () => number;
  /** All connections belong to it, so that they end at once, also within a synchronous source. */
  readonly #whole: Subscriber<unknown>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(graph: string, stages: readonly StageNode[], runtime: Runtime, meter: BusyMeter) {
    this.#graph = graph;
    this.#stages = stages;
    this.#meter = meter;
    this.#now = () => runtime.now();
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#whole = wholeSubscriber();
    this.#connectAll();
  }

  get isOver(): boolean {
    return this.#whole.closed;
  }

  stop(): void {
    this.#whole.unsubscribe();
    this.#resolve();
  }

  /** Sources last: everyone has subscribed before the first value comes. */
  #connectAll(): void {
    const open = new Set(this.#stages.filter(({ kind }) => kind !== 'port'));
    const isSource = ({ kind }: StageNode): boolean => kind === 'source';
    const order = [
      ...this.#stages.filter((stage) => !isSource(stage)),
      ...this.#stages.filter(isSource),
    ];
    for (const stage of order) {
      if (this.#whole.closed) return;
      connect<Chunk<unknown>, unknown>(stage.built, this.#whole, {
        next: (chunk) => this.#pass(stage, chunk),
        error: (error) => this.#fail(stage, error),
        complete: () => this.#complete(stage, open),
      });
    }
  }

  #pass(stage: StageNode, chunk: Chunk<unknown>): void {
    stage.see(chunk, this.#now);
    const before = this.#meter.enter(undefined);
    stage.output.next(leaveChunk(chunk));
    this.#meter.enter(before);
  }

  #complete(stage: StageNode, open: Set<StageNode>): void {
    // A port whose operator was left before its end has nothing more to give either.
    const ports = this.#stages.filter(({ kind, inputs }) => kind === 'port' && inputs[0] === stage);
    for (const port of ports) port.output.complete();
    stage.output.complete();
    open.delete(stage);
    if (open.size > 0) return;
    this.#whole.unsubscribe();
    this.#resolve();
  }

  #fail(stage: StageNode, cause: unknown): void {
    const owner = stage.kind === 'port' ? (stage.inputs[0] ?? stage) : stage;
    const error = stageError(this.#graph, owner.name, cause);
    this.#whole.unsubscribe();
    this.#reject(error);
    for (const { output } of this.#stages) output.error(error);
  }
}

/** A subscriber of nothing of its own, for other subscriptions to belong to. */
function wholeSubscriber(): Subscriber<unknown> {
  let whole!: Subscriber<unknown>;
  new Observable((subscriber) => {
    whole = subscriber;
  }).subscribe();
  return whole;
}
