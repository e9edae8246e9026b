import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { Expiry } from './expiry.ts';
import type { Life } from './timeToLive.ts';

/** What is kept of one key. */
export interface Slot<K extends Key, S> {
  readonly key: K;
  readonly created: number;
  state: S;
  /** The largest timestamp of an event that was written into the state. */
  latest: Milliseconds;
  deadline: Milliseconds;
}

/** Sends a result with its timestamp. */
export type Emit<R> = (value: R, timestamp: Milliseconds) => void;

/** What one operator does with the state of a key. */
export interface KeyedRules<T, K extends Key, S, R> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  /** Whether events at or behind the watermark are late; else they are taken like any other. */
  readonly judgesLate: boolean;
  readonly life: Life | undefined;
  create(key: K, value: T): S;
  /** @returns whether the event was written into the state; one that was not is counted as dropped */
  take(slot: Slot<K, S>, value: T, timestamp: Milliseconds, emit: Emit<R>): boolean;
  /** What a key's end of life tells; left out where it tells nothing. */
  expire?(slot: Slot<K, S>, timestamp: Milliseconds, emit: Emit<R>): void;
  /** How many entries a key's state counts for (default: 1); with none left the key is forgotten. */
  sizeOf?(state: S): number;
  save(state: S): unknown;
  load(saved: unknown): S;
}

/** The saved form of a key's state. */
type SavedSlot<K> = readonly [
  key: K,
  latest: Milliseconds,
  deadline: Milliseconds | undefined,
  state: unknown,
];

/**
 * State by key, changed by each event in order of arrival, and forgotten when the key's time to live
 * has passed.
 *
 * State: one slot per key that has not reached its deadline.
 */
export class KeyedLogic<T, K extends Key, S, R> implements Logic<T> {
  readonly #rules: KeyedRules<T, K, S, R>;
  readonly #context: LogicContext<T, R>;
  readonly #emit: Emit<R>;
  readonly #slots = new Map<K, Slot<K, S>>();
  readonly #expiry = new Expiry<Slot<K, S>>();
  #created = 0;

  constructor(rules: KeyedRules<T, K, S, R>, context: LogicContext<T, R>) {
    this.#rules = rules;
    this.#context = context;
    this.#emit = (value, timestamp) => context.output.emit(value, timestamp);
  }

  get wake(): Milliseconds {
    return this.#rules.life?.clock === 'eventTime' ? this.#expiry.next : Infinity;
  }

  get nextTick(): Milliseconds {
    return this.#rules.life?.clock === 'processingTime' ? this.#expiry.next : Infinity;
  }

  get size(): number {
    const { sizeOf } = this.#rules;
    if (sizeOf === undefined) return this.#slots.size;
    let size = 0;
    for (const { state } of this.#slots.values()) size += sizeOf(state);
    return size;
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const { next } = this.#expiry;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.#expiry.next < next) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (let slot = this.#expiry.take(watermark); slot; slot = this.#expiry.take(watermark)) {
      if (!this.#remove(slot)) continue;
      // At the end of all time the state is only freed: what was told last stays true.
      if (watermark === Infinity || this.#rules.expire === undefined) continue;
      this.#context.output.raise(slot.deadline - 1);
      this.#rules.expire(slot, slot.deadline, this.#emit);
    }
  }

  tick(now: Milliseconds): void {
    for (let slot = this.#expiry.take(now); slot; slot = this.#expiry.take(now)) {
      if (this.#remove(slot)) this.#rules.expire?.(slot, slot.latest, this.#emit);
    }
  }

  snapshot(): unknown {
    return [...this.#slots.values()].map(({ key, latest, deadline, state }) => [
      key,
      latest,
      deadline === Infinity ? undefined : deadline,
      this.#rules.save(state),
    ]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#rules.owner}: saved state: expected a list of keys, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [key, latest, deadline, saved] of state as SavedSlot<K>[]) {
      const slot = this.#open(key, this.#rules.load(saved));
      slot.latest = latest;
      if (deadline !== undefined) this.#await(slot, deadline);
    }
  }

  #take(chunk: Chunk<T>, index: number): void {
    const { output, late } = this.#context;
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    output.at(chunk, index);
    if (this.#rules.judgesLate) {
      const watermark = watermarkBefore(chunk, index);
      const behind = watermark - timestamp;
      if (behind >= 0) {
        late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
        return;
      }
    }
    this.#write(value, timestamp, this.#clockAt(chunk, index));
  }

  /** The time that the state's life counts from, after what has ended by then is gone. */
  #clockAt(chunk: Chunk<T>, index: number): Milliseconds {
    if (this.#rules.life?.clock !== 'processingTime') return chunk.timestamps[index] as number;
    const now = chunk.arrivals?.[index] ?? this.#context.now();
    // A timer may go off after an event of its own millisecond.
    if (now >= this.#expiry.next) this.tick(now);
    return now;
  }

  #write(value: T, timestamp: Milliseconds, clock: Milliseconds): void {
    const { keyOf, life, sizeOf } = this.#rules;
    const key = keyOf(value);
    const kept = this.#slots.get(key);
    const slot = kept ?? this.#open(key, this.#rules.create(key, value));
    if (!this.#rules.take(slot, value, timestamp, this.#emit)) {
      this.#context.counters.dropped += 1;
      if (kept === undefined) this.#slots.delete(key);
      return;
    }
    if (sizeOf?.(slot.state) === 0) {
      this.#slots.delete(key);
      return;
    }
    if (timestamp > slot.latest) slot.latest = timestamp;
    if (life !== undefined) this.#await(slot, clock + life.span);
  }

  #open(key: K, state: S): Slot<K, S> {
    const created = this.#created;
    const slot = { key, created, state, latest: -Infinity, deadline: Infinity };
    this.#created += 1;
    this.#slots.set(key, slot);
    return slot;
  }

  /** @returns false when the key was forgotten before, and what it has now is another slot */
  #remove(slot: Slot<K, S>): boolean {
    return this.#slots.get(slot.key) === slot && this.#slots.delete(slot.key);
  }

  #await(slot: Slot<K, S>, deadline: Milliseconds): void {
    const isNew = slot.deadline === Infinity;
    if (isNew || deadline > slot.deadline) slot.deadline = deadline;
    if (isNew) this.#expiry.add(slot);
  }
}
