import { Subject } from 'rxjs';
import { makeChunk } from 'millrace';
import type { Chunk, Control, Stream } from 'millrace';
import type { FedEvent } from './plan.ts';

/** One stream that is driven by hand: events, watermarks and control, each in a chunk of its own. */
export class HandInput {
  readonly #chunks = new Subject<Chunk<FedEvent>>();
  #watermark: number;

  /** @param watermark where it goes on from a checkpoint, the watermark that stood there */
  constructor(watermark: number = -Infinity) {
    this.#watermark = watermark;
  }

  get stream(): Stream<FedEvent> {
    return this.#chunks;
  }

  get watermark(): number {
    return this.#watermark;
  }

  event(event: FedEvent): void {
    const columns = { values: [event], timestamps: [event.ts], before: this.#watermark };
    this.#chunks.next(makeChunk({ ...columns, watermark: this.#watermark }));
  }

  /** A watermark that is not larger than the one before changes nothing. */
  raise(watermark: number, control?: Control): void {
    this.#watermark = Math.max(this.#watermark, watermark);
    this.#chunks.next(makeChunk<FedEvent>({ watermark: this.#watermark, control }));
  }

  control(control: Control): void {
    this.raise(this.#watermark, control);
  }

  complete(): void {
    this.#chunks.complete();
  }
}
