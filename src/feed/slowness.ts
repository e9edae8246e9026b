import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { Slow } from '../wire/index.ts';

/** What a slow subscriber asked for, as its cursor works with it. */
export interface Slowness {
  readonly slow: Slow;
  /** The most events that it may be behind while it is held up. */
  readonly most: number;
  /** When it wants samples; undefined: it wants what there is when there is something. */
  readonly samples: SampleClock | undefined;
}

/** Lets something through at most every so often, and wakes the reader when it may again. */
export class SampleClock {
  readonly #runtime: Runtime;
  readonly #every: Milliseconds;
  readonly #wake: () => void;
  #due = -Infinity;
  #timer: Cancel | undefined;

  constructor(runtime: Runtime, every: Milliseconds, wake: () => void) {
    this.#runtime = runtime;
    this.#every = every;
    this.#wake = wake;
  }

  /** Whether the next sample may be given now; if not, the reader is woken when it may. */
  isDue(): boolean {
    const wait = this.#due - this.#runtime.monotonic();
    if (wait <= 0) return true;
    this.#timer ??= this.#runtime.setTimer(() => {
      this.#timer = undefined;
      this.#wake();
    }, wait);
    return false;
  }

  /** A sample was given. */
  given(): void {
    this.#due = this.#runtime.monotonic() + this.#every;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}

/** Prepares what a subscriber asked for; `wake` is called when a sample is due. */
export function createSlowness(slow: Slow, runtime: Runtime, wake: () => void): Slowness {
  if (slow === 'block') return BLOCK;
  if (typeof slow === 'string') return { slow, most: Infinity, samples: undefined };
  if ('drop' in slow) return { slow, most: slow.drop, samples: undefined };
  return { slow, most: Infinity, samples: new SampleClock(runtime, slow.sample, wake) };
}

/** A subscriber that takes all there is, for as long as it is kept. */
export const BLOCK: Slowness = { slow: 'block', most: Infinity, samples: undefined };
