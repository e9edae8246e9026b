import type { Milliseconds } from '../../operators/index.ts';
import type { ReadableLog } from './feedLog.ts';

/**
 * A log as far as it is so old: its head is the first event that is younger, each time that it is
 * looked at. What leaves the log before that age is behind the head, as lost, when the first of it
 * would have been old enough.
 */
export class DelayedLog implements ReadableLog {
  readonly #log: ReadableLog;
  readonly #delay: Milliseconds;
  #head: number;
  /** The watermark behind the last event that was old enough; of those that were lost none is told. */
  #watermark: Milliseconds;
  #due: Milliseconds | undefined;

  constructor(log: ReadableLog, delay: Milliseconds, now: Milliseconds) {
    this.#log = log;
    this.#delay = delay;
    this.#head = log.cameBy(now - delay);
    this.#watermark = log.watermarkBefore(this.#head);
  }

  get head(): number {
    return this.#head;
  }

  get floor(): number {
    return Math.min(this.#log.floor, this.#head);
  }

  /** The watermark behind what is old enough. */
  get watermark(): Milliseconds {
    return this.#watermark;
  }

  /** Moves the head to where it is now; tells whether it moved. */
  look(now: Milliseconds): boolean {
    const before = this.#head;
    if (this.#due !== undefined && this.#due > now) return false;
    this.#head = Math.max(before, this.#log.floor);
    for (;;) {
      const next = this.#log.at(this.#head);
      this.#due = next === undefined ? undefined : next.at + this.#delay;
      if (next === undefined || next.at + this.#delay > now) return this.#head > before;
      this.#head = next.end;
      this.#watermark = Math.max(this.#watermark, next.watermark);
    }
  }

  /** When the next batch is old enough; undefined when there is none in memory. */
  get due(): Milliseconds | undefined {
    return this.#due;
  }

  /** Gets the next batch from a disk, if it must be: then calls back when it is worth a look. */
  fetchNext(ready: () => void): boolean {
    return this.#log.fetch(this.#head, ready);
  }

  at(offset: number): ReturnType<ReadableLog['at']> {
    return offset < this.#head ? this.#log.at(offset) : undefined;
  }

  fetch(offset: number, ready: () => void): boolean {
    return offset < this.#head && this.#log.fetch(offset, ready);
  }

  watermarkBefore(offset: number): Milliseconds {
    return Math.min(this.#log.watermarkBefore(Math.min(offset, this.#head)), this.#watermark);
  }

  cameBy(time: Milliseconds): number {
    return Math.min(this.#log.cameBy(time), this.#head);
  }
}
