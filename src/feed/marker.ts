import type { Milliseconds } from '../../operators/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** Lets a rising watermark through at most every so often; the latest one wins. */
export class Marker {
  readonly #runtime: Runtime;
  readonly #every: Milliseconds;
  readonly #publish: () => void;
  #latest = -Infinity;
  #published = -Infinity;
  #timer: Cancel | undefined;

  constructor(runtime: Runtime, every: Milliseconds, publish: () => void) {
    this.#runtime = runtime;
    this.#every = every;
    this.#publish = publish;
  }

  /** The watermark that subscribers may know. */
  get published(): Milliseconds {
    return this.#published;
  }

  /** A batch told this watermark already. */
  told(watermark: Milliseconds): void {
    this.#latest = Math.max(this.#latest, watermark);
    this.#published = Math.max(this.#published, watermark);
  }

  /** The watermark moved and no event came with it. */
  moved(watermark: Milliseconds): void {
    this.#latest = Math.max(this.#latest, watermark);
    if (this.#timer === undefined) this.flush();
  }

  /** Tells the latest watermark now. */
  flush(): void {
    if (this.#latest <= this.#published) return;
    this.#published = this.#latest;
    if (this.#every > 0 && this.#timer === undefined) this.#wait();
    this.#publish();
  }

  #wait(): void {
    this.#timer = this.#runtime.setTimer(() => {
      this.#timer = undefined;
      this.flush();
    }, this.#every);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
