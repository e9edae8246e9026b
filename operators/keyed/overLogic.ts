import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import { RowTable } from '../windows/index.ts';
import type { Key } from '../windows/index.ts';
import { Fifo } from './fifo.ts';
import { makeReach } from './makeReach.ts';
import type { ReachKind } from './makeReach.ts';
import type { Reach } from './reach.ts';
import { TimeQueue } from './timeQueue.ts';
import type { Queued } from './timeQueue.ts';

/** The checked config of running aggregates. */
export interface OverSettings<T, K extends Key> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  /** How far back an event is covered, by time and by number; Infinity where that is no bound. */
  readonly range: Milliseconds;
  readonly rows: number;
}

/** An event beside the aggregates, as the logic makes it. */
export interface PlainRunning<K, T> {
  readonly key: K;
  readonly value: T;
  readonly running: Readonly<Record<string, unknown>>;
}

/** What is covered of one key. */
interface Line<K, T> {
  readonly key: K;
  readonly reach: Reach<T>;
}

/** An event that is covered until the watermark reaches its time + range. */
interface Covered<K, T> {
  readonly timestamp: Milliseconds;
  readonly line: Line<K, T>;
}

interface Saved<T, K> {
  readonly waiting: readonly (readonly [timestamp: Milliseconds, value: T])[];
  readonly lines: readonly (readonly [key: K, reach: unknown])[];
  readonly covered: readonly (readonly [timestamp: Milliseconds, line: number])[];
}

/**
 * Aggregates over the last events of each event's key, in order of event time.
 *
 * Events wait until the watermark tells that all those before them are there; where events of one
 * time cover each other, until it has reached that time. Since all keys have one range, events leave
 * in the order in which they entered, whatever their keys: a single line of them frees the keys that
 * get no more events too.
 *
 * State: the events ahead of the watermark, and per key those that one to come may cover; copied whole
 * at a barrier.
 */
export class OverLogic<T, K extends Key> implements Logic<T> {
  readonly #settings: OverSettings<T, K>;
  readonly #context: LogicContext<T, PlainRunning<K, T>>;
  readonly #table: RowTable<T>;
  readonly #kind: ReachKind;
  readonly #byRows: boolean;
  readonly #queue = new TimeQueue<T>();
  readonly #lines = new Map<K, Line<K, T>>();
  readonly #covered = new Fifo<Covered<K, T>>();

  constructor(settings: OverSettings<T, K>, context: LogicContext<T, PlainRunning<K, T>>) {
    const { aggregate, range, rows } = settings;
    this.#settings = settings;
    this.#context = context;
    this.#table = new RowTable(aggregate);
    this.#byRows = rows < Infinity;
    const removable = Object.values(aggregate).every((made) => made.removable);
    if (range === Infinity && !this.#byRows) this.#kind = 'endless';
    else this.#kind = removable ? 'subtracted' : 'merged';
  }

  get wake(): Milliseconds {
    const leaves = (this.#covered.first?.timestamp ?? Infinity) + this.#settings.range;
    return Math.min(this.#queue.next - (this.#byRows ? 1 : 0), leaves);
  }

  get size(): number {
    let size = this.#queue.size;
    for (const { reach } of this.#lines.values()) size += reach.size;
    return size;
  }

  get waitingEntries(): WaitingEntries {
    return { count: this.#queue.size, until: this.#queue.next - (this.#byRows ? 1 : 0) };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    const until = watermark + (this.#byRows ? 1 : 0);
    while (this.#queue.size > 0 && this.#queue.next <= until) this.#release(this.#queue.next);
    this.#uncover(watermark);
    if (watermark === Infinity) this.#lines.clear();
  }

  snapshot(): unknown {
    const lines = [...this.#lines.values()];
    const places = new Map(lines.map((line, place) => [line, place]));
    return {
      waiting: this.#queue.entries().map(({ timestamp, value }) => [timestamp, value]),
      lines: lines.map(({ key, reach }) => [key, reach.save()]),
      covered: this.#covered.items().map(({ timestamp, line }) => [timestamp, places.get(line)]),
    };
  }

  restore(state: unknown): void {
    if (!isSaved<T, K>(state)) {
      const text = `${this.#settings.owner}: saved state: expected events and keys, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [timestamp, value] of state.waiting) this.#queue.push(value, timestamp);
    const lines = state.lines.map(([key, reach]) => {
      const line = this.#open(key);
      line.reach.load(reach);
      return line;
    });
    for (const [timestamp, place] of state.covered) {
      this.#covered.push({ timestamp, line: lines[place] as Line<K, T> });
    }
  }

  #take(chunk: Chunk<T>, index: number): void {
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - timestamp;
    if (behind < 0) this.#queue.push(value, timestamp);
    else this.#context.late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
  }

  /** The next event, or by time all events of that time: each of them covers the others of its key. */
  #release(time: Milliseconds): void {
    const events: Queued<T>[] = [];
    do events.push(this.#queue.takeUpTo(time) as Queued<T>);
    while (!this.#byRows && this.#queue.next === time);
    this.#uncover(time - 1);
    this.#context.output.raise(time - 1);
    const lines = events.map((event) => this.#cover(event));
    for (const [place, { value, timestamp }] of events.entries()) {
      const { key, reach } = lines[place] as Line<K, T>;
      this.#context.output.emit({ key, value, running: reach.result() }, timestamp);
    }
    if (this.#byRows) this.#makeRoom(lines[0] as Line<K, T>);
  }

  #cover({ value, timestamp }: Queued<T>): Line<K, T> {
    const key = this.#settings.keyOf(value);
    const line = this.#lines.get(key) ?? this.#open(key);
    line.reach.enter(value, timestamp);
    if (this.#settings.range < Infinity) this.#covered.push({ timestamp, line });
    return line;
  }

  /** Lets those go that no event after `watermark` covers. */
  #uncover(watermark: Milliseconds): void {
    const { range } = this.#settings;
    for (let { first } = this.#covered; first !== undefined; { first } = this.#covered) {
      if (first.timestamp + range > watermark) return;
      this.#covered.shift();
      this.#leave(first.line);
    }
  }

  /** Keeps as many events of a key as its next one covers beside itself. */
  #makeRoom(line: Line<K, T>): void {
    if (line.reach.size >= this.#settings.rows) this.#leave(line);
  }

  #leave(line: Line<K, T>): void {
    line.reach.leave();
    if (line.reach.size === 0) this.#lines.delete(line.key);
  }

  #open(key: K): Line<K, T> {
    const line = { key, reach: makeReach(this.#kind, this.#settings.owner, this.#table) };
    this.#lines.set(key, line);
    return line;
  }
}

function isSaved<T, K>(state: unknown): state is Saved<T, K> {
  if (typeof state !== 'object' || state === null) return false;
  const { waiting, lines, covered } = state as Partial<Record<string, unknown>>;
  return [waiting, lines, covered].every((part) => Array.isArray(part));
}
