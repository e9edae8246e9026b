import type { Runtime } from '../runtime/index.ts';

/** So long, in milliseconds, it works before others have their turn. */
const SLICE_MS = 4;

/** Cuts long work into slices. */
export class Slices {
  readonly #runtime: Runtime;
  #began: number;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#began = runtime.monotonic();
  }

  /** Whether others should have their turn. */
  get isOver(): boolean {
    return this.#runtime.monotonic() - this.#began >= SLICE_MS;
  }

  /** Resolves in the next turn. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => void this.#runtime.soon(resolve));
    this.#began = this.#runtime.monotonic();
  }
}
