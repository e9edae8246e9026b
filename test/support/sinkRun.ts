import { systemRuntime } from '../../src/runtime/index.ts';
import type { Sink, SinkRow } from '../../src/sinks/index.ts';
import type { Crash } from './crash.ts';
import type { ContractRow, SinkPlace } from './sinkPlace.ts';
import { sinkContext } from './sinkContext.ts';

/**
 * What a graph does with a sink: rows, a checkpoint, or one that is given up before it is stored, whose
 * number is that of no other (`'giveUp'`) or comes again (`'takeBack'`).
 */
export type SinkStep = { readonly write: number } | 'checkpoint' | 'giveUp' | 'takeBack';

/** What outlives a crash: the checkpoint that holds, with the sink's part and the source's position. */
export interface StoredCheckpoint {
  readonly checkpoint: number;
  /** How many rows are before it. */
  readonly position: number;
  readonly saved: unknown;
  /** The step with which a restart goes on. */
  readonly step: number;
}

/** Where there is no checkpoint yet. */
export const firstStored: StoredCheckpoint = {
  checkpoint: 0,
  position: 0,
  saved: undefined,
  step: 0,
};

/**
 * One start of a program: a source that knows its position, checkpoints, and the sink. It is the naive
 * oracle as well: what may be seen follows from what is stored and what was answered, and nothing else.
 */
export class SinkRun {
  stored: StoredCheckpoint;
  readonly #place: SinkPlace;
  readonly #crash: Crash;
  readonly #sink: Sink<ContractRow>;
  #position: number;
  #checkpoint: number;
  /** This many rows have to be seen. */
  #committed = 0;

  constructor(place: SinkPlace, crash: Crash, stored: StoredCheckpoint) {
    this.#place = place;
    this.#crash = crash;
    this.stored = stored;
    this.#position = stored.position;
    this.#checkpoint = stored.checkpoint;
    this.#sink = place.make(crash);
  }

  async toCrashOrEnd(steps: readonly SinkStep[]): Promise<void> {
    try {
      await this.#open();
      for (let at = this.stored.step; at < steps.length; at += 1) {
        await this.#take(steps[at] as SinkStep, at);
        await this.#seen(this.#committed, this.stored.position);
      }
      await this.#seen(this.stored.position, this.stored.position);
    } catch (error) {
      // What a sink throws because of the crash is not judged: there is nobody to see it.
      if (!this.#crash.hasStruck || error instanceof NotSeen) throw error;
      await this.#seen(this.#committed, this.stored.position);
    } finally {
      await this.#end();
    }
  }

  async #open(): Promise<void> {
    const { saved, position } = this.stored;
    const context = sinkContext({ saved: structuredClone(saved), runtime: systemRuntime });
    await this.#crash.around(() => this.#sink.open(context));
    this.#committed = position;
    await this.#seen(position, position);
  }

  async #take(step: SinkStep, at: number): Promise<void> {
    if (typeof step === 'object') return this.#write(step.write);
    const checkpoint = this.#checkpoint + 1;
    const prepared = await this.#crash.around(() => this.#sink.prepare(checkpoint));
    if (step === 'takeBack') return;
    this.#checkpoint = checkpoint;
    if (step === 'giveUp') return;
    const saved = structuredClone(prepared);
    this.stored = { checkpoint, position: this.#position, saved, step: at + 1 };
    await this.#crash.around(() => this.#sink.commit(prepared));
    this.#committed = this.#position;
  }

  async #write(count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, i) => rowOf(this.#position + i));
    this.#position += count;
    await this.#crash.around(() => this.#sink.write(rows));
  }

  /** The rows from 0 on, each once and in order, up to a number that lies between these. */
  async #seen(atLeast: number, atMost: number): Promise<void> {
    const seen = await this.#place.visibleRows();
    const isInOrder = seen.every((id, i) => i === 0 || id > (seen[i - 1] as number));
    const missing = range(atLeast).filter((id) => !seen.includes(id));
    const early = seen.filter((id) => id >= atMost);
    if (isInOrder && missing.length === 0 && early.length === 0) return;
    throw new NotSeen(`expected rows up to ${atLeast} to ${atMost}, seen are ${seen.join(' ')}`);
  }

  /** Also a process that is gone gives back what it has open. */
  async #end(): Promise<void> {
    const before = this.#crash.hasStruck;
    await Promise.resolve(this.#sink.close()).catch((error: unknown) => {
      if (!before) throw error;
    });
    await this.#seen(this.#committed, this.stored.position);
  }
}

class NotSeen extends Error {}

function rowOf(id: number): SinkRow<ContractRow> {
  return { value: { id, text: `row "${id}", ü` }, timestamp: 1_000_000_000_000 + id * 60_000 };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
