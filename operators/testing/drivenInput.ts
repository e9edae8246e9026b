import { Subject } from 'rxjs';
import { ArgumentRangeError, checkNumber, makeChunk } from '../kernel/index.ts';
import type { Chunk, Control, Milliseconds } from '../kernel/index.ts';

/** What is saved of an input in the driver's snapshots. */
export interface SavedInput {
  readonly watermark: Milliseconds;
  readonly ended: boolean;
}

/** One input of a driven stream. */
export class DrivenInput<T> {
  readonly stream: Subject<Chunk<T>> = new Subject();
  #watermark: Milliseconds = -Infinity;
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  get saved(): SavedInput {
    return { watermark: this.#watermark, ended: this.#ended };
  }

  event(value: T, timestamp: Milliseconds): void {
    const timestamps = [checkNumber('StreamDriver', 'timestamp', timestamp, {})];
    this.#send({ values: [value], timestamps });
  }

  watermark(watermark: Milliseconds): void {
    const min = this.#watermark;
    checkNumber('StreamDriver', 'watermark', watermark, { min, whole: Number.isFinite(watermark) });
    const before = this.#watermark;
    this.#watermark = watermark;
    this.#send({ before });
  }

  control(control: Control): void {
    this.#send({ control });
  }

  end(): void {
    if (!this.#ended) this.watermark(Infinity);
    this.#ended = true;
    this.stream.complete();
  }

  restore({ watermark, ended }: SavedInput, control: Control): void {
    this.#watermark = watermark;
    this.#send({ control });
    if (ended) this.end();
  }

  #send(fields: Partial<Chunk<T>>): void {
    if (this.#ended) {
      throw new ArgumentRangeError(
        'StreamDriver',
        'input',
        'one that has not ended',
        'an ended one',
      );
    }
    const watermark = this.#watermark;
    this.stream.next(makeChunk<T>({ before: watermark, ...fields, watermark }));
  }
}
