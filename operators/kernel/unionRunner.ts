import type { Subscriber } from 'rxjs';
import { makeChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { ChunkGuard } from './chunkGuard.ts';
import { IDLE } from './control.ts';
import type { Barrier, Control, Restore } from './control.ts';
import { StreamError } from './errors.ts';
import type { OperatorInfo } from './operatorStream.ts';
import { PressureReport } from './pressureReport.ts';
import { show } from './show.ts';
import { UnionWatermark } from './unionWatermark.ts';

/** One input of a union, for one subscription. */
interface Input {
  readonly guard: ChunkGuard;
  ended: boolean;
  /** The barrier that it has shown and that others have not shown yet. */
  barrier: Barrier | undefined;
}

/** What has come from an input; without a chunk it is the input's end. */
interface Arrival<T> {
  readonly input: number;
  readonly chunk: Chunk<T> | undefined;
}

/** Combines the inputs of one subscription. */
export class UnionRunner<T> {
  readonly #limit: number;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<T>>;
  readonly #inputs: readonly Input[];
  readonly #clock: UnionWatermark;
  readonly #report = new PressureReport();
  /** What waits: for the chunk in work, or because its input has shown a barrier. In order of arrival. */
  readonly #waiting: Arrival<T>[] = [];
  #busy = false;
  #held = 0;
  #restored = false;
  #sent = -Infinity;

  constructor(
    inputs: number,
    limit: number,
    info: OperatorInfo,
    destination: Subscriber<Chunk<T>>,
  ) {
    this.#limit = limit;
    this.#info = info;
    this.#destination = destination;
    this.#clock = new UnionWatermark(inputs);
    this.#inputs = Array.from({ length: inputs }, (_, index) => ({
      guard: new ChunkGuard(`union: input ${index}`),
      ended: false,
      barrier: undefined,
    }));
  }

  /** How many values wait. */
  get held(): number {
    return this.#held;
  }

  next(input: number, chunk: Chunk<T>): void {
    this.#inputAt(input).guard.check(chunk);
    this.#info.counters.in += chunk.values.length;
    this.#report.see(chunk.pressure);
    this.#arrive({ input, chunk });
  }

  complete(input: number): void {
    this.#arrive({ input, chunk: undefined });
  }

  stop(): void {
    this.#waiting.length = 0;
    this.#report.report(0);
  }

  #inputAt(index: number): Input {
    return this.#inputs[index] as Input;
  }

  #arrive(arrival: Arrival<T>): void {
    this.#waiting.push(arrival);
    this.#held += weight(arrival);
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.#work();
    } finally {
      this.#busy = false;
    }
    if (this.#held > this.#limit) throw overflow(this.#limit);
    if (!this.#destination.closed) this.#report.report(this.#held);
  }

  /** Takes what waits, in order, but for inputs that have shown a barrier. */
  #work(): void {
    let index = 0;
    while (index < this.#waiting.length && !this.#destination.closed) {
      const arrival = this.#waiting[index] as Arrival<T>;
      if (this.#inputAt(arrival.input).barrier !== undefined) index += 1;
      else {
        this.#waiting.splice(index, 1);
        this.#held -= weight(arrival);
        // A barrier that goes on frees its inputs: what they have waiting comes first.
        if (this.#process(arrival)) index = 0;
      }
    }
  }

  /** @returns whether inputs that waited at a barrier go on */
  #process({ input, chunk }: Arrival<T>): boolean {
    if (chunk === undefined) return this.#end(input);
    const restore = chunk.control?.kind === 'restore' ? this.#restore(chunk.control) : undefined;
    const before = this.#clock.take(input, chunk);
    const control = chunk.control?.kind === 'idle' ? this.#rest(input) : restore;
    this.#send({ ...chunk, before, watermark: this.#clock.combined, control });
    return chunk.control?.kind === 'barrier' && this.#show(input, chunk.control);
  }

  /** The union is idle when all its inputs are. */
  #rest(input: number): Control | undefined {
    this.#clock.rest(input);
    return this.#clock.idle ? IDLE : undefined;
  }

  /** Every input brings the same snapshot: one goes on. */
  #restore(restore: Restore): Restore | undefined {
    if (this.#restored) return undefined;
    this.#restored = true;
    const state = restore.state.take(this.#info.stateName as string);
    if (!this.#clock.restore(state)) throw unreadable(this.#inputs.length, state);
    return restore;
  }

  #show(input: number, barrier: Barrier): boolean {
    let freed = false;
    for (const other of this.#inputs) {
      const shown = other.barrier?.id ?? Infinity;
      // An older barrier that never reached all inputs was given up by who sent it.
      if (shown < barrier.id) {
        other.barrier = undefined;
        freed = true;
      }
      if (other.barrier !== undefined && shown > barrier.id) return freed;
    }
    this.#inputAt(input).barrier = barrier;
    return this.#align() || freed;
  }

  #end(index: number): boolean {
    this.#inputAt(index).ended = true;
    this.#clock.end(index);
    const control = this.#clock.idle ? IDLE : undefined;
    this.#send(makeChunk({ watermark: this.#clock.combined, control }));
    const freed = this.#align();
    if (this.#inputs.every(({ ended }) => ended)) this.#destination.complete();
    return freed;
  }

  /** When every input that goes on has shown the barrier, one barrier goes out. */
  #align(): boolean {
    const open = this.#inputs.filter(({ ended }) => !ended);
    const barrier = this.#inputs.find((input) => input.barrier !== undefined)?.barrier;
    if (barrier === undefined || open.some((input) => input.barrier === undefined)) return false;
    barrier.collector.put(this.#info.stateName as string, this.#clock.snapshot());
    for (const input of this.#inputs) input.barrier = undefined;
    this.#send(makeChunk({ watermark: this.#clock.combined, control: barrier }));
    return true;
  }

  #send(chunk: Chunk<T>): void {
    const news = chunk.values.length > 0 || chunk.control !== undefined;
    if (!news && chunk.watermark <= this.#sent) return;
    this.#sent = chunk.watermark;
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }
}

function weight({ chunk }: Arrival<unknown>): number {
  return chunk === undefined ? 0 : Math.max(1, chunk.values.length);
}

function overflow(limit: number): StreamError {
  const text = `union: more than ${limit} values wait at a barrier for the other inputs`;
  const fix = 'raise limit, or find out why an input does not pass the barrier on';
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}

function unreadable(inputs: number, state: unknown): StreamError {
  const text = `union: saved state: expected the watermarks of ${inputs} inputs, got ${show(state)}`;
  return new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
