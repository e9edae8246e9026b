import { ItemChanges, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  Numbered,
  StateView,
  WaitingEntries,
} from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { Expiry } from './expiry.ts';
import type { Mortal } from './expiry.ts';
import type { CheckedKeyedConfig } from './keyedConfig.ts';
import { TimeQueue } from './timeQueue.ts';
import type { Queued } from './timeQueue.ts';

/** A key whose first event has gone out. */
interface Seen<K> extends Mortal, Numbered {
  readonly key: K;
}

type Item<T, K> = Seen<K> | Queued<T>;

/** The saved form of a key that was seen, or of an event that waits. */
type SavedItem<T, K> =
  | readonly [kind: 'seen', created: number, key: K, deadline: Milliseconds | undefined]
  | readonly [kind: 'waiting', order: number, timestamp: Milliseconds, value: T];

/**
 * The first event of each key by event time, sent when no earlier one can come.
 *
 * An event that went out at time t stands for its key up to, without, t + time to live, whatever the
 * order in which the others arrive. With a time to live by event time, which events begin a new life
 * is known only in order of time: they wait for the watermark. Otherwise the earliest one waits.
 *
 * State: one entry per key that was seen and has not reached its deadline, and the events that wait.
 * A snapshot has an entry for each of them.
 */
export class FirstLogic<T, K extends Key> implements Logic<T> {
  readonly #config: CheckedKeyedConfig<T, K>;
  readonly #context: LogicContext<T, T>;
  readonly #seen = new Map<K, Seen<K>>();
  readonly #expiry = new Expiry<Seen<K>>();
  readonly #queue = new TimeQueue<T>();
  /** The earliest event of each key that has not gone out, where later ones are known to be none. */
  readonly #earliest = new Map<K, Queued<T>>();
  readonly #byEventTime: boolean;
  #created = 0;
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Item<T, K>> | undefined;

  constructor(config: CheckedKeyedConfig<T, K>, context: LogicContext<T, T>) {
    this.#config = config;
    this.#context = context;
    this.#byEventTime = config.life?.clock === 'eventTime';
  }

  get wake(): Milliseconds {
    const forget = this.#byEventTime ? this.#expiry.next : Infinity;
    return Math.min(this.#queue.next, forget) - 1;
  }

  get nextTick(): Milliseconds {
    return this.#byEventTime ? Infinity : this.#expiry.next;
  }

  get size(): number {
    return this.#seen.size + this.#queue.size;
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
    const next = (): Queued<T> | undefined => this.#queue.takeUpTo(watermark + 1);
    for (let queued = next(); queued !== undefined; queued = next()) this.#release(queued);
    if (this.#byEventTime) this.#forget(watermark + 1);
  }

  tick(now: Milliseconds): void {
    this.#forget(now);
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= new ItemChanges<Item<T, K>>(
      [...this.#seen.values(), ...this.#queue.entries()],
      (item) => this.#save(item),
    );
    return this.#changes.view(undefined, changesOnly);
  }

  restore(state: unknown): void {
    const { entries } = readSavedView(this.#config.owner, state);
    const items = entries.map(([, content]) => content as SavedItem<T, K>);
    items.sort((a, b) => a[1] - b[1]);
    for (const item of items) {
      if (item[0] === 'seen') this.#remember(item[2], item[3] ?? Infinity);
    }
    for (const item of items) if (item[0] === 'waiting') this.#wait(item[3], item[2]);
  }

  #save(item: Item<T, K>): SavedItem<T, K> | undefined {
    if ('key' in item) {
      const { created, key, deadline } = item;
      return ['seen', created, key, deadline === Infinity ? undefined : deadline];
    }
    const { order, timestamp, value } = item;
    const waits = this.#byEventTime || this.#isEarliest(item);
    return waits ? ['waiting', order, timestamp, value] : undefined;
  }

  #push(value: T, timestamp: Milliseconds): void {
    const queued = this.#queue.push(value, timestamp);
    this.#changes?.add(queued);
  }

  #take(chunk: Chunk<T>, index: number): void {
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - timestamp;
    if (behind >= 0) {
      this.#context.late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
      return;
    }
    if (this.nextTick < Infinity) {
      const now = chunk.arrivals?.[index] ?? this.#context.now();
      // A timer may go off after an event of its own millisecond.
      if (now >= this.#expiry.next) this.tick(now);
    }
    this.#wait(value, timestamp);
  }

  #wait(value: T, timestamp: Milliseconds): void {
    const key = this.#config.keyOf(value);
    const seen = this.#seen.get(key);
    if (seen !== undefined && this.#stands(seen, timestamp)) {
      this.#drop();
      return;
    }
    if (this.#byEventTime) this.#push(value, timestamp);
    else this.#keepEarliest(key, value, timestamp);
  }

  #keepEarliest(key: K, value: T, timestamp: Milliseconds): void {
    const earliest = this.#earliest.get(key);
    if (earliest !== undefined) this.#drop();
    if (earliest !== undefined && earliest.timestamp <= timestamp) return;
    if (earliest !== undefined) this.#changes?.touch(earliest);
    const queued = this.#queue.push(value, timestamp);
    this.#earliest.set(key, queued);
    this.#changes?.add(queued);
  }

  #release(queued: Queued<T>): void {
    this.#changes?.remove(queued);
    const { value, timestamp } = queued;
    const key = this.#config.keyOf(value);
    if (this.#byEventTime) {
      const seen = this.#seen.get(key);
      if (seen !== undefined && this.#stands(seen, timestamp)) {
        this.#drop();
        return;
      }
    } else {
      if (this.#earliest.get(key) !== queued) return;
      this.#earliest.delete(key);
    }
    this.#context.output.raise(timestamp - 1);
    this.#context.output.emit(value, timestamp);
    this.#remember(key, this.#deadlineOf(timestamp));
  }

  #deadlineOf(timestamp: Milliseconds): Milliseconds {
    const { life } = this.#config;
    if (life === undefined) return Infinity;
    return (this.#byEventTime ? timestamp : this.#context.now()) + life.span;
  }

  /** Whether an event is a repetition of the one that went out. */
  #stands(seen: Seen<K>, timestamp: Milliseconds): boolean {
    return !this.#byEventTime || timestamp < seen.deadline;
  }

  #remember(key: K, deadline: Milliseconds): void {
    const seen = this.#seen.get(key);
    if (seen !== undefined) {
      this.#changes?.touch(seen);
      seen.deadline = deadline;
      return;
    }
    const made = { key, created: this.#created, deadline, slot: -1 };
    this.#created += 1;
    this.#seen.set(key, made);
    this.#changes?.add(made);
    if (deadline < Infinity) this.#expiry.add(made);
  }

  #forget(time: Milliseconds): void {
    for (let seen = this.#expiry.take(time); seen; seen = this.#expiry.take(time)) {
      this.#changes?.remove(seen);
      this.#seen.delete(seen.key);
    }
  }

  #isEarliest(queued: Queued<T>): boolean {
    return this.#earliest.get(this.#config.keyOf(queued.value)) === queued;
  }

  #drop(): void {
    this.#context.counters.dropped += 1;
  }
}
