import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { Expiry } from './expiry.ts';
import type { Mortal } from './expiry.ts';
import type { CheckedKeyedConfig } from './keyedConfig.ts';
import { PendingEvents } from './pendingEvents.ts';
import type { Pending } from './pendingEvents.ts';
import { TimeQueue } from './timeQueue.ts';
import type { Queued } from './timeQueue.ts';

/** The checked config of events beside a later one. */
export interface LeadSettings<T, K extends Key> extends CheckedKeyedConfig<T, K> {
  /** How many events of the key on. */
  readonly offset: number;
}

/** An event beside a later one of its key. */
export interface Leading<K, T> {
  readonly key: K;
  readonly value: T;
  /** The event `offset` places after it; undefined where none came. */
  readonly next: T | undefined;
}

/** The events of a key that wait for their later one, in order of time. */
interface Line<K, T> extends Mortal {
  readonly key: K;
  readonly events: Pending<T>[];
}

interface Saved<T, K> {
  readonly waiting: readonly (readonly [timestamp: Milliseconds, value: T])[];
  readonly lines: readonly (readonly [key: K, deadline: Milliseconds | undefined])[];
  readonly pending: readonly (readonly [timestamp: Milliseconds, value: T, line: number])[];
}

/**
 * Sets beside each event a later one of its key, in order of event time.
 *
 * An event first waits for its turn in that order, then for its later one. The order of the second
 * wait is that of time, over all keys: its first event is what the output's watermark waits for.
 *
 * State: the events ahead of the watermark, and per key the last `offset` behind it; copied whole at a
 * barrier.
 */
export class LeadLogic<T, K extends Key> implements Logic<T> {
  readonly #settings: LeadSettings<T, K>;
  readonly #context: LogicContext<T, Leading<K, T>>;
  readonly #queue = new TimeQueue<T>();
  readonly #pending = new PendingEvents<T>();
  readonly #lines = new Map<K, Line<K, T>>();
  readonly #expiry = new Expiry<Line<K, T>>();
  readonly #clock: 'eventTime' | 'processingTime' | undefined;
  #created = 0;

  constructor(settings: LeadSettings<T, K>, context: LogicContext<T, Leading<K, T>>) {
    this.#settings = settings;
    this.#context = context;
    this.#clock = settings.life?.clock;
  }

  get wake(): Milliseconds {
    return Math.min(this.#queue.next - 1, this.#endsAt);
  }

  get nextTick(): Milliseconds {
    return this.#clock === 'processingTime' ? this.#expiry.next : Infinity;
  }

  get size(): number {
    return this.#queue.size + this.#pending.size;
  }

  get waitingEntries(): WaitingEntries {
    return { count: this.#queue.size, until: this.#queue.next - 1 };
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
    for (;;) {
      const [turn, end] = [this.#queue.next - 1, this.#endsAt];
      const next = Math.min(turn, end);
      if (next > watermark || next === Infinity) break;
      if (end <= turn) this.#end(this.#expiry.take(end), end);
      else this.#release(this.#queue.takeUpTo(turn + 1) as Queued<T>);
    }
    if (watermark === Infinity) this.#endAll();
  }

  tick(now: Milliseconds): void {
    for (let line = this.#expiry.take(now); line; line = this.#expiry.take(now)) this.#end(line);
  }

  snapshot(): unknown {
    const lines = [...this.#lines.values()];
    const places = new Map(lines.flatMap(({ events }, at) => events.map((event) => [event, at])));
    return {
      waiting: this.#queue.entries().map(({ timestamp, value }) => [timestamp, value]),
      lines: lines.map(({ key, deadline }) => [key, deadline === Infinity ? undefined : deadline]),
      pending: this.#pending
        .items()
        .map((event) => [event.timestamp, event.value, places.get(event)]),
    };
  }

  restore(state: unknown): void {
    if (!isSaved<T, K>(state)) {
      const text = `${this.#settings.owner}: saved state: expected events and keys, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [timestamp, value] of state.waiting) this.#queue.push(value, timestamp);
    const lines = state.lines.map(([key, deadline = Infinity]) => this.#open(key, deadline));
    for (const [timestamp, value, place] of state.pending) {
      lines[place]?.events.push(this.#pending.push(value, timestamp));
    }
    this.#holdBack();
  }

  /** The event time at which a key's life may end. */
  get #endsAt(): Milliseconds {
    return this.#clock === 'eventTime' ? this.#expiry.next : Infinity;
  }

  #take(chunk: Chunk<T>, index: number): void {
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - timestamp;
    if (behind < 0) this.#queue.push(value, timestamp);
    else this.#context.late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
  }

  /** An event's turn has come: it is the later one of an earlier event, and waits for its own. */
  #release({ value, timestamp }: Queued<T>): void {
    const { keyOf, life, offset } = this.#settings;
    this.#context.output.raise(timestamp - 1);
    const clock = this.#clock === 'eventTime' ? timestamp : this.#context.now();
    // A timer may go off after an event of its own millisecond.
    if (clock >= this.nextTick) this.tick(clock);
    const key = keyOf(value);
    const deadline = life === undefined ? Infinity : clock + life.span;
    const line = this.#lines.get(key) ?? this.#open(key, deadline);
    line.deadline = Math.max(line.deadline, deadline);
    line.events.push(this.#pending.push(value, timestamp));
    this.#holdBack();
    if (line.events.length <= offset) return;
    this.#give(key, line.events.shift() as Pending<T>, value);
  }

  /** No later event of the key counts any more. */
  #end(line: Line<K, T> | undefined, time?: Milliseconds): void {
    if (line === undefined) return;
    if (time !== undefined) this.#context.output.raise(time - 1);
    this.#lines.delete(line.key);
    for (const event of line.events) this.#give(line.key, event, undefined);
  }

  /** The end of all time: what waits goes out in order of time. */
  #endAll(): void {
    const keys = new Map<Pending<T>, K>();
    for (const { key, events } of this.#lines.values()) {
      for (const event of events) keys.set(event, key);
    }
    for (const event of this.#pending.items()) this.#give(keys.get(event) as K, event, undefined);
    this.#lines.clear();
  }

  #give(key: K, event: Pending<T>, next: T | undefined): void {
    this.#context.output.emit({ key, value: event.value, next }, event.timestamp);
    this.#pending.remove(event);
    this.#holdBack();
  }

  /** Keeps the output's watermark below the first result to come. */
  #holdBack(): void {
    this.#context.output.hold((this.#pending.first?.timestamp ?? Infinity) - 1);
  }

  #open(key: K, deadline: Milliseconds): Line<K, T> {
    const line = { key, events: [], created: this.#created, deadline };
    this.#created += 1;
    this.#lines.set(key, line);
    if (deadline < Infinity) this.#expiry.add(line);
    return line;
  }
}

function isSaved<T, K>(state: unknown): state is Saved<T, K> {
  if (typeof state !== 'object' || state === null) return false;
  const { waiting, lines, pending } = state as Partial<Record<string, unknown>>;
  return [waiting, lines, pending].every((part) => Array.isArray(part));
}
