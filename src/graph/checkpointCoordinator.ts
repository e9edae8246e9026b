import { SnapshotCollector, StreamError } from '../../operators/index.ts';
import type { SnapshotReader, SourceHandle } from '../../operators/index.ts';
import type { Checkpoints } from '../checkpoint/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { CheckpointSettings, StoredCheckpoint } from './checkpointConfig.ts';
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
  readonly runtime: Runtime;
}

/** A source at work, and the stage that it belongs to. */
interface SteeredSource {
  readonly stage: string;
  readonly handle: SourceHandle;
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
  #running = 0;
  #exhausted = 0;
  #pending: PendingCheckpoint | undefined;
  #current: Promise<StoredCheckpoint> | undefined;
  #next: Promise<StoredCheckpoint> | undefined;
  #timer: Cancel | undefined;
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
        this.#running += 1;
        source.control = {
          name,
          restore: enterStage({ kind: 'restore', state: this.#reader }, stage.name),
          ready: () => this.#reader.settled(),
          begin: (handle) => this.#begin({ stage: stage.name, handle }),
          exhausted: () => this.#exhaust(),
        };
      }
    }
  }

  /** Stops all work; what waits for a checkpoint is told. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.();
    this.#allBegun();
    this.#pending?.giveUp(this.#over());
  }

  /** A stage has passed a barrier on to everyone behind it. */
  passed(stage: string, id: number): void {
    this.#pending?.passed(stage, id);
  }

  /** Nothing more comes from a stage. */
  ended(stage: string): void {
    this.#ended.add(stage);
    this.#pending?.ended(stage);
  }

  /** Takes a checkpoint; one that begins after this call. */
  take(): Promise<StoredCheckpoint> {
    if (this.#isOver) return Promise.reject(this.#over());
    this.#next ??= this.#takeNext();
    return this.#next;
  }

  /** No source gives another value; resolves when the checkpoint behind the last one is stored. */
  async drain(): Promise<void> {
    for (const { handle } of this.#sources) handle.halt();
    await this.take();
  }

  #begin(source: SteeredSource): void {
    this.#sources.push(source);
    if (this.#sources.length < this.#running) return;
    this.#allBegun();
    this.#arm();
  }

  #exhaust(): void {
    this.#exhausted += 1;
    if (this.#exhausted === this.#running) this.#finish();
  }

  /** The last checkpoint: tried until it is stored, then everything ends. */
  #finish(): void {
    this.take().then(
      (stored) => this.#complete(stored),
      () => {
        if (!this.#isOver)
          this.#timer = this.#setup.runtime.setTimer(
            () => this.#finish(),
            this.#setup.settings.every,
          );
      },
    );
  }

  #complete(last: StoredCheckpoint): void {
    this.#last = last;
    for (const { handle } of this.#sources) handle.complete();
  }

  #arm(): void {
    this.#timer?.();
    if (this.#isOver || this.#exhausted === this.#running) return;
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
    this.#current = this.#takeNow();
    try {
      return await this.#current;
    } finally {
      this.#current = undefined;
      if (this.#exhausted < this.#running) this.#arm();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => void this.#setup.runtime.soon(resolve));
  }

  async #takeNow(): Promise<StoredCheckpoint> {
    const { settings, runtime } = this.#setup;
    const start = runtime.monotonic();
    try {
      const { id, bytes, collector } = await this.#collectAndStore();
      const stored = { id, bytes, took: runtime.monotonic() - start };
      collector.stored();
      settings.onStored(stored);
      return stored;
    } catch (error) {
      if (!this.#isOver) settings.onError(error);
      throw error;
    }
  }

  async #collectAndStore(): Promise<{ id: number; bytes: number; collector: SnapshotCollector }> {
    const { checkpoints, operators, settings } = this.#setup;
    const id = checkpoints.nextId;
    const collector = new SnapshotCollector(checkpoints.changesOnly);
    try {
      await this.#pass(id, collector);
      await collector.settled();
    } catch (error) {
      collector.giveUp();
      throw error;
    }
    const { bytes } = await checkpoints.write(id, collector.snapshot, {
      time: this.#setup.runtime.now(),
      operators,
      // So that they are not done again when this is restored.
      more: { renamed: settings.renamed, dropped: settings.dropped },
    });
    return { id, bytes, collector };
  }

  /** Sends the barrier; resolves when every stage has passed it. */
  async #pass(id: number, collector: SnapshotCollector): Promise<void> {
    const { graph, stages, settings, runtime } = this.#setup;
    const open = stages
      .filter(({ kind, name }) => kind !== 'port' && !this.#ended.has(name))
      .map(({ name }) => name);
    const pending = new PendingCheckpoint({ graph, id, open, timeout: settings.timeout, runtime });
    this.#pending = pending;
    const barrier = { kind: 'barrier', id, collector } as const;
    for (const { stage, handle } of this.#sources) handle.send(enterStage(barrier, stage));
    try {
      await pending.whole;
    } finally {
      this.#pending = undefined;
    }
  }

  #over(): StreamError {
    const text = `graph '${this.#setup.graph}': no checkpoint: the graph is over`;
    return new StreamError('MILLRACE_GRAPH', text);
  }
}
