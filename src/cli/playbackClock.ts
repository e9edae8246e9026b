import type { Cancel, Runtime } from '../runtime/index.ts';
import type { ReplaySpeed } from '../replay/index.ts';

interface Waiting {
  readonly callback: () => void;
  /** When it is due on this clock. */
  readonly due: number;
  cancel: Cancel | undefined;
}

/** At the speed `'max'` this clock leaps ahead by so much at least: what lies within goes out in runs. */
const LEAP = 1_000;

/**
 * A clock that runs at a speed, can be paused, and takes its timers along: what is replayed by it at speed
 * 1 follows. State: the timers that were asked for.
 */
export class PlaybackClock implements Runtime {
  readonly #base: Runtime;
  readonly #waiting = new Set<Waiting>();
  #speed: ReplaySpeed;
  #isPaused = false;
  /** This clock's time when the base showed `#at`. */
  #time = 0;
  #at: number;

  constructor(base: Runtime, speed: ReplaySpeed) {
    this.#base = base;
    this.#speed = speed;
    this.#at = base.monotonic();
  }

  get speed(): ReplaySpeed {
    return this.#speed;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setSpeed(speed: ReplaySpeed): void {
    this.#change(() => (this.#speed = speed));
  }

  pause(isPaused: boolean): void {
    this.#change(() => (this.#isPaused = isPaused));
  }

  monotonic(): number {
    if (this.#isPaused || this.#speed === 'max') return this.#time;
    return this.#time + (this.#base.monotonic() - this.#at) * this.#speed;
  }

  setTimer(callback: () => void, ms: number): Cancel {
    const waiting: Waiting = { callback, due: this.monotonic() + ms, cancel: undefined };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return () => {
      this.#waiting.delete(waiting);
      waiting.cancel?.();
    };
  }

  soon(callback: () => void): Cancel {
    return this.setTimer(callback, 0);
  }

  now(): number {
    return this.#base.now();
  }

  random(): number {
    return this.#base.random();
  }

  id(): string {
    return this.#base.id();
  }

  #change(change: () => void): void {
    this.#time = this.monotonic();
    this.#at = this.#base.monotonic();
    change();
    for (const waiting of this.#waiting) {
      waiting.cancel?.();
      this.#arm(waiting);
    }
  }

  #arm(waiting: Waiting): void {
    if (this.#isPaused) return;
    const wait = waiting.due - this.monotonic();
    const fire = (): void => this.#fire(waiting);
    const isSoon = wait <= 0 || this.#speed === 'max';
    const ms = this.#speed === 'max' ? 0 : Math.ceil(wait / this.#speed);
    waiting.cancel = isSoon ? this.#base.soon(fire) : this.#base.setTimer(fire, ms);
  }

  #fire(waiting: Waiting): void {
    const ahead = waiting.due > this.#time && this.#speed === 'max';
    if (ahead) this.#time = Math.max(waiting.due, this.#time + LEAP);
    this.#waiting.delete(waiting);
    waiting.callback();
  }
}
