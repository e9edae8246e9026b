import { makeChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import type { Pressure } from './pressure.ts';
import type { SideOutput } from './sideOutput.ts';

/** Gathers what an operator diverts from one input chunk, and sends it with the operator's watermark. */
export class SideBuffer<T> {
  readonly #output: SideOutput<T>;
  #values: T[] = [];
  #timestamps: number[] = [];
  #before: number[] = [];
  #watermark: Milliseconds = -Infinity;
  #pressure: Pressure | undefined;

  constructor(output: SideOutput<T>) {
    this.#output = output;
  }

  add(value: T, timestamp: Milliseconds, watermark: Milliseconds): void {
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    this.#before.push(watermark);
  }

  /** The input chunk is done: its watermark, control and pressure handle go on here as in the main output. */
  finish(watermark: Milliseconds, input: Chunk<unknown>): void {
    const { control, pressure } = input;
    this.#pressure = pressure ?? this.#pressure;
    if (this.#values.length === 0 && control === undefined && watermark <= this.#watermark) return;
    this.#send(watermark, control);
  }

  /** Sends what there is, before a failure. */
  flush(watermark: Milliseconds): void {
    if (this.#values.length > 0) this.#send(watermark, undefined);
  }

  #send(watermark: Milliseconds, control: Control | undefined): void {
    const [values, timestamps, before] = [this.#values, this.#timestamps, this.#before];
    this.#values = [];
    this.#timestamps = [];
    this.#before = [];
    this.#watermark = watermark;
    const rest = { control, pressure: this.#pressure };
    this.#output.sink.next(makeChunk({ values, timestamps, before, watermark, ...rest }));
  }

  complete(): void {
    this.#output.sink.complete();
  }

  error(error: unknown): void {
    this.#output.sink.error(error);
  }
}
