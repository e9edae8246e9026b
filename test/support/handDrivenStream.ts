import { Subject } from 'rxjs';
import { makeChunk } from '../../operators/index.ts';
import type { Chunk, Milliseconds, Stream } from '../../operators/index.ts';

/** A stream that a test drives by hand. */
export class HandDrivenStream<T> {
  readonly #subject = new Subject<Chunk<T>>();
  #watermark = -Infinity;
  #time = 0;

  get stream(): Stream<T> {
    return this.#subject;
  }

  get isObserved(): boolean {
    return this.#subject.observed;
  }

  /** Emits values, 1 ms apart; the watermark stays, or moves to `watermark` behind the last. */
  push(values: readonly T[], watermark: Milliseconds = this.#watermark): void {
    const timestamps = values.map(() => (this.#time += 1));
    const before = this.#watermark;
    this.#watermark = watermark;
    this.#subject.next(makeChunk({ values, timestamps, before, watermark }));
  }

  /** Moves the watermark alone. */
  mark(watermark: Milliseconds): void {
    this.#watermark = watermark;
    this.#subject.next(makeChunk<T>({ watermark }));
  }

  complete(): void {
    this.mark(Infinity);
    this.#subject.complete();
  }

  fail(error: unknown): void {
    this.#subject.error(error);
  }
}
