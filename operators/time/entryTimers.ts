import { Subscription } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { timerDelay } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** What the timers of an entry tell, and when. */
export interface EntryTimersConfig {
  readonly scheduler: SchedulerLike;
  /** Once it is closed, no timer is set. */
  readonly destination: Subscriber<unknown>;
  /** How long the stream may be silent before something happens; Infinity sets no timer. */
  readonly patience: Milliseconds;
  readonly onSilence: () => void;
  readonly onTick: () => void;
}

/** The timers of an entry: one that tells of silence, and one by which its clock hears of processing time. */
export class EntryTimers {
  readonly #config: EntryTimersConfig;
  readonly #isPatient: boolean;
  #silence: Subscription = Subscription.EMPTY;
  #ticks: Subscription = Subscription.EMPTY;
  #tickDue: Milliseconds = Infinity;
  /** When the stream was last alive by the scheduler's clock; 0 where nobody asks. */
  lastSeen: Milliseconds = 0;

  constructor(config: EntryTimersConfig) {
    this.#config = config;
    this.#isPatient = config.patience === Infinity;
  }

  /** The stream is alive: its silence begins anew. */
  seen(): void {
    if (!this.#isPatient) this.#begin(this.#config);
  }

  #begin({ destination, scheduler, patience }: EntryTimersConfig): void {
    if (destination.closed) return;
    this.lastSeen = scheduler.now();
    // A timer that is already set looks at `lastSeen` when it fires: cheaper than one for each value.
    if (this.#silence.closed) this.#wait(patience);
  }

  #wait(delay: Milliseconds): void {
    this.#silence = this.#config.scheduler.schedule(() => this.#onSilence(), delay);
  }

  #onSilence(): void {
    const { patience, scheduler, onSilence } = this.#config;
    this.#silence.unsubscribe();
    const left = this.lastSeen + patience - scheduler.now();
    if (left > 0) this.#wait(left);
    else onSilence();
  }

  /** Says nothing of silence until the stream is seen again. */
  hush(): void {
    this.#silence.unsubscribe();
  }

  /** Sets the timer of the clock; Infinity sets none. */
  tickAt(due: Milliseconds): void {
    const { destination, scheduler } = this.#config;
    if (due === Infinity || destination.closed) return;
    // One that is set for earlier looks again when it goes off: cheaper than one for each value.
    if (!this.#ticks.closed && this.#tickDue <= due) return;
    this.#ticks.unsubscribe();
    this.#tickDue = due;
    const delay = timerDelay(due, scheduler.now());
    this.#ticks = scheduler.schedule(() => this.#onTick(), delay);
  }

  #onTick(): void {
    this.#ticks.unsubscribe();
    this.#config.onTick();
  }

  stopTicks(): void {
    this.#ticks.unsubscribe();
  }

  stop(): void {
    this.hush();
    this.stopTicks();
  }
}
