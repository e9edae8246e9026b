import { Subscription } from 'rxjs';
import type { VirtualTimeScheduler } from 'rxjs';
import {
  ArgumentRangeError,
  checkNumber,
  copySnapshot,
  IDLE,
  SnapshotCollector,
  SnapshotReader,
  watermarkBefore,
} from '../kernel/index.ts';
import type { Chunk, Milliseconds, SideOutput, Snapshot, Stream } from '../kernel/index.ts';
import { DrivenInput } from './drivenInput.ts';
import type { SavedInput } from './drivenInput.ts';

/** The name of the driver's own part of a snapshot. */
const STATE_NAME = 'driveStream';

/** A row that came out of a driven stream. */
export interface DrivenRow<R> {
  readonly value: R;
  readonly timestamp: Milliseconds;
  /** The watermark before the row: with it a further operator would judge whether it is late. */
  readonly watermark: Milliseconds;
}

/** What a driver is made of. */
export interface DriverParts<T, R, L> {
  readonly inputs: number;
  readonly scheduler: VirtualTimeScheduler;
  readonly late: SideOutput<L> | undefined;
  build(inputs: readonly Stream<T>[]): Stream<R>;
}

/** A stream under test, driven by hand; made by `driveStream`. `input` counts the inputs from 0. */
export class StreamDriver<T, R, L = never> {
  readonly #parts: DriverParts<T, R, L>;
  #inputs: readonly DrivenInput<T>[] = [];
  #subscription = Subscription.EMPTY;
  #rows: DrivenRow<R>[] = [];
  #late: L[] = [];
  #failure: { readonly error: unknown } | undefined;
  #barriers = 0;
  #passed = 0;
  #watermark: Milliseconds = -Infinity;
  #completed = false;

  constructor(parts: DriverParts<T, R, L>) {
    this.#parts = parts;
    parts.late?.stream.subscribe({
      next: ({ values }) => this.#late.push(...values),
      // The driven stream fails with the same error.
      error: () => undefined,
    });
    this.#open();
  }

  /** The watermark that the stream has passed on. */
  get outputWatermark(): Milliseconds {
    return this.#watermark;
  }

  /** Whether the stream has completed. */
  get completed(): boolean {
    return this.#completed;
  }

  /** Sends one event. */
  event(value: T, timestamp: Milliseconds, input: number = 0): DrivenRow<R>[] {
    return this.#act(() => this.#inputAt(input).event(value, timestamp));
  }

  /** Moves the watermark, which cannot go back. */
  watermark(watermark: Milliseconds, input: number = 0): DrivenRow<R>[] {
    return this.#act(() => this.#inputAt(input).watermark(watermark));
  }

  /** Moves processing time to so many ms, which cannot go back; what is due up to it runs. */
  processingTime(now: Milliseconds): DrivenRow<R>[] {
    const { scheduler } = this.#parts;
    checkNumber('StreamDriver', 'processingTime', now, { min: scheduler.now() });
    return this.#act(() => {
      scheduler.maxFrames = now;
      scheduler.flush();
      scheduler.frame = now;
    });
  }

  /** Says that an input is silent, until its next event. */
  idle(input: number = 0): DrivenRow<R>[] {
    return this.#act(() => this.#inputAt(input).control(IDLE));
  }

  /** Ends an input, or all of them: the watermark rises to Infinity, and the input completes. */
  end(input?: number): DrivenRow<R>[] {
    const ending = input === undefined ? this.#inputs : [this.#inputAt(input)];
    return this.#act(() => {
      for (const one of ending) one.end();
    });
  }

  /** Sends a barrier through; the rows that it brings out are returned by the next call. */
  barrier(): Snapshot {
    this.#throwFailure();
    const collector = new SnapshotCollector();
    collector.put(
      STATE_NAME,
      this.#inputs.map(({ saved }) => saved),
    );
    const id = (this.#barriers += 1);
    for (const input of this.#inputs) {
      if (!input.ended) input.control({ kind: 'barrier', id, collector });
    }
    this.#throwFailure();
    if (this.#passed !== id) throw new Error('driveStream: the barrier has not come out again');
    return copySnapshot(collector.snapshot);
  }

  /**
   * Builds the stream anew from a snapshot, and leaves the running one. The watermarks of the inputs
   * are those at the barrier; processing time goes on.
   */
  restore(snapshot: Snapshot): DrivenRow<R>[] {
    this.#open();
    const saved = (snapshot[STATE_NAME] ?? []) as readonly SavedInput[];
    const state = new SnapshotReader(copySnapshot(snapshot));
    return this.#act(() => {
      for (const [index, input] of this.#inputs.entries()) {
        const { watermark, ended } = saved[index] ?? input.saved;
        input.restore({ watermark, ended }, { kind: 'restore', state });
      }
    });
  }

  /** The rows that no call has returned yet. */
  rows(): DrivenRow<R>[] {
    return this.#rows.splice(0);
  }

  /** What the side output has given since the last call of this method. */
  late(): L[] {
    return this.#late.splice(0);
  }

  #open(): void {
    this.#subscription.unsubscribe();
    this.#inputs = Array.from({ length: this.#parts.inputs }, () => new DrivenInput<T>());
    this.#failure = undefined;
    this.#completed = false;
    this.#watermark = -Infinity;
    const stream = this.#parts.build(this.#inputs.map((input) => input.stream.asObservable()));
    this.#subscription = stream.subscribe({
      next: (chunk) => this.#take(chunk),
      error: (error) => (this.#failure = { error }),
      complete: () => (this.#completed = true),
    });
  }

  #take(chunk: Chunk<R>): void {
    for (const [i, value] of chunk.values.entries()) {
      const timestamp = chunk.timestamps[i] as number;
      this.#rows.push({ value, timestamp, watermark: watermarkBefore(chunk, i) });
    }
    this.#watermark = chunk.watermark;
    if (chunk.control?.kind === 'barrier') this.#passed = chunk.control.id;
  }

  #act(act: () => void): DrivenRow<R>[] {
    this.#throwFailure();
    act();
    this.#throwFailure();
    return this.rows();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #inputAt(index: number): DrivenInput<T> {
    const input = this.#inputs[index];
    if (input !== undefined) return input;
    const expected = `a whole number from 0 to ${this.#inputs.length - 1}`;
    throw new ArgumentRangeError('StreamDriver', 'input', expected, String(index));
  }
}
