import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** A checkpoint on its way. */
export interface PendingSetup {
  readonly graph: string;
  readonly id: number;
  /** The stages that its barrier has to pass. */
  readonly open: readonly string[];
  readonly timeout: Milliseconds;
  readonly runtime: Runtime;
}

/** Knows which stages a barrier has not passed yet, and when it is too late. */
export class PendingCheckpoint {
  readonly #setup: PendingSetup;
  readonly #open: Set<string>;
  readonly #timer: Cancel;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  readonly #whole: Promise<void>;
  readonly #givenUp: Promise<never>;

  constructor(setup: PendingSetup) {
    const { open, timeout, runtime } = setup;
    this.#setup = setup;
    this.#open = new Set(open);
    this.#whole = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#givenUp = new Promise((_, reject) => {
      this.#reject = reject;
    });
    // Told by whoever waits for something.
    this.#givenUp.catch(() => undefined);
    this.#timer = runtime.setTimer(() => this.giveUp(this.#late()), timeout);
    if (this.#open.size === 0) this.#resolve();
  }

  /** Whether a stage is still to pass the barrier. */
  waitsFor(stage: string): boolean {
    return this.#open.has(stage);
  }

  /** Resolves when all have passed the barrier and all that was to be waited for is done. */
  async until(settled: () => Promise<void>): Promise<void> {
    await this.orGivenUp(this.#whole);
    await this.orGivenUp(settled());
  }

  /** Waits for work, no longer than until the checkpoint is given up. */
  orGivenUp<R>(work: Promise<R>): Promise<R> {
    return Promise.race([work, this.#givenUp]);
  }

  /** The stages that it has not passed yet. */
  get open(): readonly string[] {
    return [...this.#open];
  }

  passed(stage: string, id: number): void {
    if (id === this.#setup.id) this.ended(stage);
  }

  ended(stage: string): void {
    this.#open.delete(stage);
    if (this.#open.size === 0) this.#resolve();
  }

  giveUp(error: unknown): void {
    this.#timer();
    this.#reject(error);
  }

  /** Everything is there: from here on it takes as long as it takes. */
  collected(): void {
    this.#timer();
  }

  #late(): StreamError {
    const { graph, id, timeout } = this.#setup;
    const names = [...this.#open].map((name) => `'${name}'`).join(', ');
    const what =
      names === ''
        ? 'a sink or feed has not prepared its part'
        : `its barrier has not passed ${names}`;
    const text = `graph '${graph}': checkpoint ${id}: ${what} within ${timeout} ms`;
    const fix = 'raise checkpoints.timeout, or find out what is waited for there';
    return new StreamError('MILLRACE_TIMEOUT', `${text}; ${fix}`);
  }
}
