import { makeChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Milliseconds } from './duration.ts';
import type { SideOutput } from './sideOutput.ts';

/** Gathers what an operator diverts from one input chunk, and sends it with the operator's watermark. */
export class SideBuffer<T> {
  readonly #output: SideOutput<T>;
  #values: T[] = [];
  #timestamps: number[] = [];
  #before: number[] = [];
  #watermark: Milliseconds = -Infinity;

  constructor(output: SideOutput<T>) {
    this.#output = output;
  }

  add(value: T, timestamp: Milliseconds, watermark: Milliseconds): void {
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    this.#before.push(watermark);
  }

  /** The input chunk is done: its watermark and control go on here as in the main output. */
  finish(watermark: Milliseconds, input: Chunk<unknown>): void {
    const { control, pressure } = input;
    if (this.#values.length === 0 && control === undefined && watermark <= this.#watermark) return;
    this.#send(watermark, { control, pressure });
  }

  /** Sends what there is, before a failure. */
  flush(watermark: Milliseconds): void {
    if (this.#values.length > 0) this.#send(watermark, {});
  }

  #send(watermark: Milliseconds, rest: Pick<Partial<Chunk<T>>, 'control' | 'pressure'>): void {
    const [values, timestamps, before] = [this.#values, this.#timestamps, this.#before];
    this.#values = [];
    this.#timestamps = [];
    this.#before = [];
    this.#watermark = watermark;
    this.#output.sink.next(makeChunk({ values, timestamps, before, watermark, ...rest }));
  }

  complete(): void {
    this.#output.sink.complete();
  }

  error(error: unknown): void {
    this.#output.sink.error(error);
  }
}
