import type { Subscriber } from 'rxjs';
import {
  callbackError,
  emptyChunk,
  PressureReport,
  weightOf,
  weightOfRun,
} from '../../operators/index.ts';
import type { Barrier, Chunk, OperatorCounters } from '../../operators/index.ts';
import type { Sink, SinkContext, SinkRow } from '../sinks/index.ts';
import { sinkPart } from './sinkPart.ts';
import { callAgain } from './sinkPolicy.ts';
import type { CallAgain, SinkPolicy } from './sinkPolicy.ts';

/** A call of the sink that waits for its turn. */
interface Work {
  /** How many values it takes off what is held. */
  readonly weight: number;
  readonly run: () => Promise<void> | void;
}

/** The most rows of one call of `write`. */
const MOST_ROWS = 8_192;

/**
 * Calls a sink, one call after the other: rows as they come, `prepare` at barriers, `commit` when the
 * checkpoint is stored. What waits, here and beyond the sink's room, is told to the sources, so it is bounded
 * by their marks.
 */
export class SinkRunner<T> {
  readonly #sink: Sink<T>;
  readonly #policy: SinkPolicy;
  #again: CallAgain = (work) => work();
  readonly #abort = new AbortController();
  readonly #pressure = new PressureReport();
  readonly #queue: Work[] = [];
  /** The rows that came since the last call was made. */
  #rows: SinkRow<T>[] = [];
  #hasCheckpoints = false;
  #checkpoint = 0;
  #destination: Subscriber<Chunk<never>> | undefined;
  #counters: OperatorCounters | undefined;
  /** What came and is not written; a batch counts as the values in it. */
  #held = 0;
  #working: Promise<void> | undefined;
  #opening: Promise<void> | undefined;
  #committing: Promise<void> | undefined;
  /** What has come is still written. */
  #isCompleting = false;
  /** How many rows have come. */
  #seen = 0;
  /** How many of them a stored checkpoint covers. */
  #covered = 0;
  #requestCheckpoint: () => void = () => undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(sink: Sink<T>, policy: SinkPolicy) {
    this.#sink = sink;
    this.#policy = policy;
  }

  /** How many values wait to be written, or for a checkpoint that the sink has no room to wait for. */
  get held(): number {
    if (this.#abort.signal.aborted) return 0;
    return this.#held + (this.#hasCheckpoints ? (this.#sink.excess ?? 0) : 0);
  }

  async open(context: Omit<SinkContext, 'signal'>): Promise<void> {
    this.#hasCheckpoints = context.hasCheckpoints;
    this.#requestCheckpoint = context.requestCheckpoint;
    const { signal } = this.#abort;
    this.#again = callAgain(this.#sink.kind, this.#policy, context.runtime, signal);
    // Later: who closes it within that call has to find it opening.
    const begun = Promise.resolve();
    this.#opening = begun.then(() => this.#call(() => this.#sink.open({ ...context, signal })));
    await this.#opening;
  }

  begin(destination: Subscriber<Chunk<never>>, counters: OperatorCounters): void {
    this.#destination = destination;
    this.#counters = counters;
  }

  next(chunk: Chunk<T>): void {
    const { values, timestamps, watermark, control, pressure } = chunk;
    this.#pressure.see(pressure);
    if (this.#counters !== undefined) this.#counters.in += values.length;
    for (let i = 0; i < values.length; i += 1) {
      this.#rows.push({ value: values[i] as T, timestamp: timestamps[i] as number });
    }
    this.#seen += values.length;
    this.#hold(weightOfRun(values));
    if (control?.kind === 'barrier') this.prepareAt(control);
    if (values.length > 0) this.#work();
    this.#destination?.next(emptyChunk(watermark, control, pressure));
  }

  /** What came since the last barrier is still to be committed: the next one is asked for, and waited for. */
  complete(): void {
    this.#isCompleting = true;
    if (this.#hasCheckpoints && this.#covered < this.#seen) this.#requestCheckpoint();
    else this.#end();
  }

  #end(): void {
    this.settle().then(
      () => this.#destination?.complete(),
      () => undefined,
    );
  }

  /** Nothing comes any more: the graph has left the stage, or the stage before is complete. */
  leave(): void {
    if (!this.#isCompleting) this.#giveUp();
  }

  async settle(): Promise<void> {
    this.#work();
    while (this.#working !== undefined) await this.#working;
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#hasCheckpoints) return;
    await this.#guarded(async () => {
      this.#checkpoint += 1;
      const prepared = await this.#sink.prepare(this.#checkpoint);
      await this.#commitAgain(prepared);
    });
  }

  async close(): Promise<void> {
    this.#giveUp();
    const opening = this.#opening;
    this.#opening = undefined;
    if (opening === undefined) return;
    // One that failed may hold something, too.
    await opening.catch(() => undefined);
    while (this.#working !== undefined) await this.#working;
    await this.#committing;
    await this.#call(() => this.#sink.close());
  }

  /** Behind the rows before the barrier; the checkpoint waits for it. */
  prepareAt({ id, collector }: Barrier): void {
    this.#takeRows();
    const rows = this.#seen;
    const prepared = new Promise<unknown>((resolve, reject) => {
      this.#queue.push({
        weight: 0,
        run: async () => {
          try {
            const part = await this.#sink.prepare(id);
            collector.whenStored(() => this.#commit(part, rows));
            resolve(part);
          } catch (error) {
            reject(callbackError(this.#sink.kind, error));
          }
        },
      });
    });
    collector.wait(prepared.then((part) => collector.put(sinkPart, part)));
    this.#work();
  }

  /** Before everything that waits: the next barrier must find it done. */
  #commit(prepared: unknown, rows: number): void {
    this.#covered = rows;
    this.#queue.unshift({ weight: 0, run: () => this.#commitAgain(prepared) });
    if (this.#isCompleting && this.#covered === this.#seen) this.#end();
    else this.#work();
  }

  /** Until the policy gives up, or the graph stops: then a call under way is still to end. */
  #commitAgain(prepared: unknown): Promise<void> {
    return this.#again(() => {
      const call = this.#sink.commit(prepared);
      this.#committing = call.catch(() => undefined);
      return call;
    });
  }

  /** What has not been written will not be; the sources must not wait for it. */
  #giveUp(): void {
    this.#abort.abort();
    this.#hold(0);
  }

  #hold(weight: number): void {
    this.#held += weight;
    this.#pressure.report(this.held);
  }

  #takeRows(): void {
    const rows = this.#rows;
    this.#rows = [];
    for (let from = 0; from < rows.length; from += MOST_ROWS) {
      const part = rows.length <= MOST_ROWS ? rows : rows.slice(from, from + MOST_ROWS);
      this.#queue.push({ weight: weightOfRows(part), run: () => this.#sink.write(part) });
    }
  }

  #work(): void {
    if (this.#working !== undefined || this.#failure !== undefined) return;
    this.#working = this.#workOff().then(() => {
      this.#working = undefined;
      // What came after the last look.
      if (!this.#abort.signal.aborted && this.#queue.length + this.#rows.length > 0) this.#work();
    });
  }

  /** Until nothing waits; rows that come during a call are one call together. */
  async #workOff(): Promise<void> {
    for (;;) {
      if (this.#queue.length === 0) this.#takeRows();
      const work = this.#queue.shift();
      if (work === undefined || this.#abort.signal.aborted) return;
      if (!(await this.#guarded(work.run))) return;
      this.#hold(-work.weight);
    }
  }

  /** @returns whether it went well; a failure is the stage's */
  async #guarded(run: () => Promise<void> | void): Promise<boolean> {
    try {
      await this.#call(run);
      return true;
    } catch (error) {
      this.#failure = { error };
      this.#destination?.error(error);
      return false;
    }
  }

  async #call(run: () => Promise<void> | void): Promise<void> {
    try {
      await run();
    } catch (error) {
      throw callbackError(this.#sink.kind, error);
    }
  }
}

function weightOfRows(rows: readonly SinkRow<unknown>[]): number {
  return rows.reduce((weight, { value }) => weight + weightOf(value), 0);
}
