import { emptyChunk, watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import type { Control } from './control.ts';
import type { Milliseconds } from './duration.ts';
import { listOf } from './listOf.ts';
import type { Output } from './logic.ts';
import type { Pressure } from './pressure.ts';

/** A chunk goes out when it has this many values, so that one firing of many keys stays bounded. */
const LARGEST_CHUNK = 2_048;
/** Stands where no list has been begun: nothing is put into it. */
const NONE: never[] = [];

/**
 * Gathers the results of one input chunk into output chunks, each result with the watermark that
 * stood before it.
 */
export class OutputBuffer<R> implements Output<R> {
  readonly #send: (chunk: Chunk<R>) => void;
  /** Begun with its first result as a list of one, which an empty one that is pushed to would exceed. */
  #values: R[] = NONE;
  #length = 0;
  /** Written over for each chunk, which gets a copy: cheaper than arrays that grow with each. */
  readonly #timestamps: number[] = [];
  readonly #before: number[] = [];
  readonly #arrivals: number[] = [];
  #arrived = 0;
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
    const length = this.#length;
    this.#length = length + 1;
    if (length === 0) this.#values = listOf(value);
    else this.#values.push(value);
    this.#timestamps[length] = timestamp;
    this.#before[length] = this.#raised;
    if (this.#arrival !== undefined) {
      this.#arrivals[this.#arrived] = this.#arrival;
      this.#arrived += 1;
    }
    if (length + 1 >= LARGEST_CHUNK) this.#flush(this.#raised, undefined);
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
    if (this.#length > 0) this.#flush(this.#raised, control);
    else if (control !== undefined || this.#raised > this.#sent) this.#sendEmpty(control);
  }

  /** Sends the results that came before a failure. */
  rescue(): void {
    if (this.#length > 0) this.#flush(this.#raised, undefined);
  }

  /** Most chunks out of a window say only how far time has come: they share their empty columns. */
  #sendEmpty(control: Control | undefined): void {
    this.#sent = this.#raised;
    this.#send(emptyChunk(this.#raised, control, this.#pressure));
  }

  #flush(watermark: Milliseconds, control: Control | undefined): void {
    const length = this.#length;
    const chunk: Chunk<R> = {
      values: this.#values,
      timestamps: firstOf(this.#timestamps, length),
      before: oneOrAll(this.#before, length),
      watermark,
      arrivals: this.#arrived > 0 ? firstOf(this.#arrivals, this.#arrived) : undefined,
      control,
      pressure: this.#pressure,
    };
    // What follows begins a list of its own, and holds on to none that was sent.
    this.#values = NONE;
    this.#length = 0;
    this.#arrived = 0;
    this.#sent = watermark;
    this.#send(chunk);
  }
}

function oneOrAll(before: readonly number[], length: number): number | readonly number[] {
  const first = before[0] as number;
  return first === before[length - 1] ? first : firstOf(before, length);
}

/** A copy of the first numbers, of its final length from the start. */
function firstOf(numbers: readonly number[], length: number): readonly number[] {
  if (length === 1) return listOf(numbers[0] as number);
  const copy = new Array<number>(length);
  for (let i = 0; i < length; i += 1) copy[i] = numbers[i] as number;
  return copy;
}
