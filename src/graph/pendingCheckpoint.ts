import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** A barrier on its way. */
export interface PendingSetup {
  readonly graph: string;
  readonly id: number;
  /** The stages that it has to pass. */
  readonly open: readonly string[];
  readonly timeout: Milliseconds;
  readonly runtime: Runtime;
}

/** Knows which stages a barrier has not passed yet. */
export class PendingCheckpoint {
  /** Resolves when all have passed it; rejects when it is given up. */
  readonly whole: Promise<void>;
  readonly #id: number;
  readonly #open: Set<string>;
  readonly #timer: Cancel;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor({ graph, id, open, timeout, runtime }: PendingSetup) {
    this.#id = id;
    this.#open = new Set(open);
    this.whole = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = runtime.setTimer(() => this.giveUp(this.#late(graph, timeout)), timeout);
  }

  passed(stage: string, id: number): void {
    if (id === this.#id) this.ended(stage);
  }

  ended(stage: string): void {
    this.#open.delete(stage);
    if (this.#open.size > 0) return;
    this.#timer();
    this.#resolve();
  }

  giveUp(error: unknown): void {
    this.#timer();
    this.#reject(error);
  }

  #late(graph: string, timeout: Milliseconds): StreamError {
    const names = [...this.#open].map((name) => `'${name}'`).join(', ');
    const text = `graph '${graph}': checkpoint ${this.#id}: its barrier has not passed ${names} within ${timeout} ms`;
    const fix = 'raise checkpoints.timeout, or find out what those stages wait for';
    return new StreamError('MILLRACE_TIMEOUT', `${text}; ${fix}`);
  }
}
