import type { Subscriber } from 'rxjs';
import {
  callbackError,
  ChunkGuard,
  emptyChunk,
  OutputBuffer,
  PressureReport,
  SideBuffer,
  StreamError,
  watermarkBefore,
  weightOf,
  weightOfRun,
} from '../kernel/index.ts';
import type { Chunk, Control, Milliseconds, OperatorInfo, Pressure } from '../kernel/index.ts';
import type { AsyncSegment } from './asyncSegment.ts';
import { AsyncSegments } from './asyncSegments.ts';
import type { AsyncSettings } from './asyncSettings.ts';
import { NO_RESULT } from './asyncWork.ts';
import type { AsyncWork, Together } from './asyncWork.ts';
import { CallFailure } from './callPool.ts';
import type { Failed } from './failed.ts';

/**
 * Sends the values of one subscription through asynchronous work, and lets the results go with what
 * stands between them in its place.
 */
export class AsyncRunner<T, R> {
  readonly #settings: AsyncSettings<T>;
  readonly #work: AsyncWork<T, R>;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<R>>;
  readonly #guard: ChunkGuard;
  readonly #segments: AsyncSegments<T>;
  readonly #output: OutputBuffer<R>;
  readonly #side: SideBuffer<Failed<T>> | undefined;
  readonly #report = new PressureReport();
  #pressure: Pressure | undefined;
  /** What its values count for. */
  #weight = 0;
  #busy = false;
  #completed = false;
  /** A value has failed for good: none behind it has to be begun. */
  #doomed = false;
  #watermark: Milliseconds = -Infinity;
  #arrival: Milliseconds = -Infinity;

  constructor(
    settings: AsyncSettings<T>,
    create: (together: Together) => AsyncWork<T, R>,
    info: OperatorInfo,
    destination: Subscriber<Chunk<R>>,
  ) {
    this.#settings = settings;
    this.#work = create((act) => this.#together(act));
    this.#info = info;
    this.#destination = destination;
    this.#guard = new ChunkGuard(settings.owner);
    this.#segments = new AsyncSegments(settings.ordered);
    this.#output = new OutputBuffer((chunk) => this.#send(chunk));
    const { onError } = settings;
    this.#side = onError === 'fail' ? undefined : new SideBuffer(onError);
  }

  /** How many values have come and not left. */
  get held(): number {
    return this.#segments.length;
  }

  /** How many entries the work keeps. */
  get size(): number {
    return this.#work.size;
  }

  next(chunk: Chunk<T>): void {
    this.#guard.check(chunk);
    this.#info.counters.in += chunk.values.length;
    this.#report.see(chunk.pressure);
    this.#pressure = chunk.pressure ?? this.#pressure;
    this.#weight += weightOfRun(chunk.values);
    this.#segments.add(chunk);
    this.#pump();
  }

  complete(): void {
    this.#completed = true;
    this.#pump();
  }

  fail(error: unknown): void {
    this.#side?.error(error);
    this.#destination.error(error);
  }

  /** Begins what it gathers; gives how many values have not left yet. */
  drain(): number {
    this.#together(() => this.#work.flush?.());
    return this.held;
  }

  stop(): void {
    this.#work.stop();
    this.#segments.clear();
    this.#report.report(0);
  }

  /** Begins and lets go what it can. What comes meanwhile from a re-entrant source joins the end. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      do this.#begin();
      while (!this.#destination.closed && this.#release());
      if (this.#segments.length > this.#settings.limit) throw overflow(this.#settings);
    } catch (error) {
      this.#output.rescue();
      this.#side?.flush(this.#watermark);
      this.fail(callbackError(this.#settings.owner, error));
    } finally {
      this.#busy = false;
    }
    if (this.#destination.closed) return;
    if (this.#completed && this.#segments.empty) this.#complete();
    else this.#report.report(this.#weight, this.#work.gathered);
  }

  #complete(): void {
    this.#side?.complete();
    this.#destination.complete();
  }

  #begin(): void {
    while (!this.#doomed && !this.#destination.closed) {
      const segment = this.#segments.beginning;
      if (segment === undefined) {
        if (this.#completed || this.#segments.closed) this.#work.flush?.();
        return;
      }
      const position = segment.begin();
      const { values, timestamps } = segment.chunk;
      const begun = this.#work.begin(
        values[position] as T,
        timestamps[position] as number,
        (outcome) => this.#settle(segment, position, outcome),
      );
      if (!begun) {
        segment.putBack();
        return;
      }
      if (segment.control !== undefined && !segment.waits) this.#work.flush?.();
    }
  }

  #together(act?: () => void): void {
    const nested = this.#busy;
    this.#busy = true;
    act?.();
    this.#busy = nested;
    if (!this.#destination.closed) this.#pump();
  }

  #settle(segment: AsyncSegment<T>, position: number, outcome: unknown): void {
    if (this.#destination.closed) return;
    segment.settle(position, outcome);
    if (outcome instanceof CallFailure && this.#side === undefined) this.#doomed = true;
    this.#pump();
  }

  /** @returns whether something has left */
  #release(): boolean {
    const moved = this.#segments.release(this);
    if (moved && !this.#destination.closed) {
      this.#tellSide(undefined);
      this.#output.finish(this.#watermark, undefined);
    }
    return moved;
  }

  /** A value leaves. */
  value({ chunk }: AsyncSegment<T>, position: number, outcome: unknown): void {
    this.#weight -= weightOf(chunk.values[position]);
    this.#output.begin(chunk);
    this.#raise(watermarkBefore(chunk, position));
    // One that was overtaken arrives with the one that overtook it: a recorded clock never goes back.
    this.#arrival = Math.max(this.#arrival, chunk.arrivals?.[position] ?? -Infinity);
    this.#output.arrive(chunk.arrivals === undefined ? undefined : this.#arrival);
    const timestamp = chunk.timestamps[position] as number;
    if (outcome instanceof CallFailure) {
      this.#divert(chunk.values[position] as T, timestamp, outcome);
    } else if (outcome === NO_RESULT) this.#info.counters.unjoined += 1;
    else this.#output.emit(outcome as R, timestamp);
  }

  /** A segment is done: what stands behind it goes on. */
  end({ chunk, control, end }: AsyncSegment<T>): void {
    this.#output.begin(chunk);
    this.#raise(end);
    if (control === undefined || this.#destination.closed) return;
    this.#tellSide(control);
    this.#output.finish(end, control);
  }

  #raise(watermark: Milliseconds): void {
    this.#watermark = Math.max(this.#watermark, watermark);
    this.#output.raise(watermark);
  }

  #tellSide(control: Control | undefined): void {
    this.#side?.finish(this.#watermark, emptyChunk(this.#watermark, control, this.#pressure));
  }

  #divert(value: T, timestamp: Milliseconds, { error, attempts }: CallFailure): void {
    if (this.#side === undefined) throw error;
    this.#info.counters.failed += 1;
    const operator = this.#settings.owner;
    this.#side.add({ value, timestamp, error, attempts, operator }, timestamp, this.#watermark);
  }

  #send(chunk: Chunk<R>): void {
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }
}

function overflow({ owner, limit }: { owner: string; limit: number }): StreamError {
  const text = `${owner}: more than ${limit} values wait for their turn or an answer`;
  const fix = 'raise limit or concurrency, or give a source that can be paused';
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}
