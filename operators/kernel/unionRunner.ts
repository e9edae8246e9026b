import { Subscription } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { emptyChunk, makeChunk } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { ChunkGuard } from './chunkGuard.ts';
import type { ClockAct } from './clockAct.ts';
import { ACTIVE, IDLE } from './control.ts';
import type { Barrier, Control, Restore } from './control.ts';
import type { Milliseconds } from './duration.ts';
import { StreamError } from './errors.ts';
import { JointPressure } from './jointPressure.ts';
import type { InputState, OperatorInfo } from './operatorStream.ts';
import type { Pressure } from './pressure.ts';
import { PressureReport } from './pressureReport.ts';
import { show } from './show.ts';
import { UnionDrift } from './unionDrift.ts';
import type { UnionForm } from './unionForm.ts';
import { UnionOrder } from './unionOrder.ts';
import type { SavedWaiting } from './unionOrder.ts';
import { UnionWatermark } from './unionWatermark.ts';
import type { UnionRules } from './unionWatermark.ts';
import { weightOfRun } from './weightOf.ts';

/** The checked config of a union. */
export interface UnionSettings {
  readonly limit: number;
  /** Whether each event is judged by its own input's watermark. */
  readonly byInput: boolean;
  /** Infinity where inputs may be ahead as far as they like. */
  readonly maxDrift: Milliseconds;
  /** Infinity where the watermark rises at once. */
  readonly periodic: Milliseconds;
  readonly scheduler: SchedulerLike;
  readonly rules: UnionRules;
}

/** One input of a union, for one subscription. */
interface Input {
  readonly guard: ChunkGuard;
  /** The handle of its last chunk that had one. */
  pressure: Pressure | undefined;
  ended: boolean;
  /** The barrier that it has shown and that others have not shown yet. */
  barrier: Barrier | undefined;
}

/** What is saved beside the clocks; older states may hold neither. */
interface SavedUnion {
  /** The watermark that had been told. */
  readonly told?: Milliseconds;
  readonly waiting?: readonly SavedWaiting[];
}

/** What has come from an input; without a chunk it is the input's end. */
interface Arrival<T> {
  readonly input: number;
  readonly chunk: Chunk<T> | undefined;
}

/** Combines the inputs of one subscription. */
export class UnionRunner<T> {
  readonly #settings: UnionSettings;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<T>>;
  readonly #form: UnionForm<T>;
  readonly #inputs: readonly Input[];
  readonly #clock: UnionWatermark;
  readonly #drift: UnionDrift;
  /** Puts events in order, where each is judged by the watermark of its own input. */
  readonly #order: UnionOrder<T> | undefined;
  /** What waits further on is told to the sources of all inputs: none runs ahead of the others there. */
  readonly #joint = new JointPressure();
  /** Whether that handle is known further on. */
  #shown = false;
  readonly #report = new PressureReport();
  /** What waits: for the chunk in work, or because its input has shown a barrier. In order of arrival. */
  readonly #waiting: Arrival<T>[] = [];
  #busy = false;
  #held = 0;
  #restored = false;
  #sent = -Infinity;
  /** The watermark as it is told: behind the combined one where that rises periodically. */
  #told = -Infinity;
  #toldIdle = false;
  #timer = Subscription.EMPTY;

  constructor(
    inputs: number,
    settings: UnionSettings,
    form: UnionForm<T>,
    info: OperatorInfo,
    destination: Subscriber<Chunk<T>>,
  ) {
    this.#settings = settings;
    this.#form = form;
    this.#info = info;
    this.#destination = destination;
    this.#clock = new UnionWatermark(inputs, settings.rules);
    this.#order = settings.byInput ? new UnionOrder(inputs) : undefined;
    const most = settings.limit / (2 * inputs);
    const order = this.#order;
    const crowded = order && ((input: number): boolean => order.sizeOf(input) > most);
    this.#drift = new UnionDrift(inputs, settings.maxDrift, this.#clock, crowded);
    this.#inputs = Array.from({ length: inputs }, (_, index) => ({
      guard: new ChunkGuard(`union: input ${index}`),
      pressure: undefined,
      ended: false,
      barrier: undefined,
    }));
  }

  /** How many values wait. */
  get held(): number {
    return this.#held + (this.#order?.size ?? 0);
  }

  next(input: number, chunk: Chunk<T>): void {
    this.#inputAt(input).guard.check(chunk);
    this.#info.counters.in += chunk.values.length;
    if (chunk.pressure !== undefined) this.#see(input, chunk.pressure);
    this.#arrive(input, chunk);
  }

  complete(input: number): void {
    this.#arrive(input, undefined);
  }

  /** What is known of each input. */
  inputStates(): readonly InputState[] {
    const states = this.#clock.states();
    return states.map((state, input) => {
      const ahead = this.#drift.isPaused(input) ? this.#clock.aheadOf(input) : undefined;
      return ahead === undefined ? state : { ...state, pausedAhead: ahead };
    });
  }

  /** Where the watermark rises periodically: when it will be told, if there is news. */
  get clockAct(): ClockAct | undefined {
    const { periodic, scheduler } = this.#settings;
    if (this.#clock.combined <= this.#told) return undefined;
    const now = scheduler.now();
    return { by: 'periodic', at: now + periodic - (now % periodic) };
  }

  stop(): void {
    this.#timer.unsubscribe();
    this.#waiting.length = 0;
    this.#report.report(0);
    this.#drift.stop();
  }

  #inputAt(index: number): Input {
    return this.#inputs[index] as Input;
  }

  /** Nearly always it is the handle of the chunk before. */
  #see(index: number, pressure: Pressure): void {
    const input = this.#inputAt(index);
    if (input.pressure === pressure) return;
    input.pressure = pressure;
    this.#report.see(pressure);
    this.#joint.see(pressure);
    this.#drift.see(index, pressure);
  }

  #arrive(input: number, chunk: Chunk<T> | undefined): void {
    const waits = this.#busy || this.#waiting.length > 0;
    if (waits) this.#wait(input, chunk);
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (!waits) this.#take(input, chunk);
      this.#work();
    } finally {
      this.#busy = false;
    }
    if (this.#held > this.#settings.limit) throw overflow(this.#settings.limit);
    if ((this.#order?.size ?? 0) > this.#settings.limit) throw tooFarAhead(this.#settings.limit);
    if (this.#destination.closed) return;
    this.#report.report(this.#held);
    this.#drift.update();
    this.#arm();
  }

  #wait(input: number, chunk: Chunk<T> | undefined): void {
    const arrival = { input, chunk };
    this.#waiting.push(arrival);
    this.#held += weight(arrival);
  }

  /** Nothing waits: takes what has come, unless its input has shown a barrier. */
  #take(input: number, chunk: Chunk<T> | undefined): void {
    if (this.#inputAt(input).barrier === undefined) this.#process(input, chunk);
    else this.#wait(input, chunk);
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
        if (this.#process(arrival.input, arrival.chunk)) index = 0;
      }
    }
  }

  /** @returns whether inputs that waited at a barrier go on */
  #process(input: number, chunk: Chunk<T> | undefined): boolean {
    if (chunk === undefined) return this.#end(input);
    const restore = chunk.control?.kind === 'restore' ? this.#restore(chunk.control) : undefined;
    const combined = this.#clock.take(input, chunk, this.#settings.scheduler.now());
    if (chunk.control?.kind === 'active') this.#clock.activate(input);
    const control = chunk.control?.kind === 'idle' ? this.#rest(input) : restore;
    const watermark = this.#raise();
    if (chunk.values.length === 0 && chunk.control === undefined && this.#tellsNothing(watermark))
      return false;
    const before = this.#settings.periodic === Infinity ? combined : this.#told;
    const united = this.#form(chunk, input, before, watermark, control, this.#handle);
    this.#send(this.#order?.weave(united, input, chunk) ?? united);
    return chunk.control?.kind === 'barrier' && this.#show(input, chunk.control);
  }

  /** Whether a chunk that has nothing but this watermark would not go on: most of a branch are so. */
  #tellsNothing(watermark: Milliseconds): boolean {
    return watermark <= this.#sent && !this.#toldIdle && this.#order === undefined;
  }

  /** The union is idle when all its inputs are. */
  #rest(input: number): Control | undefined {
    this.#clock.rest(input);
    return this.#clock.idle && this.#settings.periodic === Infinity ? IDLE : undefined;
  }

  /** The watermark to tell now. */
  #raise(): Milliseconds {
    const { combined } = this.#clock;
    if (this.#settings.periodic === Infinity || combined === Infinity) this.#told = combined;
    return this.#told;
  }

  /** Sends the watermark as it is to be told now, and the events that waited for it. */
  #tell(control: Control | undefined): void {
    const chunk = makeChunk<T>({ watermark: this.#raise(), control, pressure: this.#handle });
    this.#send(this.#order?.weave(chunk, 0, chunk) ?? chunk);
  }

  /** Where the watermark rises periodically: sets the timer for what there is to tell. */
  #arm(): void {
    const { periodic, scheduler } = this.#settings;
    if (periodic === Infinity || !this.#timer.closed || this.#destination.closed) return;
    if (this.#clock.combined <= this.#told && this.#clock.idle === this.#toldIdle) return;
    const left = periodic - (scheduler.now() % periodic);
    this.#timer = scheduler.schedule(() => this.#onTimer(), left);
  }

  #onTimer(): void {
    this.#timer.unsubscribe();
    this.#told = this.#clock.combined;
    const changed = this.#clock.idle !== this.#toldIdle;
    this.#tell(changed ? (this.#clock.idle ? IDLE : ACTIVE) : undefined);
    this.#arm();
  }

  /** Every input brings the same snapshot: one goes on. */
  #restore(restore: Restore): Restore | undefined {
    if (this.#restored) return undefined;
    this.#restored = true;
    const saved = restore.state.find(this.#info.stateName as string);
    if (saved === undefined) return restore;
    const { state } = saved;
    if (!this.#clock.restore(state)) throw unreadable(this.#inputs.length, state);
    const { told = this.#clock.combined, waiting } = state as SavedUnion;
    this.#told = told;
    this.#order?.restore(waiting ?? []);
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
    this.#drift.end(index);
    const control = this.#clock.idle && this.#settings.periodic === Infinity ? IDLE : undefined;
    this.#tell(control);
    const freed = this.#align();
    if (this.#inputs.every(({ ended }) => ended)) this.#destination.complete();
    return freed;
  }

  /** When every input that goes on has shown the barrier, one barrier goes out. */
  #align(): boolean {
    const open = this.#inputs.filter(({ ended }) => !ended);
    const barrier = this.#inputs.find((input) => input.barrier !== undefined)?.barrier;
    if (barrier === undefined || open.some((input) => input.barrier === undefined)) return false;
    const waiting = this.#order?.snapshot();
    const state = { ...this.#clock.snapshot(), told: this.#told, ...(waiting && { waiting }) };
    barrier.collector.put(this.#info.stateName as string, state);
    for (const input of this.#inputs) input.barrier = undefined;
    this.#send(emptyChunk(this.#raise(), barrier, this.#handle));
    return true;
  }

  /** An input is there again, without anything else to tell. */
  #tellActive(chunk: Chunk<T>): Chunk<T> | undefined {
    const back = this.#toldIdle && !this.#clock.idle && this.#settings.periodic === Infinity;
    return back ? { ...chunk, control: ACTIVE } : undefined;
  }

  /** The handle as it goes on: none where no input has one. */
  get #handle(): JointPressure | undefined {
    return this.#joint.size > 0 ? this.#joint : undefined;
  }

  /** Whether it shows the handle further on, where all values wait here. */
  get #isNew(): boolean {
    return this.#order !== undefined && this.#handle !== undefined && !this.#shown;
  }

  #send(given: Chunk<T>): void {
    const tells = given.values.length > 0 || given.watermark > this.#sent || this.#isNew;
    const chunk = tells || given.control !== undefined ? given : this.#tellActive(given);
    if (chunk === undefined) return;
    this.#shown = chunk.pressure !== undefined;
    if (chunk.control?.kind === 'idle') this.#toldIdle = true;
    else if (tells || chunk.control?.kind === 'active') this.#toldIdle = false;
    this.#sent = chunk.watermark;
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }
}

function weight({ chunk }: Arrival<unknown>): number {
  return chunk === undefined ? 0 : Math.max(1, weightOfRun(chunk.values));
}

function overflow(limit: number): StreamError {
  const text = `union: more than ${limit} values wait at a barrier for the other inputs`;
  const fix = 'raise limit, or find out why an input does not pass the barrier on';
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}

function tooFarAhead(limit: number): StreamError {
  const text = `union: more than ${limit} events wait until the other inputs have come as far (lateBy: 'input')`;
  const fix = 'raise limit, or find out which input does not come along';
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}

function unreadable(inputs: number, state: unknown): StreamError {
  const text = `union: saved state: expected the watermarks of ${inputs} inputs, got ${show(state)}`;
  return new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
