import type { Subscriber } from 'rxjs';
import {
  ACTIVE,
  callbackError,
  emptyChunk,
  IDLE,
  listOf,
  makeRows,
  stepLoop,
} from '../kernel/index.ts';
import type {
  Chunk,
  ClockAct,
  Control,
  InputState,
  Milliseconds,
  OperatorInfo,
  Pressure,
  Restore,
  Rows,
  Step,
  StepLoop,
} from '../kernel/index.ts';
import { EntryClock } from './entryClock.ts';
import type { Stamps } from './entryClock.ts';
import { EntryColumns } from './entryColumns.ts';
import type { EntryConfig } from './entryConfig.ts';
import { EntryRejects } from './entryRejects.ts';
import { entryStates } from './entryStates.ts';
import { EntryTimers } from './entryTimers.ts';
import type { EventClock } from './eventClock.ts';
import { isTimestamp } from './isTimestamp.ts';

/** Turns the values of one subscription into events: timestamps, watermarks, idleness, rejects. */
export class EntryRunner<T> {
  readonly #config: EntryConfig<T>;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<unknown>>;
  readonly #clock: EventClock<T>;
  /** The clock, where it can stamp whole runs. */
  readonly #stamper: EntryClock | undefined;
  readonly #columns: EntryColumns;
  /** The stateless stages that are fused into the entry. */
  readonly #steps: StepLoop | undefined;
  /** Whether they run over a whole chunk, so that a failure is theirs. */
  #whole = false;
  readonly #passPart = (part: Chunk<unknown>): void => this.#passNews(part);
  readonly #timestampOf: (value: T, now: Milliseconds) => unknown;
  readonly #rejects: EntryRejects<T>;
  #sent: Milliseconds = -Infinity;
  /** NaN before the first event. */
  #lastTimestamp: Milliseconds = Number.NaN;
  #idle = false;
  /** Whether it has been idle since the watermark last rose. */
  #silent = false;
  readonly #timers: EntryTimers;
  #lastArrival: Milliseconds | undefined;
  #pressure: Pressure | undefined;
  /** Whether the clock is a recorded one, so that timers have nothing to say. */
  #recorded = false;
  #restored = false;

  constructor(
    config: EntryConfig<T>,
    steps: readonly Step[],
    info: OperatorInfo,
    destination: Subscriber<Chunk<unknown>>,
  ) {
    this.#config = config;
    this.#info = info;
    this.#destination = destination;
    this.#clock = config.createClock();
    const stamps = this.#clock instanceof EntryClock && config.maxAhead === Infinity;
    this.#stamper = stamps ? (this.#clock as EntryClock) : undefined;
    this.#columns = new EntryColumns(steps);
    this.#steps = steps.length > 0 ? stepLoop(steps) : undefined;
    // Not before the latest time seen, also where the clock was set back.
    const arrivalOf = (_: T, now: Milliseconds): Milliseconds =>
      Math.max(this.#clock.watermark + 1, Math.floor(now));
    this.#timestampOf = config.timestampOf ?? arrivalOf;
    this.#rejects = new EntryRejects(config, info.counters);
    this.#timers = new EntryTimers({
      scheduler: config.scheduler,
      destination,
      patience: Math.min(config.idleAfter, config.tickEvery),
      onSilence: () => this.#onSilence(),
      onTick: () => this.#onTick(),
    });
    if (this.#clock.timed) this.#clock.start(config.scheduler.now());
    this.#timers.seen();
    this.#armTicks();
  }

  /** What is known of the stream's clock, or of each of its partitions. */
  inputStates(): readonly InputState[] {
    const { lastSeen } = this.#timers;
    return entryStates(this.#config, this.#clock, {
      idle: this.#idle,
      lastTimestamp: this.#lastTimestamp,
      lastSeen: !this.#recorded && lastSeen !== 0 ? lastSeen : this.#lastArrival,
      clockAct: this.#clockAct(),
    });
  }

  #clockAct(): ClockAct | undefined {
    const { tickEvery } = this.#config;
    if (tickEvery === Infinity || this.#recorded) return this.#clock.clockAct;
    return { by: 'watermarkEvery', at: this.#timers.lastSeen + tickEvery };
  }

  /** A value that comes alone: all that `next` does for a run, but for what one value has no need of. */
  one(value: T, pressure: Pressure | undefined): void {
    if (this.#stamper === undefined)
      return this.next(makeRows({ values: listOf(value), pressure }));
    if (this.#destination.closed) return;
    this.#info.counters.in += 1;
    this.#pressure = pressure;
    try {
      this.#sendOne(this.#stamper, value);
    } catch (error) {
      return this.#failBehind(error);
    }
    this.#timers.seen();
  }

  next(rows: Rows<T>): void {
    const { values, arrivals, control, pressure } = rows;
    if (control?.kind === 'exhausted') return this.#exhaust();
    const alone = values.length === 1 && arrivals === undefined && control === undefined;
    if (alone && this.#stamper !== undefined) {
      this.one(values[0] as T, pressure);
      return;
    }
    if (this.#destination.closed) return;
    this.#info.counters.in += values.length;
    this.#pressure = pressure ?? this.#pressure;
    try {
      if (control?.kind === 'restore') this.#restore(control);
      if (this.#restored) this.#resume(rows);
      if (!this.#sendWhole(rows, control)) this.#sendEach(rows, control);
    } catch (error) {
      return this.#failBehind(error);
    }
    // A barrier in between is no sign of life.
    if (values.length === 0) return;
    if (arrivals === undefined) {
      this.#timers.seen();
      if (this.#clock.nextTick !== Infinity) this.#armTicks();
    } else {
      this.#lastArrival = arrivals.at(-1);
      this.#timers.hush();
    }
  }

  /** What came before a failure goes out before it. */
  #failBehind(error: unknown): void {
    if (!this.#whole) this.#send(undefined);
    this.fail(callbackError(this.#info.kind, error));
  }

  /** No event is expected any more. */
  #exhaust(): void {
    this.#clock.raise(Infinity);
    this.#columns.begin(false);
    this.#send(undefined);
  }

  /** The end of a finite source. */
  complete(): void {
    this.#exhaust();
    this.#rejects.complete();
    this.#destination.complete();
    this.stop();
  }

  fail(error: unknown): void {
    this.#rejects.error(error);
    this.#destination.error(error);
    this.stop();
  }

  stop(): void {
    this.#timers.stop();
  }

  /** The steps run before there is a chunk, so that one is made of what is left alone. */
  #sendOne(clock: EntryClock, value: T): void {
    const { timestampOf, scheduler } = this.#config;
    const timestamp = this.#timestampOf(value, timestampOf === undefined ? scheduler.now() : 0);
    this.#columns.begin(false);
    if (isTimestamp(timestamp)) {
      this.#columns.add(value, timestamp, clock.watermark, 0);
      clock.see(value, timestamp);
    } else this.#rejects.invalid(value, timestamp, clock.watermark);
    this.#send(undefined);
  }

  /** The quick way, for a run that nothing in it can cut: its values are passed on as they are. */
  #sendWhole({ values, arrivals, pressure }: Rows<T>, control: Control | undefined): boolean {
    const clock = this.#stamper;
    if (clock === undefined || values.length === 0) return false;
    if (arrivals !== undefined && this.#config.idleAfter !== Infinity) return false;
    const stamps =
      arrivals !== undefined && this.#config.timestampOf === undefined
        ? this.#stampRecorded(clock, arrivals)
        : this.#stamp(clock, values);
    if (stamps === undefined) return false;
    const { timestamps, before } = stamps;
    const { watermark } = clock;
    if (control !== undefined) this.#collect(control);
    const chunk = { values, timestamps, before, watermark, arrivals, control, pressure };
    if (this.#steps === undefined) this.#pass(chunk);
    else this.#step(chunk, this.#steps);
    return true;
  }

  #stampRecorded(clock: EntryClock, arrivals: readonly Milliseconds[]): Stamps | undefined {
    if (!this.#recorded) this.#followRecording(arrivals[0] as number);
    return clock.stampArrivals(arrivals);
  }

  #stamp(clock: EntryClock, values: readonly T[]): Stamps | undefined {
    const { timestampOf, scheduler } = this.#config;
    const now = timestampOf === undefined ? scheduler.now() : 0;
    try {
      return clock.stamp(values, this.#timestampOf, now);
    } catch {
      // The slow way meets it again, behind the values before it.
      return undefined;
    }
  }

  #sendEach({ values, arrivals }: Rows<T>, control: Control | undefined): void {
    const { timestampOf, maxAhead } = this.#config;
    this.#columns.begin(arrivals !== undefined);
    const { timed } = this.#clock;
    const asksClock =
      arrivals === undefined && (timed || timestampOf === undefined || maxAhead !== Infinity);
    const now = asksClock ? this.#config.scheduler.now() : 0;
    for (let i = 0; i < values.length; i += 1)
      this.#take(values[i] as T, arrivals?.[i] ?? now, arrivals);
    this.#collect(control);
    this.#send(control);
  }

  #restore({ state }: Restore): void {
    const saved = state.find(this.#config.stateName);
    if (saved !== undefined) this.#clock.restore(saved.state);
    this.#restored = true;
  }

  /** Restored into a live stream: the time in which nothing ran is no silence. */
  #resume({ values, arrivals }: Rows<T>): void {
    if (values.length === 0 || arrivals !== undefined) return;
    this.#restored = false;
    if (this.#clock.timed) this.#clock.start(this.#config.scheduler.now());
  }

  #collect(control: Control | undefined): void {
    if (control?.kind !== 'barrier') return;
    control.collector.put(this.#config.stateName, this.#clock.snapshot());
  }

  #take(value: T, arrival: Milliseconds, arrivals: readonly Milliseconds[] | undefined): void {
    if (arrivals !== undefined) this.#followRecordedClock(arrival);
    const timestamp = this.#timestampOf(value, arrival);
    const { watermark } = this.#clock;
    if (!isTimestamp(timestamp)) this.#rejects.invalid(value, timestamp, watermark);
    else if (timestamp > arrival + this.#config.maxAhead)
      this.#rejects.ahead(value, timestamp, watermark);
    else {
      this.#columns.add(value, timestamp, watermark, arrival);
      this.#clock.see(value, timestamp, arrival);
    }
  }

  /** In a replay, silence shows as a gap between two recorded arrivals. */
  #followRecordedClock(arrival: Milliseconds): void {
    const { idleAfter } = this.#config;
    if (!this.#recorded) this.#followRecording(arrival);
    if (arrival >= this.#clock.nextTick && this.#tick(arrival)) this.#columns.begin(true);
    const silent = this.#lastArrival !== undefined && arrival - this.#lastArrival > idleAfter;
    this.#lastArrival = arrival;
    if (!silent) return;
    this.#send(IDLE);
    this.#columns.begin(true);
  }

  /** From here on the recorded clock counts: what was set by the scheduler's is forgotten. */
  #followRecording(arrival: Milliseconds): void {
    this.#recorded = true;
    this.#timers.stopTicks();
    if (this.#clock.timed && !this.#restored) this.#clock.start(arrival);
  }

  /** @returns whether a chunk went out, to tell that the stream is idle */
  #tick(now: Milliseconds): boolean {
    const was = this.#clock.idle;
    this.#clock.tick(now, this.#recorded);
    if (was || !this.#clock.idle) return false;
    this.#send(IDLE);
    return true;
  }

  #send(control: Control | undefined): void {
    const { watermark } = this.#clock;
    const news = this.#columns.length > 0 || control !== undefined || watermark > this.#sent;
    const chunk = this.#columns.take(watermark, control, this.#pressure);
    if (news) this.#pass(chunk);
    else this.#rejects.finish(chunk);
  }

  /** Runs the stages over a whole chunk; what came out before one of them throws goes out here. */
  #step(entered: Chunk<unknown>, steps: StepLoop): void {
    this.#whole = true;
    const chunk = steps(entered, this.#passPart);
    this.#whole = false;
    this.#passNews(chunk);
  }

  #passNews(chunk: Chunk<unknown>): void {
    const { values, control, watermark } = chunk;
    if (values.length > 0 || control !== undefined || watermark > this.#sent) this.#pass(chunk);
  }

  #pass(chunk: Chunk<unknown>): void {
    this.#rejects.finish(chunk);
    this.#wake(chunk);
    this.#sent = chunk.watermark;
    this.#idle = chunk.control?.kind === 'idle';
    this.#lastTimestamp = chunk.timestamps.at(-1) ?? this.#lastTimestamp;
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }

  /**
   * Where branches come together again, each has to be known to go on before one of them brings values
   * and a higher watermark: else that one would raise it past what the others are still to bring.
   */
  #wake({ values, watermark, control, pressure }: Chunk<unknown>): void {
    const rises = watermark > this.#sent;
    if (this.#silent && rises && values.length > 0)
      this.#destination.next(emptyChunk(this.#sent, ACTIVE, pressure));
    if (rises) this.#silent = false;
    if (control?.kind === 'idle') this.#silent = true;
  }

  #onSilence(): void {
    const { tickEvery, scheduler } = this.#config;
    this.#columns.begin(false);
    if (tickEvery === Infinity) return this.#send(IDLE);
    this.#clock.raise(Math.floor(scheduler.now()) - 1);
    this.#send(undefined);
    this.#timers.seen();
  }

  #onTick(): void {
    const now = this.#config.scheduler.now();
    this.#columns.begin(false);
    try {
      if (now >= this.#clock.nextTick && !this.#tick(now)) this.#send(undefined);
      this.#armTicks();
    } catch (error) {
      this.fail(callbackError(this.#config.kind, error));
    }
  }

  #armTicks(): void {
    if (!this.#recorded) this.#timers.tickAt(this.#clock.nextTick);
  }
}
