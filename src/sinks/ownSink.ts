import { callbackError } from '../../operators/index.ts';
import type { CreateSinkConfig } from './createSinkConfig.ts';
import { readHeldBatches } from './heldBatch.ts';
import type { HeldBatch, HeldBatches } from './heldBatch.ts';
import type { Sink, SinkContext, SinkRow } from './sink.ts';

/** The config of `createSink`, checked. */
export interface OwnSinkSetup<T> {
  readonly kind: string;
  readonly maxRows: number;
  readonly open: CreateSinkConfig<T>['open'] | undefined;
  readonly deliver: CreateSinkConfig<T>['deliver'];
  readonly close: CreateSinkConfig<T>['close'] | undefined;
}

/** Holds rows until the checkpoint that has them is stored, and delivers them then. */
export class OwnSink<T> implements Sink<T> {
  readonly kind: string;
  readonly #setup: OwnSinkSetup<T>;
  #context: SinkContext | undefined;
  /** Makes the ids of this run different from those of all others. */
  #run = '';
  #rows: SinkRow<T>[] = [];
  /** Prepared and not delivered yet, oldest first. */
  #waiting: HeldBatch<T>[] = [];
  /** The rows of all those. */
  #waitingRows = 0;
  /** The batches of `#waiting` that a receiver may have already. */
  readonly #tried = new Set<string>();
  #hasAsked = false;
  #checkpoint = 0;
  #index = 0;

  constructor(setup: OwnSinkSetup<T>) {
    this.kind = setup.kind;
    this.#setup = setup;
  }

  get excess(): number {
    return Math.max(0, this.#rows.length + this.#waitingRows - this.#setup.maxRows);
  }

  async open(context: SinkContext): Promise<void> {
    this.#context = context;
    this.#run = context.runtime.id();
    this.#rows = [];
    this.#tried.clear();
    this.#hasAsked = false;
    this.#checkpoint = 0;
    this.#index = 0;
    const { saved } = context;
    this.#waiting = saved === undefined ? [] : [...readHeldBatches<T>(this.kind, saved)];
    for (const { id } of this.#waiting) this.#tried.add(id);
    this.#waitingRows = this.#waiting.reduce((sum, { rows }) => sum + rows.length, 0);
    await this.#call(() => this.#setup.open?.(context));
    await this.#deliverUpTo(this.#waiting.length);
  }

  async write(rows: readonly SinkRow<T>[]): Promise<void> {
    const { hasCheckpoints, requestCheckpoint } = this.#opened();
    for (const row of rows) this.#rows.push(row);
    if (!hasCheckpoints) {
      this.#cutBatches(0);
      await this.#deliverUpTo(this.#waiting.length);
    } else if (this.#rows.length >= this.#setup.maxRows && !this.#hasAsked) {
      this.#hasAsked = true;
      requestCheckpoint();
    }
  }

  // Also what was prepared for a checkpoint that was given up.
  async prepare(checkpoint: number): Promise<HeldBatches<T>> {
    this.#hasAsked = false;
    // One that was given up may come again under its number.
    if (this.#opened().hasCheckpoints && checkpoint !== this.#checkpoint) this.#index = 0;
    this.#checkpoint = checkpoint;
    this.#cutBatches(checkpoint);
    return { kind: this.kind, batches: [...this.#waiting] };
  }

  async commit(prepared: unknown): Promise<void> {
    const last = readHeldBatches<T>(this.kind, prepared).at(-1);
    // What is not there any more was delivered already.
    await this.#deliverUpTo(this.#waiting.findIndex(({ id }) => id === last?.id) + 1);
  }

  async close(): Promise<void> {
    await this.#call(() => this.#setup.close?.());
  }

  #opened(): SinkContext {
    if (this.#context === undefined) throw new Error(`${this.kind} is not open`);
    return this.#context;
  }

  #cutBatches(checkpoint: number): void {
    const { maxRows } = this.#setup;
    for (let from = 0; from < this.#rows.length; from += maxRows) {
      const rows = this.#rows.slice(from, from + maxRows);
      this.#waiting.push(this.#batchOf(rows, checkpoint, this.#index++));
    }
    this.#waitingRows += this.#rows.length;
    this.#rows = [];
  }

  #batchOf(rows: readonly SinkRow<T>[], checkpoint: number, index: number): HeldBatch<T> {
    return {
      id: `${this.#opened().name}:${checkpoint}:${index}:${this.#run}`,
      run: this.#run,
      checkpoint,
      index,
      rows: rows.map(({ value }) => value),
      timestamps: rows.map(({ timestamp }) => timestamp),
    };
  }

  /** One after the other; what fails stays the first of those that wait. */
  async #deliverUpTo(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const [batch] = this.#waiting;
      if (batch === undefined) return;
      await this.#deliver(batch);
      this.#tried.delete(batch.id);
      this.#waiting.shift();
      this.#waitingRows -= batch.rows.length;
    }
  }

  async #deliver({ rows, ...batch }: HeldBatch<T>): Promise<void> {
    const { signal } = this.#opened();
    const isRepeated = this.#tried.has(batch.id);
    this.#tried.add(batch.id);
    await this.#call(() => this.#setup.deliver(rows, { ...batch, isRepeated, signal }));
  }

  async #call(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw callbackError(this.kind, error);
    }
  }
}
