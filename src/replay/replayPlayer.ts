import type { Subscriber } from 'rxjs';
import { ArgumentRangeError, makeRows } from '../../operators/index.ts';
import type { Milliseconds, Pressure, Rows } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import { ReplayQueue } from './replayQueue.ts';
import type { ReplayCut } from './replayQueue.ts';
import type { MutableReplayStatus } from './replayStatus.ts';

/** What one run of a replay works with. */
export interface PlayerSetup<T> {
  readonly destination: Subscriber<Rows<T>>;
  readonly runtime: Runtime;
  /** The handle of what follows. */
  readonly pressure: Pressure;
  readonly cut: ReplayCut;
  /** Rows that arrived before this are due at once. */
  readonly paceFrom: Milliseconds;
  readonly chunkSize: number;
  readonly status: MutableReplayStatus;
  /** How many of the first rows are left out. */
  readonly skip: number;
  /** Called when the last row has been given. */
  readonly complete: () => void;
}

type End = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

/**
 * Gives rows at the pace of one clock.
 *
 * The clock starts with the first row that has to wait for it, and is never set again: a row is due when the recording's
 * position, computed from it anew each time, has reached its arrival, so waiting and rounding never
 * add up. At any time the player waits for one thing: a turn, a timer, or the pressure to go.
 */
export class ReplayPlayer<T> {
  readonly #setup: PlayerSetup<T>;
  readonly #queue: ReplayQueue<T>;
  readonly #speed: number;
  #origin: { readonly arrival: Milliseconds; readonly at: number } | undefined;
  #waiting: Cancel | undefined;
  #end: End | undefined;
  #upstream: Pressure | undefined;
  #stopped = false;

  constructor(setup: PlayerSetup<T>) {
    const { cut, status, skip } = setup;
    this.#setup = setup;
    this.#queue = new ReplayQueue(cut, skip);
    this.#speed = status.speed === 'max' ? Infinity : status.speed;
    status.restart();
  }

  /** How many rows have come, also those left out. */
  get read(): number {
    return this.#queue.read;
  }

  /** How many of them wait. */
  get held(): number {
    return this.#queue.held;
  }

  /** Takes rows in; tells whether more can lie within the cut. */
  add(rows: Rows<T>): boolean {
    this.#upstream = rows.pressure;
    // What it has read ahead would pause it for good.
    if (rows.pressure === this.#setup.pressure)
      throw new ArgumentRangeError(
        'replay',
        'pressure',
        'another handle than its source has',
        'the same',
      );
    const open = this.#queue.add(rows);
    this.#report();
    this.#schedule();
    return open;
  }

  /** No more rows come: ends as the source did when all that wait have been given. */
  end(end: End): void {
    this.#end ??= end;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting?.();
    this.#upstream?.report(this, 0);
  }

  /** What the source holds back is this player's depth at the source's own handle. */
  #report(): void {
    this.#upstream?.report(this, this.#queue.held);
  }

  #schedule(): void {
    const { runtime, pressure } = this.#setup;
    const next = this.#queue.nextArrival;
    const nothingToDo = next === undefined && this.#end === undefined;
    if (this.#stopped || this.#waiting !== undefined || nothingToDo) return;
    if (pressure.paused) {
      this.#waiting = pressure.whenClear(this.#goOn);
      return;
    }
    const wait = next === undefined ? 0 : this.#waitFor(next);
    this.#waiting = wait > 0 ? runtime.setTimer(this.#step, wait) : runtime.soon(this.#step);
  }

  /** Whole milliseconds until a row is due: rounded up, so that a timer never comes too early. */
  #waitFor(arrival: Milliseconds): number {
    return Math.ceil((arrival - this.#position(arrival)) / this.#speed);
  }

  /** How far the recording has come; its clock begins with the first row that is asked for. */
  #position(next: Milliseconds): Milliseconds {
    const { runtime, paceFrom } = this.#setup;
    if (this.#speed === Infinity || next === -Infinity) return Infinity;
    // The last millisecond before the pace: a run ends where the waiting begins.
    if (next < paceFrom) return Math.max(next, Math.ceil(paceFrom) - 1);
    this.#origin ??= { arrival: next, at: runtime.monotonic() };
    return this.#origin.arrival + (runtime.monotonic() - this.#origin.at) * this.#speed;
  }

  /** What follows is in the middle of its work when it reports that it has room. */
  readonly #goOn = (): void => {
    this.#waiting = undefined;
    this.#schedule();
  };

  readonly #step = (): void => {
    this.#waiting = undefined;
    const next = this.#queue.nextArrival;
    if (next === undefined) this.#finish();
    else if (!this.#setup.pressure.paused) this.#give(next);
    this.#schedule();
  };

  #give(next: Milliseconds): void {
    const { destination, pressure, paceFrom, chunkSize, status } = this.#setup;
    const position = this.#position(next);
    if (next > position) return;
    const run = this.#queue.take(position, chunkSize);
    status.rows += run.values.length;
    status.position = run.arrivals.at(-1) ?? status.position;
    status.lag = position === Infinity || next < paceFrom ? 0 : (position - next) / this.#speed;
    this.#report();
    destination.next(makeRows({ ...run, pressure }));
  }

  #finish(): void {
    const { destination, status, complete } = this.#setup;
    const end = this.#end;
    if (end === undefined) return;
    this.stop();
    status.done = !end.failed;
    if (end.failed) destination.error(end.error);
    else complete();
  }
}
