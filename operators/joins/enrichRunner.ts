import type { Subscriber } from 'rxjs';
import {
  callbackError,
  ChunkGuard,
  makeChunk,
  OutputBuffer,
  readSavedView,
  show,
  StreamError,
  Turns,
  watermarkBefore,
  weightOfRun,
} from '../kernel/index.ts';
import type {
  Barrier,
  Chunk,
  Control,
  InputState,
  Milliseconds,
  OperatorInfo,
  Pressure,
  Restore,
  StateView,
} from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { EnrichTable } from './enrichTable.ts';
import type { TableRules } from './enrichTable.ts';
import type { Side } from './side.ts';

/** The checked config of an enrichment. */
export interface EnrichSettings<L, R, K extends Key, Result> extends TableRules<R, K> {
  readonly leftKeyOf: (left: L) => K;
  readonly ready: 'atOnce' | 'watermark' | 'complete';
  readonly limit: number;
  /** Whether events without a row come out. */
  readonly pad: boolean;
  readonly project: (left: L, right: R | undefined) => Result;
}

/** One of the two inputs. */
interface Input {
  readonly guard: ChunkGuard;
  readonly handles: Set<Pressure>;
  /** Chunks behind a barrier that the other input has not shown yet. */
  held: Chunk<unknown>[];
  barrier: Barrier | undefined;
  ended: boolean;
  idle: boolean;
  watermark: Milliseconds;
  lastTimestamp: Milliseconds | undefined;
}

/** Looks up the events of one subscription in the table as it stands. */
export class EnrichRunner<L, R, K extends Key, Result> {
  readonly #settings: EnrichSettings<L, R, K, Result>;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<Result>>;
  readonly #output: OutputBuffer<Result>;
  readonly #table: EnrichTable<R, K>;
  readonly #turns = new Turns();
  readonly #inputs: Readonly<Record<Side, Input>>;
  /** Chunks of events that wait until the table is ready. */
  #waiting: Chunk<L>[] = [];
  #ready: boolean;
  #restored = false;
  #reported = false;

  constructor(
    settings: EnrichSettings<L, R, K, Result>,
    info: OperatorInfo,
    destination: Subscriber<Chunk<Result>>,
  ) {
    this.#settings = settings;
    this.#info = info;
    this.#destination = destination;
    this.#table = new EnrichTable(settings, () => {
      info.counters.unjoined += 1;
    });
    this.#ready = settings.ready === 'atOnce';
    this.#output = new OutputBuffer((chunk) => {
      info.counters.out += chunk.values.length;
      info.counters.watermark = chunk.watermark;
      destination.next(chunk);
    });
    this.#inputs = { left: newInput('events'), right: newInput('table') };
  }

  /** How many events wait, for the table or at a barrier. */
  get held(): number {
    return this.#atBarrier('left') + this.#atBarrier('right') + this.#forTable;
  }

  get size(): number {
    return this.#table.size + this.held;
  }

  /** What is known of the events and of the table; the table holds while events wait for it. */
  inputStates(): readonly InputState[] {
    const { left, right } = this.#inputs;
    const unknown = { behind: false, lastSeen: undefined, since: undefined };
    const state = (name: string, input: Input, holds: boolean): InputState => {
      const { ended, idle, lastTimestamp, watermark } = input;
      return { name, ended, idle, lastTimestamp, watermark, holds, ...unknown };
    };
    return [state('events', left, this.#ready), state('table', right, !this.#ready)];
  }

  next(side: Side, chunk: Chunk<unknown>): void {
    this.#turns.take(() => this.#run(() => this.#arrive(side, chunk)));
  }

  complete(side: Side): void {
    this.#turns.take(() => this.#run(() => this.#end(side)));
  }

  stop(): void {
    this.#waiting = [];
    for (const input of Object.values(this.#inputs)) {
      input.held = [];
      for (const source of sourcesOf(input)) source.report(this, 0);
    }
  }

  #run(act: () => void): void {
    if (this.#destination.closed) return;
    try {
      act();
      if (this.held > this.#settings.limit) throw overflow(this.#settings.limit);
    } catch (error) {
      this.#output.rescue();
      this.#destination.error(callbackError('enrich', error));
    }
    if (this.#destination.closed) return;
    const { left } = this.#inputs;
    if (left.ended && left.held.length === 0 && this.#ready) {
      this.#table.end();
      this.#destination.complete();
    } else this.#report();
  }

  #arrive(side: Side, chunk: Chunk<unknown>): void {
    const input = this.#inputs[side];
    input.guard.check(chunk);
    if (chunk.pressure !== undefined) input.handles.add(chunk.pressure);
    this.#info.counters.in += chunk.values.length;
    input.watermark = chunk.watermark;
    input.idle = chunk.control?.kind === 'idle';
    input.lastTimestamp = chunk.timestamps.at(-1) ?? input.lastTimestamp;
    if (input.barrier === undefined) this.#process(side, chunk);
    else input.held.push(chunk);
  }

  #process(side: Side, chunk: Chunk<unknown>): void {
    if (chunk.control?.kind === 'restore') this.#restore(chunk.control);
    if (side === 'right') this.#takeRows(chunk as Chunk<R>);
    else if (this.#ready) this.#enrich(chunk as Chunk<L>);
    else this.#wait(chunk as Chunk<L>);
    if (chunk.control?.kind === 'barrier') {
      this.#inputs[side].barrier = chunk.control;
      this.#align();
    }
  }

  #takeRows(chunk: Chunk<R>): void {
    const { counters } = this.#info;
    for (let i = 0; i < chunk.values.length; i += 1) {
      const own = watermarkBefore(chunk, i);
      this.#tellWatermark(own);
      const taken = this.#table.take(chunk.values[i] as R, chunk.timestamps[i] as number, own);
      if (taken === 'older') counters.dropped += 1;
      else if (taken === 'late') counters.late += 1;
    }
    this.#table.advance(chunk.watermark);
    this.#tellWatermark(chunk.watermark);
  }

  #tellWatermark(own: Milliseconds): void {
    if (own > -Infinity && this.#settings.ready === 'watermark') this.#beReady();
  }

  #beReady(): void {
    if (this.#ready) return;
    this.#ready = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const chunk of waiting) {
      if (!this.#destination.closed) this.#enrich(chunk);
    }
  }

  #wait(chunk: Chunk<L>): void {
    const last = this.#waiting.at(-1);
    const control = goesOn(chunk.control);
    // Watermarks and marks without values must not pile up: the later one tells all.
    if (last === undefined || chunk.values.length > 0) this.#waiting.push({ ...chunk, control });
    else {
      const { watermark } = chunk;
      const still = watermark > last.watermark ? undefined : last.control;
      this.#waiting.splice(-1, 1, { ...last, watermark, control: control ?? still });
    }
  }

  #enrich(chunk: Chunk<L>): void {
    const { leftKeyOf, pad, project } = this.#settings;
    this.#output.begin(chunk);
    for (let i = 0; i < chunk.values.length; i += 1) {
      const left = chunk.values[i] as L;
      this.#output.at(chunk, i);
      const row = this.#table.get(leftKeyOf(left), watermarkBefore(chunk, i));
      if (row === undefined && !pad) this.#info.counters.unjoined += 1;
      else this.#output.emit(project(left, row?.value), chunk.timestamps[i] as number);
    }
    this.#table.expire(chunk.watermark);
    this.#output.finish(chunk.watermark, goesOn(chunk.control));
  }

  #end(side: Side): void {
    const input = this.#inputs[side];
    input.ended = true;
    this.#align();
    if (side === 'left') {
      const end = makeChunk<L>({ watermark: Infinity });
      if (input.held.length > 0) input.held.push(end);
      else if (this.#ready) this.#enrich(end);
      else this.#wait(end);
    } else if (input.held.length === 0) this.#beReady();
  }

  /** When both inputs, or the one that goes on, have shown the barrier, it goes out with a snapshot. */
  #align(): void {
    const { left, right } = this.#inputs;
    this.#giveUpOlder(left, right);
    const barrier = left.barrier ?? right.barrier;
    const shown = (input: Input): boolean => input.barrier !== undefined || input.ended;
    if (barrier === undefined || !shown(left) || !shown(right)) return;
    barrier.collector.put(this.#info.stateName as string, this.#snapshot(barrier));
    left.barrier = undefined;
    right.barrier = undefined;
    this.#output.finish(-Infinity, barrier);
    this.#free('right');
    this.#free('left');
  }

  /** An older barrier that never reached both inputs was given up by who sent it. */
  #giveUpOlder(left: Input, right: Input): void {
    if (left.barrier === undefined || right.barrier === undefined) return;
    if (left.barrier.id === right.barrier.id) return;
    const older = left.barrier.id < right.barrier.id ? 'left' : 'right';
    this.#inputs[older].barrier = undefined;
    this.#free(older);
  }

  #free(side: Side): void {
    const input = this.#inputs[side];
    while (input.barrier === undefined && !this.#destination.closed) {
      const next = input.held.shift();
      if (next === undefined) break;
      this.#process(side, next);
    }
    if (side === 'right' && input.ended && input.held.length === 0) this.#beReady();
  }

  /** The table by entries; events that wait for it, which are bounded, as a whole. */
  #snapshot({ collector }: Barrier): StateView {
    const waiting = this.#waiting.flatMap((chunk) =>
      chunk.values.map((value, i) => [value, chunk.timestamps[i], watermarkBefore(chunk, i)]),
    );
    const watermark = this.#waiting.at(-1)?.watermark;
    return this.#table.snapshot({ ready: this.#ready, waiting, watermark }, collector.changesOnly);
  }

  /** Both inputs bring the same snapshot: one goes on. */
  #restore(restore: Restore): void {
    if (this.#restored) return;
    this.#restored = true;
    const saved = restore.state.find(this.#info.stateName as string);
    if (saved !== undefined) this.#goOnFrom(saved.state);
    this.#output.finish(-Infinity, restore);
  }

  #goOnFrom(state: unknown): void {
    const { head, entries } = readSavedView('enrich', state);
    if (!isSaved<L>(head)) {
      const text = `enrich: saved state: expected events that wait, got ${show(head)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#ready ||= head.ready;
    this.#table.restore(entries);
    if (head.watermark !== undefined) {
      const values = head.waiting.map(([value]) => value);
      const timestamps = head.waiting.map(([, timestamp]) => timestamp);
      const before = head.waiting.map(([, , own]) => own);
      const { watermark } = head;
      this.#waiting.push(makeChunk({ values, timestamps, before, watermark }));
    }
  }

  #atBarrier(side: Side): number {
    return this.#inputs[side].held.reduce(weigh, 0);
  }

  get #forTable(): number {
    return this.#waiting.reduce(weigh, 0);
  }

  /**
   * A source that feeds both inputs is not paused for events that wait for the table: its rows come by
   * the other one. What waits at a barrier pauses it, since barriers pass a paused source.
   */
  #report(): void {
    if (!this.#reported && this.held === 0) return;
    this.#reported = this.held > 0;
    const { left, right } = this.#inputs;
    const [events, rows] = [sourcesOf(left), sourcesOf(right)];
    const [leftHeld, rightHeld] = [this.#atBarrier('left'), this.#atBarrier('right')];
    for (const source of events) {
      source.report(this, leftHeld + (rows.has(source) ? rightHeld : this.#forTable));
    }
    for (const source of rows) {
      if (!events.has(source)) source.report(this, rightHeld);
    }
  }
}

/** The handles of single sources: an input that comes from a union has several. */
function sourcesOf({ handles }: Input): ReadonlySet<Pressure> {
  return new Set([...handles].flatMap((handle) => [...handle.sources]));
}

function newInput(name: string): Input {
  const guard = new ChunkGuard(`enrich: ${name}`);
  const seen = { idle: false, watermark: -Infinity, lastTimestamp: undefined };
  return { guard, handles: new Set(), held: [], barrier: undefined, ended: false, ...seen };
}

/** Idle marks go on with the events; barriers and restores of both inputs go on as one. */
function goesOn(control: Control | undefined): Control | undefined {
  return control?.kind === 'idle' || control?.kind === 'active' ? control : undefined;
}

function weigh(sum: number, { values }: Chunk<unknown>): number {
  return sum + weightOfRun(values);
}

function overflow(limit: number): StreamError {
  const text = `enrich: more than ${limit} events wait for the table, or at a barrier`;
  const fix = "raise limit, or let events pass at once with ready: 'atOnce'";
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}

interface Saved<L> {
  readonly ready: boolean;
  readonly waiting: readonly (readonly [value: L, timestamp: number, before: number])[];
  readonly watermark: Milliseconds | undefined;
}

function isSaved<L>(head: unknown): head is Saved<L> {
  if (typeof head !== 'object' || head === null) return false;
  return 'waiting' in head && Array.isArray(head.waiting);
}
