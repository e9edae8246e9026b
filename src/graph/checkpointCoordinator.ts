import { SnapshotCollector, StreamError } from '../../operators/index.ts';
import type { Barrier, SnapshotReader, SourceHandle } from '../../operators/index.ts';
import type { Checkpoints } from '../checkpoint/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { CheckpointSettings, StoredCheckpoint } from './checkpointConfig.ts';
import type { CheckpointLog } from './checkpointLog.ts';
import { enterStage } from './enterStage.ts';
import type { SavingOperators } from './matchSnapshot.ts';
import { PendingCheckpoint } from './pendingCheckpoint.ts';
import { sourcesOf } from './sourcesOf.ts';
import type { StageNode } from './stageNode.ts';

/** What the coordinator works for. */
export interface CoordinatorSetup {
  readonly graph: string;
  readonly stages: readonly StageNode[];
  readonly settings: CheckpointSettings;
  readonly checkpoints: Checkpoints;
  readonly operators: SavingOperators;
  readonly log: CheckpointLog;
  readonly runtime: Runtime;
}

/** A source of a stage. */
interface SteeredSource {
  readonly stage: string;
  /** From its begin on. */
  handle: SourceHandle | undefined;
  /** It gives no value any more. */
  isDone: boolean;
}

/**
 * Takes the checkpoints of one run of a graph: sends barriers through its sources, waits until every
 * stage has passed them, stores what they collected. One at a time; a source that has given all it has
 * stays for barriers until the last checkpoint is stored.
 */
export class CheckpointCoordinator {
  readonly #setup: CoordinatorSetup;
  readonly #reader: SnapshotReader;
  readonly #sources: SteeredSource[] = [];
  readonly #ended = new Set<string>();
  /** The id of the last barrier: no two have the same, also where nothing came of the first. */
  #id = 0;
  #pending: PendingCheckpoint | undefined;
  /** The barrier of `#pending`. */
  #barrier: Barrier | undefined;
  #current: Promise<StoredCheckpoint> | undefined;
  #next: Promise<StoredCheckpoint> | undefined;
  #timer: Cancel | undefined;
  #retry: Cancel | undefined;
  /** The last one, behind everything that came: when it is stored, the sources have ended. */
  #last: StoredCheckpoint | undefined;
  #isOver = false;
  #allBegun!: () => void;
  readonly #begun: Promise<void> = new Promise((resolve) => {
    this.#allBegun = resolve;
  });

  constructor(setup: CoordinatorSetup, reader: SnapshotReader) {
    this.#setup = setup;
    this.#reader = reader;
  }

  /** Lets the sources know, before they are subscribed to, that they are steered. */
  steer(): void {
    for (const stage of this.#setup.stages) {
      for (const { name, source } of sourcesOf(stage)) {
        const steered: SteeredSource = { stage: stage.name, handle: undefined, isDone: false };
        this.#sources.push(steered);
        source.control = {
          name,
          restore: enterStage({ kind: 'restore', state: this.#reader }, stage.name),
          ready: () => this.#reader.settled(),
          begin: (handle) => this.#begin(steered, handle),
          exhausted: () => this.#done([steered]),
        };
      }
    }
  }

  /** Stops all work; what waits for a checkpoint is told. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.();
    this.#retry?.();
    this.#allBegun();
    this.#pending?.giveUp(this.#over());
    this.#setup.log.stop();
  }

  /** A stage has passed a barrier on to everyone behind it. */
  passed(stage: string, id: number): void {
    this.#pending?.passed(stage, id);
  }

  /** Nothing more comes from a stage, its barriers neither. */
  ended(stage: string): void {
    this.#ended.add(stage);
    this.#pending?.ended(stage);
    if (this.#current !== undefined) this.#passEndedSinks();
    // One that somebody behind it has left gives no sign of its end.
    this.#done(this.#sources.filter((source) => source.stage === stage && !source.isDone));
  }

  /** Takes a checkpoint; one that begins after this call. */
  take(): Promise<StoredCheckpoint> {
    if (this.#isOver) return Promise.reject(this.#over());
    this.#next ??= this.#takeNext();
    return this.#next;
  }

  /** No source gives another value; resolves when the checkpoint behind the last one is stored. */
  async drain(): Promise<void> {
    for (const { handle } of this.#sources) handle?.halt();
    await this.take();
  }

  #begin(source: SteeredSource, handle: SourceHandle): void {
    source.handle = handle;
    if (this.#sources.some((one) => one.handle === undefined)) return;
    this.#allBegun();
    this.#arm();
  }

  #done(sources: readonly SteeredSource[]): void {
    for (const source of sources) source.isDone = true;
    if (sources.length > 0 && this.#areDone && !this.#isOver) this.#finish();
  }

  get #areDone(): boolean {
    return this.#sources.every(({ isDone }) => isDone);
  }

  /** The last checkpoint: tried until one is stored whose barrier came behind everything. */
  #finish(): void {
    const { runtime, settings } = this.#setup;
    this.take().catch(() => {
      if (!this.#isOver) this.#retry = runtime.setTimer(() => this.#finish(), settings.every);
    });
  }

  #complete(last: StoredCheckpoint): void {
    this.#last = last;
    this.#retry?.();
    for (const { handle } of this.#sources) handle?.complete();
  }

  #arm(): void {
    this.#timer?.();
    if (this.#isOver || this.#areDone) return;
    const { runtime, settings } = this.#setup;
    this.#timer = runtime.setTimer(() => {
      // Whether it could be stored is told by `onError`.
      this.take().catch(() => undefined);
    }, settings.every);
  }

  async #takeNext(): Promise<StoredCheckpoint> {
    await this.#current?.catch(() => undefined);
    await this.#begun;
    // Never within a chunk in work.
    await this.#turn();
    await this.#reader.settled();
    this.#next = undefined;
    // No barrier comes through sources that have ended: another one would be without their state.
    if (this.#last !== undefined) return this.#last;
    if (this.#isOver) throw this.#over();
    const isLast = this.#areDone;
    this.#current = this.#takeNow();
    try {
      const stored = await this.#current;
      if (isLast) this.#complete(stored);
      return stored;
    } finally {
      this.#current = undefined;
      this.#arm();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => void this.#setup.runtime.soon(resolve));
  }

  async #takeNow(): Promise<StoredCheckpoint> {
    const { settings, runtime, log } = this.#setup;
    const start = runtime.monotonic();
    try {
      const { id, bytes, collector } = await this.#collectAndStore();
      const stored = { id, bytes, took: runtime.monotonic() - start };
      log.stored(stored);
      collector.stored();
      this.#tell(() => settings.onStored(stored));
      return stored;
    } catch (error) {
      if (!this.#isOver) {
        log.failed(error);
        this.#tell(() => settings.onError(error));
      }
      throw error;
    }
  }

  /** What a user's function throws is no failure of the checkpoint. */
  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const where = `graph '${this.#setup.graph}': onStored or onError of its checkpoints threw`;
      process.emitWarning(`${where}: ${text}`, { code: 'MILLRACE_CHECKPOINT' });
    }
  }

  async #collectAndStore(): Promise<{ id: number; bytes: number; collector: SnapshotCollector }> {
    const { checkpoints, operators, settings, runtime, log } = this.#setup;
    const id = Math.max(checkpoints.nextId, this.#id + 1);
    this.#id = id;
    log.begin(id);
    const collector = new SnapshotCollector(checkpoints.changesOnly);
    const pending = this.#pendingOf(id);
    this.#pending = pending;
    log.step('passing', () => pending.open);
    try {
      this.#send({ kind: 'barrier', id, collector });
      await pending.until(() => {
        log.step('preparing');
        return collector.settled();
      });
      this.#checkWhole(collector);
    } catch (error) {
      collector.giveUp();
      throw error;
    } finally {
      pending.collected();
    }
    const facts = {
      time: runtime.now(),
      operators,
      // So that they are not done again when this is restored.
      more: { renamed: settings.renamed, dropped: settings.dropped },
    };
    log.step('writing');
    const written = checkpoints.write(id, collector.snapshot, facts);
    const { bytes } = await pending.orGivenUp(written);
    return { id, bytes, collector };
  }

  #pendingOf(id: number): PendingCheckpoint {
    const { graph, stages, settings, runtime } = this.#setup;
    const open = stages
      .filter(({ kind, name }) => kind !== 'port' && !this.#ended.has(name))
      .map(({ name }) => name);
    return new PendingCheckpoint({ graph, id, open, timeout: settings.timeout, runtime });
  }

  #send(barrier: Barrier): void {
    this.#barrier = barrier;
    for (const { stage, handle } of this.#sources) handle?.send(enterStage(barrier, stage));
    this.#passEndedSinks();
  }

  /** A sink that no barrier reaches any more, because what is before it has ended, still has rows to commit. */
  #passEndedSinks(): void {
    const [barrier, pending] = [this.#barrier, this.#pending];
    if (barrier === undefined || pending === undefined) return;
    for (const { name, sink, inputs } of this.#setup.stages) {
      const hasEnded = inputs.every((input) => this.#hasEnded(input));
      if (sink === undefined || !hasEnded || !pending.waitsFor(name)) continue;
      sink.prepareAt(enterStage(barrier, name));
      pending.passed(name, barrier.id);
    }
  }

  #hasEnded({ name, kind, inputs }: StageNode): boolean {
    return this.#ended.has(name) || (kind === 'port' && inputs.every((one) => this.#hasEnded(one)));
  }

  /** A part that never came would begin anew after a restart, and nobody would notice. */
  #checkWhole({ snapshot }: SnapshotCollector): void {
    const { graph, operators } = this.#setup;
    const missing = Object.keys(operators).filter(
      (path) => !Object.hasOwn(snapshot, path) && !this.#ended.has(path.split('/')[0] as string),
    );
    if (missing.length === 0) return;
    const names = missing.map((path) => `'${path}'`).join(', ');
    const text = `graph '${graph}': its barrier passed without the state of ${names}`;
    const fix = 'does a stage give an operator to somebody else, or leave it before its end?';
    throw new StreamError('MILLRACE_SNAPSHOT_MISSING', `${text}; ${fix}`);
  }

  #over(): StreamError {
    const text = `graph '${this.#setup.graph}': no checkpoint: the graph is over`;
    return new StreamError('MILLRACE_GRAPH', text);
  }
}
