import { connectSteps, emptyChunk, listOf } from '../kernel/index.ts';
import type { Chunk, Control, Milliseconds, Pressure, Step } from '../kernel/index.ts';

/** The chunk that is being made of the values that enter. */
export class EntryColumns {
  readonly #push: ((value: unknown, timestamp: Milliseconds) => void) | undefined;
  /** The first event, which needs no columns as long as it is the only one and has no arrival. */
  #value: unknown;
  #timestamp: Milliseconds = 0;
  #first: Milliseconds = -Infinity;
  #values: unknown[] = [];
  #timestamps: Milliseconds[] = [];
  #before: Milliseconds[] = [];
  #arrivals: Milliseconds[] | undefined;
  #watermark: Milliseconds = -Infinity;
  #arrival: Milliseconds = 0;

  /** How many events there are. */
  length = 0;

  /** @param steps the stateless stages that are fused into the entry */
  constructor(steps: readonly Step[]) {
    const end = (value: unknown, timestamp: Milliseconds): void => this.#keep(value, timestamp);
    this.#push = steps.length === 0 ? undefined : connectSteps(steps, end);
  }

  /** @param recorded whether the values come with recorded arrivals */
  begin(recorded: boolean): void {
    this.#arrivals = recorded ? [] : undefined;
  }

  /** An event, with the watermark before it. */
  add(
    value: unknown,
    timestamp: Milliseconds,
    watermark: Milliseconds,
    arrival: Milliseconds,
  ): void {
    this.#watermark = watermark;
    this.#arrival = arrival;
    if (this.#push === undefined) this.#keep(value, timestamp);
    else this.#push(value, timestamp);
  }

  /** Gives what there is as a chunk, and begins the next one. */
  take(
    watermark: Milliseconds,
    control: Control | undefined,
    pressure: Pressure | undefined,
  ): Chunk<unknown> {
    const { length } = this;
    this.length = 0;
    if (this.#arrivals !== undefined || length > 1)
      return this.#takeColumns(watermark, control, pressure);
    if (length === 0) return emptyChunk(watermark, control, pressure);
    const values = listOf(this.#value);
    this.#value = undefined;
    return {
      values,
      timestamps: listOf(this.#timestamp),
      before: this.#first,
      watermark,
      arrivals: undefined,
      control,
      pressure,
    };
  }

  #takeColumns(
    watermark: Milliseconds,
    control: Control | undefined,
    pressure: Pressure | undefined,
  ): Chunk<unknown> {
    const before = this.#before;
    const one = before.length === 0 || before[0] === before.at(-1);
    const chunk = {
      values: this.#values,
      timestamps: this.#timestamps,
      before: one ? (before[0] ?? watermark) : before,
      watermark,
      arrivals: this.#arrivals,
      control,
      pressure,
    };
    this.#values = [];
    this.#timestamps = [];
    this.#before = [];
    this.#arrivals = this.#arrivals && [];
    return chunk;
  }

  #keep(value: unknown, timestamp: Milliseconds): void {
    const { length } = this;
    this.length = length + 1;
    if (length === 0 && this.#arrivals === undefined) {
      this.#value = value;
      this.#timestamp = timestamp;
      this.#first = this.#watermark;
      return;
    }
    if (length === 1 && this.#arrivals === undefined) this.#spread();
    this.#values.push(value);
    this.#timestamps.push(timestamp);
    this.#before.push(this.#watermark);
    this.#arrivals?.push(this.#arrival);
  }

  /** A second event has come: the first one goes into the columns. */
  #spread(): void {
    this.#values.push(this.#value);
    this.#timestamps.push(this.#timestamp);
    this.#before.push(this.#first);
    this.#value = undefined;
  }
}
