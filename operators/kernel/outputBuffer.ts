import { emptyChunk, watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import type { Output } from './logic.ts';
import type { Pressure } from './pressure.ts';

/** A chunk goes out when it has this many values, so that one firing of many keys stays bounded. */
const LARGEST_CHUNK = 2_048;

/**
 * Gathers the results of one input chunk into output chunks, each result with the watermark that
 * stood before it.
 */
export class OutputBuffer<R> implements Output<R> {
  readonly #send: (chunk: Chunk<R>) => void;
  #values: R[] = [];
  #timestamps: number[] = [];
  #before: number[] = [];
  #arrivals: number[] = [];
  #raised: Milliseconds = -Infinity;
  #wanted: Milliseconds = -Infinity;
  #ceiling: Milliseconds = Infinity;
  #sent: Milliseconds = -Infinity;
  #arrival: Milliseconds | undefined;
  #pressure: Pressure | undefined;

  constructor(send: (chunk: Chunk<R>) => void) {
    this.#send = send;
  }

  /** The watermark that the last chunk went out with. */
  get watermark(): Milliseconds {
    return this.#sent;
  }

  /** A new input chunk is in work: its pressure handle goes on with the results. */
  begin(input: Chunk<unknown>): void {
    this.#pressure = input.pressure ?? this.#pressure;
  }

  /** From here on, results come at this time of the recorded clock, where there is one. */
  arrive(arrival: Milliseconds | undefined): void {
    this.#arrival = arrival ?? this.#arrival;
  }

  emit(value: R, timestamp: Milliseconds): void {
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    this.#before.push(this.#raised);
    if (this.#arrival !== undefined) this.#arrivals.push(this.#arrival);
    if (this.#values.length >= LARGEST_CHUNK) this.#flush(this.#raised, undefined);
  }

  raise(watermark: Milliseconds): void {
    if (watermark > this.#wanted) this.#wanted = watermark;
    const allowed = Math.min(this.#wanted, this.#ceiling);
    if (allowed > this.#raised) this.#raised = allowed;
  }

  hold(watermark: Milliseconds): void {
    this.#ceiling = watermark;
    this.raise(this.#wanted);
  }

  at(chunk: Chunk<unknown>, index: number): void {
    this.raise(watermarkBefore(chunk, index));
    this.arrive(chunk.arrivals?.[index]);
  }

  /** The input chunk is done: sends what there is, if it tells anything new. */
  finish(watermark: Milliseconds, control: Control | undefined): void {
    this.raise(watermark);
    const news = this.#values.length > 0 || control !== undefined || this.#raised > this.#sent;
    if (this.#values.length > 0) this.#flush(this.#raised, control);
    else if (news) this.#sendEmpty(control);
  }

  /** Sends the results that came before a failure. */
  rescue(): void {
    if (this.#values.length > 0) this.#flush(this.#raised, undefined);
  }

  /** Most chunks out of a window say only how far time has come: they share their empty columns. */
  #sendEmpty(control: Control | undefined): void {
    this.#sent = this.#raised;
    this.#send(emptyChunk(this.#raised, control, this.#pressure));
  }

  #flush(watermark: Milliseconds, control: Control | undefined): void {
    const chunk: Chunk<R> = {
      values: this.#values,
      timestamps: this.#timestamps,
      before: oneOrAll(this.#before, watermark),
      watermark,
      arrivals: this.#arrivals.length > 0 ? this.#arrivals : undefined,
      control,
      pressure: this.#pressure,
    };
    this.#values = [];
    this.#timestamps = [];
    this.#before = [];
    this.#arrivals = [];
    this.#sent = watermark;
    this.#send(chunk);
  }
}

function oneOrAll(before: readonly number[], watermark: Milliseconds): number | readonly number[] {
  const [first] = before;
  if (first === undefined) return watermark;
  return first === before.at(-1) ? first : before;
}
