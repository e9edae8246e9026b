import { Subscription } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { callbackError, IDLE, SideBuffer, SideOutput } from '../kernel/index.ts';
import type { Chunk, Control, Milliseconds, OperatorCounters, Rows, Step } from '../kernel/index.ts';
import { EntryClock } from './entryClock.ts';
import { EntryColumns } from './entryColumns.ts';
import type { EntryConfig } from './entryConfig.ts';
import { rejectionError } from './rejectionError.ts';
import type { Rejected, RejectPolicy } from './rejected.ts';

/** Turns the values of one subscription into events: timestamps, watermarks, idleness, rejects. */
export class EntryRunner<T> {
  readonly #config: EntryConfig<T>;
  readonly #counters: OperatorCounters;
  readonly #destination: Subscriber<Chunk<unknown>>;
  readonly #clock: EntryClock;
  readonly #columns: EntryColumns;
  readonly #fused: boolean;
  readonly #sides: ReadonlyMap<RejectPolicy<T>, SideBuffer<Rejected<T>>>;
  #sent: Milliseconds = -Infinity;
  #lastArrival: Milliseconds | undefined;
  #lastSeen: Milliseconds = 0;
  #timer: Subscription = Subscription.EMPTY;

  constructor(
    config: EntryConfig<T>,
    steps: readonly Step[],
    counters: OperatorCounters,
    destination: Subscriber<Chunk<unknown>>,
  ) {
    this.#config = config;
    this.#counters = counters;
    this.#destination = destination;
    this.#clock = new EntryClock(config.kind, config.outOfOrderness);
    this.#columns = new EntryColumns(steps);
    this.#fused = steps.length > 0;
    const outputs = [config.invalid, config.quarantine].filter((policy) => policy instanceof SideOutput);
    this.#sides = new Map(outputs.map((output) => [output, new SideBuffer(output)]));
    this.#arm();
  }

  next(rows: Rows<T>): void {
    const { control, pressure } = rows;
    this.#counters.in += rows.values.length;
    if (control?.kind === 'restore') this.#clock.restore(control.state.take(this.#config.stateName));
    try {
      if (!this.#sendWhole(rows)) this.#sendEach(rows);
    } catch (error) {
      if (this.#columns.length > 0) this.#send(undefined, pressure);
      this.fail(callbackError(this.#config.kind, error));
      return;
    }
    if (rows.arrivals === undefined) this.#arm();
    else this.#timer.unsubscribe();
  }

  /** The end of a finite source: no event is expected any more. */
  complete(): void {
    this.#clock.watermark = Infinity;
    this.#columns.begin(false);
    this.#send(undefined, undefined);
    for (const side of this.#sides.values()) side.complete();
    this.#destination.complete();
  }

  fail(error: unknown): void {
    for (const side of this.#sides.values()) side.error(error);
    this.#destination.error(error);
  }

  stop(): void {
    this.#timer.unsubscribe();
  }

  /** The quick way, for a run that nothing in it can cut: its values are passed on as they are. */
  #sendWhole({ values, arrivals, control, pressure }: Rows<T>): boolean {
    const { timestampOf, byArrival, maxAhead, idleAfter } = this.#config;
    const mayCut = maxAhead !== Infinity || (arrivals !== undefined && (byArrival || idleAfter !== Infinity));
    if (mayCut || this.#fused || values.length === 0) return false;
    const stamps = this.#clock.stamp(values, timestampOf, byArrival ? this.#config.scheduler.now() : 0);
    if (stamps === undefined) return false;
    const { timestamps, before } = stamps;
    const { watermark } = this.#clock;
    this.#collect(control);
    this.#pass({ values, timestamps, before, watermark, arrivals, control, pressure });
    return true;
  }

  #sendEach({ values, arrivals, control, pressure }: Rows<T>): void {
    const { byArrival, maxAhead } = this.#config;
    this.#columns.begin(arrivals !== undefined);
    const asksClock = arrivals === undefined && (byArrival || maxAhead !== Infinity);
    const now = asksClock ? this.#config.scheduler.now() : 0;
    for (let i = 0; i < values.length; i += 1) this.#take(values[i] as T, arrivals?.[i] ?? now, arrivals);
    this.#collect(control);
    this.#send(control, pressure);
  }

  #collect(control: Control | undefined): void {
    if (control?.kind === 'barrier') control.collector.put(this.#config.stateName, this.#clock.snapshot());
  }

  #take(value: T, arrival: Milliseconds, arrivals: readonly Milliseconds[] | undefined): void {
    const { timestampOf, maxAhead, invalid, quarantine } = this.#config;
    if (arrivals !== undefined) this.#followRecordedClock(arrival);
    const timestamp = timestampOf(value, arrival);
    if (!Number.isSafeInteger(timestamp)) {
      this.#counters.invalid += 1;
      this.#reject({ value, timestamp, reason: 'invalidTimestamp' }, invalid);
    } else if ((timestamp as number) > arrival + maxAhead) {
      this.#counters.quarantined += 1;
      this.#reject({ value, timestamp, reason: 'aheadOfClock' }, quarantine);
    } else {
      const clock = this.#clock;
      this.#columns.add(value, timestamp as number, clock.watermark, arrival);
      clock.see(timestamp as number);
    }
  }

  #reject(rejected: Rejected<T>, policy: RejectPolicy<T>): void {
    if (policy === 'error') throw rejectionError(this.#config.kind, rejected);
    if (policy === 'drop') return;
    const { timestamp, reason } = rejected;
    const { watermark } = this.#clock;
    const at = reason === 'aheadOfClock' ? (timestamp as number) : watermark;
    this.#sides.get(policy)?.add(rejected, at, watermark);
  }

  /** In a replay, silence shows as a gap between two recorded arrivals. */
  #followRecordedClock(arrival: Milliseconds): void {
    const { idleAfter } = this.#config;
    const silent = this.#lastArrival !== undefined && arrival - this.#lastArrival > idleAfter;
    this.#lastArrival = arrival;
    if (!silent) return;
    this.#send(IDLE, undefined);
    this.#columns.begin(true);
  }

  #send(control: Control | undefined, pressure: Rows<T>['pressure']): void {
    const { watermark } = this.#clock;
    const news = this.#columns.length > 0 || control !== undefined || watermark > this.#sent;
    const chunk = this.#columns.take(watermark, control, pressure);
    if (news) this.#pass(chunk);
    else this.#finishSides(chunk);
  }

  #pass(chunk: Chunk<unknown>): void {
    this.#finishSides(chunk);
    this.#sent = chunk.watermark;
    this.#counters.out += chunk.values.length;
    this.#counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }

  #finishSides(chunk: Chunk<unknown>): void {
    for (const side of this.#sides.values()) side.finish(chunk.watermark, chunk);
  }

  /** Sets the timer that tells of silence, or lets the watermark follow the clock through it. */
  #arm(): void {
    const { idleAfter, tickEvery, scheduler } = this.#config;
    const patience = Math.min(idleAfter, tickEvery);
    if (patience === Infinity) return;
    this.#lastSeen = scheduler.now();
    // A timer that is already set looks at `lastSeen` when it fires: cheaper than one for each value.
    if (this.#timer.closed) this.#schedule(patience, patience);
  }

  #schedule(delay: Milliseconds, patience: Milliseconds): void {
    this.#timer = this.#config.scheduler.schedule(() => this.#onTimer(patience), delay);
  }

  #onTimer(patience: Milliseconds): void {
    this.#timer.unsubscribe();
    const left = this.#lastSeen + patience - this.#config.scheduler.now();
    if (left > 0) this.#schedule(left, patience);
    else this.#onSilence();
  }

  #onSilence(): void {
    const { tickEvery, scheduler } = this.#config;
    this.#columns.begin(false);
    if (tickEvery === Infinity) {
      this.#send(IDLE, undefined);
      return;
    }
    this.#clock.see(Math.floor(scheduler.now()));
    this.#send(undefined, undefined);
    this.#arm();
  }
}
