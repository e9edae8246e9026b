import { Subscription } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { callbackError } from './callbackError.ts';
import { firstReached, makeChunk, watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { ChunkGuard } from './chunkGuard.ts';
import type { Barrier, Restore } from './control.ts';
import type { Milliseconds } from './duration.ts';
import { StreamError } from './errors.ts';
import { LateSink } from './lateSink.ts';
import type { Logic } from './logic.ts';
import type { OpenWindows, OperatorCounters, OperatorInfo } from './operatorStream.ts';
import { OutputBuffer } from './outputBuffer.ts';
import { PressureReport } from './pressureReport.ts';
import type { StatefulSpec } from './statefulSpec.ts';
import { restoreSaved } from './restoreSaved.ts';
import { timerDelay } from './timerDelay.ts';
import type { WaitingEntries } from './waitingEntries.ts';

/** Drives one logic object for one subscription. */
export class LogicRunner<T, R> {
  readonly #kind: string;
  readonly #stateName: string | undefined;
  readonly #savable: boolean;
  readonly #scheduler: SchedulerLike;
  readonly #counters: OperatorCounters;
  readonly #guard: ChunkGuard;
  readonly #output: OutputBuffer<R>;
  readonly #late: LateSink<T>;
  readonly #logic: Logic<T>;
  /** What the logic has at all: asked once, as each chunk would ask in vain. */
  readonly #ticks: boolean;
  readonly #holds: boolean;
  readonly #frees: boolean;
  /** Chunks that came while one was in work, from a destination that feeds its own source. */
  readonly #waiting: Chunk<T>[] = [];
  #busy = false;
  #completed = false;
  #watermark: Milliseconds = -Infinity;
  #advanced: Milliseconds = -Infinity;
  readonly #pressure = new PressureReport();
  #recordedNow: Milliseconds | undefined;
  #timer = Subscription.EMPTY;
  #timerDue = Infinity;

  constructor(
    spec: StatefulSpec<T, R>,
    info: OperatorInfo,
    scheduler: SchedulerLike,
    send: (chunk: Chunk<R>) => void,
  ) {
    this.#kind = spec.kind;
    this.#stateName = info.stateName;
    this.#savable = info.savable;
    this.#scheduler = scheduler;
    this.#counters = info.counters;
    this.#guard = new ChunkGuard(spec.kind);
    this.#output = new OutputBuffer((chunk) => {
      this.#counters.out += chunk.values.length;
      send(chunk);
    });
    this.#late = new LateSink(spec.kind, spec.late ?? 'drop', info.counters);
    this.#logic = spec.create({
      output: this.#output,
      late: (event) => this.#late.take(event),
      counters: info.counters,
      now: () => this.#recordedNow ?? scheduler.now(),
    });
    this.#ticks = 'nextTick' in this.#logic;
    this.#holds = 'held' in this.#logic;
    this.#frees = 'freeAt' in this.#logic;
  }

  get size(): number {
    return this.#logic.size;
  }

  get held(): number {
    return this.#logic.held ?? 0;
  }

  get openWindows(): OpenWindows | undefined {
    return this.#logic.openWindows;
  }

  get waitingEntries(): WaitingEntries | undefined {
    return this.#logic.waitingEntries;
  }

  next(chunk: Chunk<T>, destination: Subscriber<Chunk<R>>): void {
    if (this.#busy) this.#waiting.push(chunk);
    else this.#drain(destination, chunk);
  }

  complete(destination: Subscriber<Chunk<R>>): void {
    // A completion that comes from within a chunk in work must not overtake that chunk's results.
    if (this.#busy) {
      this.#completed = true;
      return;
    }
    if (this.#logic.flush !== undefined) this.#tick(() => this.#logic.flush?.(), destination);
    if (destination.closed) return;
    this.#late.complete();
    destination.complete();
  }

  fail(error: unknown, destination: Subscriber<Chunk<R>>): void {
    this.#late.error(error);
    destination.error(error);
  }

  /** Sends what it holds back; gives how much of that still leaves by the clock. */
  drain(destination: Subscriber<Chunk<R>>): number {
    if (!this.#busy && this.held > 0 && this.#logic.flush !== undefined) {
      this.#tick(() => this.#logic.flush?.(), destination);
      if (!destination.closed) this.#drain(destination, undefined);
    }
    const { nextTick = Infinity } = this.#logic;
    return this.#recordedNow === undefined && nextTick < Infinity ? this.held : 0;
  }

  stop(): void {
    this.#timer.unsubscribe();
    this.#pressure.report(0);
  }

  #drain(destination: Subscriber<Chunk<R>>, first: Chunk<T> | undefined): void {
    this.#busy = true;
    try {
      if (first !== undefined && !destination.closed) this.#process(first, destination);
      while (this.#waiting.length > 0 && !destination.closed)
        this.#process(this.#waiting.shift() as Chunk<T>, destination);
    } finally {
      this.#busy = false;
    }
    if (destination.closed) return;
    if (this.#completed) this.complete(destination);
    else {
      if (this.#ticks) this.#arm(destination);
      if (this.#holds) this.#reportHeld();
    }
  }

  /** A recorded clock moves with the values alone: a source that is paused would stop it. */
  #reportHeld(): void {
    const { held = 0, gathers = false } = this.#logic;
    this.#pressure.report(held, gathers || this.#recordedNow !== undefined ? held : 0);
  }

  #process(chunk: Chunk<T>, destination: Subscriber<Chunk<R>>): void {
    try {
      this.#guard.check(chunk);
      this.#counters.in += chunk.values.length;
      this.#pressure.see(chunk.pressure);
      this.#output.begin(chunk);
      if (chunk.control?.kind === 'restore') this.#restore(chunk.control);
      this.#walk(chunk);
      if (chunk.control?.kind === 'barrier' || chunk.control?.kind === 'idle')
        this.#logic.flush?.();
      if (chunk.control?.kind === 'barrier') this.#snapshot(chunk.control);
      this.#finish(chunk);
    } catch (error) {
      this.#output.rescue();
      this.#late.rescue();
      this.fail(callbackError(this.#kind, error), destination);
    }
  }

  /** Runs the values, and moves the logic's clocks where the chunk reaches them. */
  #walk(chunk: Chunk<T>): void {
    const logic = this.#logic;
    const length = chunk.values.length;
    const alone = length === 1 && (chunk.arrivals === undefined || !this.#ticks);
    if (alone) this.#walkOne(chunk);
    else this.#walkRun(chunk, length);
    if (length > 0) this.#output.raise(watermarkBefore(chunk, length - 1));
    const { wake } = logic;
    const due = this.#frees ? Math.min(wake, logic.freeAt ?? Infinity) : wake;
    if (chunk.watermark >= due) this.#advance(chunk.watermark);
  }

  /** All that there is to do for a value that is alone and that the watermark alone can come before. */
  #walkOne(chunk: Chunk<T>): void {
    const before = watermarkBefore(chunk, 0);
    if (before >= this.#logic.wake && this.#advanced !== Infinity) this.#advance(before);
    this.#output.arrive(chunk.arrivals?.[0]);
    this.#logic.add(chunk, 0, 1);
    this.#arrive(chunk, 0);
  }

  #walkRun(chunk: Chunk<T>, length: number): void {
    const logic = this.#logic;
    let position = 0;
    while (position < length) {
      const due = this.#nextWake(chunk, position);
      const stop = Math.min(due, this.#nextRecordedTick(chunk, position));
      if (stop > position) {
        this.#output.arrive(chunk.arrivals?.[position]);
        position = logic.add(chunk, position, stop);
        // What the watermark fires next is caused by the last value taken, and arrives with it.
        this.#arrive(chunk, position - 1);
      } else if (due === position) {
        this.#passValue(chunk, position - 1);
        this.#advance(watermarkBefore(chunk, position));
      } else {
        this.#passValue(chunk, position);
        this.#arrive(chunk, position);
        logic.tick?.(this.#recordedNow as number);
      }
    }
  }

  /** The output's watermark is at least that before a value whose turn has come. */
  #passValue(chunk: Chunk<T>, position: number): void {
    if (position >= 0) this.#output.raise(watermarkBefore(chunk, position));
  }

  #arrive(chunk: Chunk<T>, position: number): void {
    const arrival = chunk.arrivals?.[position];
    if (arrival === undefined) return;
    this.#recordedNow = arrival;
    this.#output.arrive(arrival);
  }

  #nextWake(chunk: Chunk<T>, position: number): number {
    const { wake } = this.#logic;
    // A wake of Infinity stays one when it has been reached.
    if (this.#advanced === Infinity) return chunk.values.length;
    return chunk.watermark >= wake ? firstReached(chunk, position, wake) : chunk.values.length;
  }

  #nextRecordedTick(chunk: Chunk<T>, position: number): number {
    const { arrivals } = chunk;
    const due = this.#logic.nextTick ?? Infinity;
    if (arrivals === undefined || due === Infinity) return chunk.values.length;
    let next = position;
    while (next < arrivals.length && (arrivals[next] as number) < due) next += 1;
    return next;
  }

  #advance(watermark: Milliseconds): void {
    this.#advanced = watermark;
    this.#logic.advance(watermark);
    this.#output.raise(watermark);
  }

  #finish(chunk: Chunk<T>): void {
    this.#watermark = chunk.watermark;
    this.#counters.watermark = chunk.watermark;
    this.#late.finish(chunk.watermark, chunk);
    this.#output.finish(chunk.watermark, chunk.control);
  }

  #restore({ state }: Restore): void {
    const saved = this.#stateName === undefined ? undefined : state.find(this.#stateName);
    if (saved !== undefined) restoreSaved(saved, (state) => this.#logic.restore(state));
  }

  #snapshot({ collector }: Barrier): void {
    if (!this.#savable) {
      const text = `${this.#kind} '${this.#stateName ?? ''}': its state cannot be saved, and a barrier asks for it`;
      throw new StreamError('MILLRACE_STATE_NOT_SAVABLE', text);
    }
    if (this.#stateName === undefined) return;
    collector.put(this.#stateName, this.#logic.snapshot(collector.changesOnly));
  }

  /** Sets the scheduler's timer, unless the clock is a recorded one, which only the values move. */
  #arm(destination: Subscriber<Chunk<R>>): void {
    const due = this.#logic.nextTick ?? Infinity;
    if (this.#recordedNow !== undefined || due === this.#timerDue) return;
    this.#timer.unsubscribe();
    this.#timerDue = due;
    if (due === Infinity) return;
    const delay = timerDelay(due, this.#scheduler.now());
    this.#timer = this.#scheduler.schedule(() => this.#onTimer(destination), delay);
  }

  #onTimer(destination: Subscriber<Chunk<R>>): void {
    this.#timerDue = Infinity;
    const { nextTick = Infinity } = this.#logic;
    const now = this.#scheduler.now();
    this.#tick(() => {
      if (now >= nextTick) this.#logic.tick?.(now);
    }, destination);
    if (!destination.closed) this.#drain(destination, undefined);
  }

  /** Lets the logic send something between two chunks. */
  #tick(act: () => void, destination: Subscriber<Chunk<R>>): void {
    const chunk = makeChunk<T>({ watermark: this.#watermark });
    this.#busy = true;
    try {
      act();
      this.#finish(chunk);
    } catch (error) {
      this.#output.rescue();
      this.#late.rescue();
      this.fail(callbackError(this.#kind, error), destination);
    } finally {
      this.#busy = false;
    }
  }
}
