import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { connect } from '../../operators/index.ts';
import type { Chunk, Milliseconds } from '../../operators/index.ts';
import type { CheckpointCoordinator } from './checkpointCoordinator.ts';
import type { StoredCheckpoint } from './checkpointConfig.ts';
import { graphError, stageError } from './graphError.ts';
import { leaveChunk } from './enterStage.ts';
import { openCoordinator } from './openCoordinator.ts';
import type { OpenCoordinator } from './openCoordinator.ts';
import { openSinks } from './openSinks.ts';
import type { RunSetup } from './runSetup.ts';
import type { StageNode } from './stageNode.ts';

/** A running graph. */
export interface GraphRun {
  /**
   * Resolves when all stages have completed or the graph was stopped, and its sinks and its store are closed,
   * which is tried whatever fails. Rejects with the first error: with a StreamError that names the stage
   * where one fails, or its sink cannot be closed.
   *
   * Nobody has to wait for it who calls `drain`, which rejects with the same error.
   */
  readonly finished: Promise<void>;
  /**
   * Unsubscribes from everything: nothing more fires, and no stream completes. What the sinks have not
   * committed is not visible.
   */
  stop(): void;
  /**
   * Stops without losing work: the sources give nothing more, what is on its way goes through, and with
   * checkpoints a last one is taken, so that the next run goes on from there. Then it stops. Without
   * checkpoints, batches that are not full go through too; what waits for the watermark, as open windows
   * do, or for a table does not.
   *
   * Rejects when the last checkpoint could not be stored; the graph is stopped then too. When the graph fails,
   * before or meanwhile, it rejects with the error of `finished`, which then is no unhandled rejection.
   */
  drain(): Promise<void>;
  /**
   * Takes a checkpoint now. Rejects with `MILLRACE_GRAPH` where the graph has none or is over, else with
   * what kept it from being stored.
   */
  checkpoint(): Promise<StoredCheckpoint>;
}

/** How long is waited between two looks whether anything is on its way. */
const LOOK_EVERY: Milliseconds = 10;

/** The one life of a graph's stages: they start, fail and stop together. */
export class StagesRun implements GraphRun {
  readonly finished: Promise<void>;
  readonly #setup: RunSetup;
  readonly #now: () => number;
  /** All connections belong to it, so that they end at once, also within a synchronous source. */
  readonly #whole: Subscriber<unknown>;
  /** Those of the sources, which can be left alone. */
  readonly #sources: Subscriber<unknown>;
  #opened: OpenCoordinator | undefined;
  #opening: Promise<void> | undefined;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(setup: RunSetup) {
    this.#setup = setup;
    this.#now = () => setup.runtime.now();
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#whole = emptySubscriber();
    this.#sources = emptySubscriber();
    this.#whole.add(this.#sources);
    const sinks = setup.stages.some(({ sink }) => sink !== undefined);
    if (setup.checkpoints === undefined && !sinks) this.#connectAll();
    else this.#opening = this.#open();
  }

  get isOver(): boolean {
    return this.#whole.closed;
  }

  stop(): void {
    if (this.#whole.closed) return;
    this.#end();
  }

  async drain(): Promise<void> {
    // Who waits for the drain hears of a failure here.
    this.finished.catch(() => undefined);
    // What is on its way is known when everything is open.
    await this.#opening;
    if (this.#whole.closed) return this.finished;
    try {
      if (this.#coordinator === undefined) await this.#drainUnsaved();
      else await this.#coordinator.drain();
      if (!this.#whole.closed) await this.#settleSinks();
    } catch (error) {
      // One that has come to its end meanwhile needs no further checkpoint.
      if (!this.#whole.closed) await this.#stopFor(error);
    }
    this.stop();
    await this.finished;
  }

  /** Stops for an error, which is told whatever closing comes to. */
  async #stopFor(error: unknown): Promise<never> {
    this.stop();
    await this.finished.catch(() => undefined);
    throw error;
  }

  async checkpoint(): Promise<StoredCheckpoint> {
    await this.#opening;
    if (this.#coordinator !== undefined) return this.#coordinator.take();
    const text = 'it is run without checkpoints; give run({ checkpoints })';
    throw graphError(this.#setup.graph, text);
  }

  get #coordinator(): CheckpointCoordinator | undefined {
    return this.#opened?.coordinator;
  }

  /** Everything that has to be where the checkpoint was, before anything is subscribed to. */
  async #open(): Promise<void> {
    try {
      const { checkpoints } = this.#setup;
      if (checkpoints !== undefined) this.#opened = await openCoordinator(this.#setup, checkpoints);
      if (!this.#whole.closed) await openSinks(this.#setup, this.#opened);
      if (this.#whole.closed) return;
      this.#coordinator?.steer();
      this.#connectAll();
    } catch (error) {
      this.#failAll(error);
    }
  }

  /** Without checkpoints: until nothing is on its way any more. */
  async #drainUnsaved(): Promise<void> {
    const { stages, runtime } = this.#setup;
    this.#sources.unsubscribe();
    const drain = (): number =>
      stages.flatMap(({ operators }) => operators).reduce((sum, each) => sum + each.drain(), 0);
    while (!this.#whole.closed && drain() > 0)
      await new Promise<void>((resolve) => void runtime.setTimer(resolve, LOOK_EVERY));
  }

  async #settleSinks(): Promise<void> {
    await Promise.all(this.#setup.stages.flatMap(({ sink }) => sink?.settle() ?? []));
  }

  /** Sources last: everyone has subscribed before the first value comes. */
  #connectAll(): void {
    const { stages } = this.#setup;
    const open = new Set(stages.filter(({ kind }) => kind !== 'port'));
    const isSource = ({ kind }: StageNode): boolean => kind === 'source';
    const order = [...stages.filter((stage) => !isSource(stage)), ...stages.filter(isSource)];
    for (const stage of order) {
      if (this.#whole.closed) return;
      const destination = isSource(stage) ? this.#sources : this.#whole;
      connect<Chunk<unknown>, unknown>(stage.built, destination, {
        next: (chunk) => this.#pass(stage, chunk),
        error: (error) => this.#fail(stage, error),
        complete: () => this.#complete(stage, open),
      });
    }
  }

  #pass(stage: StageNode, chunk: Chunk<unknown>): void {
    stage.see(chunk, this.#now);
    const { meter } = this.#setup;
    const before = meter.enter(undefined);
    stage.output.next(leaveChunk(chunk));
    meter.enter(before);
    if (chunk.control?.kind === 'barrier') this.#coordinator?.passed(stage.name, chunk.control.id);
  }

  #complete(stage: StageNode, open: Set<StageNode>): void {
    // A port whose operator was left before its end has nothing more to give either.
    const ports = this.#setup.stages.filter(
      ({ kind, inputs }) => kind === 'port' && inputs[0] === stage,
    );
    for (const port of ports) port.output.complete();
    stage.output.complete();
    this.#coordinator?.ended(stage.name);
    open.delete(stage);
    if (open.size === 0) this.#end();
  }

  #fail(stage: StageNode, cause: unknown): void {
    const owner = stage.kind === 'port' ? (stage.inputs[0] ?? stage) : stage;
    this.#failAll(stageError(this.#setup.graph, owner.name, cause));
  }

  #failAll(error: unknown): void {
    if (this.#whole.closed) return;
    this.#end({ error });
    for (const { output } of this.#setup.stages) output.error(error);
  }

  /** Leaves everything at once; sinks and the store take their time. */
  #end(failure?: Failure): void {
    this.#whole.unsubscribe();
    this.#coordinator?.stop();
    const settle = (first: Failure | undefined): void =>
      first === undefined ? this.#resolve() : this.#reject(first.error);
    const hasSinks = this.#setup.stages.some(({ sink }) => sink !== undefined);
    if (!hasSinks && this.#opening === undefined) settle(failure);
    else void this.#closeAll().then((closing) => settle(failure ?? closing));
  }

  /** Closes the sinks, then the store, whatever fails; gives the first failure. */
  async #closeAll(): Promise<Failure | undefined> {
    const sinks = await Promise.allSettled(this.#setup.stages.map((stage) => this.#close(stage)));
    // What is being opened still has to be given back.
    await this.#opening;
    const store = await Promise.allSettled([this.#opened?.close()]);
    const failed = [...sinks, ...store].find(({ status }) => status === 'rejected');
    return failed?.status === 'rejected' ? { error: failed.reason } : undefined;
  }

  async #close({ name, sink }: StageNode): Promise<void> {
    try {
      await sink?.close();
    } catch (cause) {
      throw stageError(this.#setup.graph, name, cause);
    }
  }
}

/** What a graph ended with. */
interface Failure {
  readonly error: unknown;
}

/** A subscriber of nothing of its own, for other subscriptions to belong to. */
function emptySubscriber(): Subscriber<unknown> {
  let empty!: Subscriber<unknown>;
  new Observable((subscriber) => {
    empty = subscriber;
  }).subscribe();
  return empty;
}
