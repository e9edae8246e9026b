import { ItemChanges, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  StateView,
  WaitingEntries,
} from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { ProcessCall } from './processCall.ts';
import type { Kept } from './processCall.ts';
import type { Clock, ProcessContext } from './processContext.ts';
import { Timers } from './timers.ts';
import type { Timer } from './timers.ts';

/** The checked config of a process by key. */
export interface ProcessRules<T, K extends Key, S, R> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  readonly judgesLate: boolean;
  readonly create: (key: K) => S;
  readonly process: (value: T, context: ProcessContext<K, S, R>) => void;
  readonly onTimer: Readonly<
    Record<Clock, ((time: Milliseconds, context: ProcessContext<K, S, R>) => void) | undefined>
  >;
  readonly save: (state: S) => unknown;
  readonly load: (saved: unknown) => S;
}

/** A timer and how many of its clock were set before it. */
type SavedTimer = readonly [time: Milliseconds, order: number];

/** The saved form of a key. */
type SavedKey<K> = readonly [
  key: K,
  latest: Milliseconds,
  state: unknown,
  eventTime: readonly SavedTimer[],
  processingTime: readonly SavedTimer[],
];

/**
 * State and timers by key, in the hands of a user's functions.
 *
 * A timer sees the watermark at its own time, however far the watermark went in one step, so that the
 * steps in which it rises change nothing.
 *
 * State: one entry per key that was not forgotten, and its timers. A snapshot has an entry per key.
 */
export class ProcessLogic<T, K extends Key, S, R> implements Logic<T> {
  readonly #rules: ProcessRules<T, K, S, R>;
  readonly #context: LogicContext<T, R>;
  readonly #keys = new Map<K, Kept<K, S>>();
  readonly #timers = {
    eventTime: new Timers<Kept<K, S>>('eventTime'),
    processingTime: new Timers<Kept<K, S>>('processingTime'),
  };
  readonly #call: ProcessCall<K, S, R>;
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Kept<K, S>> | undefined;
  #watermark: Milliseconds = -Infinity;

  constructor(rules: ProcessRules<T, K, S, R>, context: LogicContext<T, R>) {
    this.#rules = rules;
    this.#context = context;
    const { owner, onTimer } = rules;
    const heard = {
      eventTime: onTimer.eventTime !== undefined,
      processingTime: onTimer.processingTime !== undefined,
    };
    this.#call = new ProcessCall({ owner, timers: this.#timers, heard }, context);
  }

  get wake(): Milliseconds {
    return this.#timers.eventTime.next;
  }

  get nextTick(): Milliseconds {
    return this.#timers.processingTime.next;
  }

  get size(): number {
    const { eventTime, processingTime } = this.#timers;
    return this.#keys.size + eventTime.size + processingTime.size;
  }

  get waitingEntries(): WaitingEntries {
    const { size, next } = this.#timers.eventTime;
    return { count: size, until: next };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const { wake, nextTick } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake || this.nextTick < nextTick) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    const { eventTime } = this.#timers;
    // A timer that sets the next one would never come to the end of all time.
    const until = watermark === Infinity ? eventTime.count : Infinity;
    const take = (): Timer<Kept<K, S>> | undefined => eventTime.take(watermark, this.#touch);
    for (let timer = take(); timer; timer = take()) {
      if (timer.order >= until) continue;
      const { time, owner } = timer;
      this.#watermark = Math.max(this.#watermark, time);
      this.#context.output.raise(time - 1);
      this.#call.begin(owner, time, this.#watermark, undefined, false);
      this.#goOff('eventTime', owner, time);
    }
  }

  tick(now: Milliseconds): void {
    const { processingTime } = this.#timers;
    const take = (): Timer<Kept<K, S>> | undefined => processingTime.take(now, this.#touch);
    for (let timer = take(); timer; timer = take()) {
      const { time, owner } = timer;
      this.#call.begin(owner, owner.latest, this.#watermark, now, false);
      this.#goOff('processingTime', owner, time);
    }
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= new ItemChanges(this.#keys.values(), (kept) => this.#save(kept));
    return this.#changes.view(undefined, changesOnly);
  }

  restore(state: unknown): void {
    const { entries } = readSavedView(this.#rules.owner, state);
    const keys = entries.map(([, content]) => content as SavedKey<K>);
    for (const [key, latest, saved] of keys)
      this.#open(key, this.#rules.load(saved)).latest = latest;
    this.#restoreTimers(
      'eventTime',
      keys.flatMap(([key, , , timers]) => owned(key, timers)),
    );
    this.#restoreTimers(
      'processingTime',
      keys.flatMap(([key, , , , timers]) => owned(key, timers)),
    );
  }

  /** Timers of one time go off in the order in which they were set. */
  #restoreTimers(clock: Clock, timers: OwnedTimer<K>[]): void {
    for (const [time, , key] of timers.sort((a, b) => a[1] - b[1])) {
      this.#timers[clock].set(this.#keys.get(key) as Kept<K, S>, time);
    }
  }

  #save(kept: Kept<K, S>): SavedKey<K> {
    const timers = (clock: Clock): readonly SavedTimer[] =>
      this.#timers[clock].of(kept).map(({ time, order }) => [time, order]);
    const { key, latest, state } = kept;
    return [key, latest, this.#rules.save(state), timers('eventTime'), timers('processingTime')];
  }

  readonly #touch = (kept: Kept<K, S>): void => this.#changes?.touch(kept);

  #take(chunk: Chunk<T>, index: number): void {
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - timestamp;
    this.#context.output.at(chunk, index);
    this.#watermark = Math.max(this.#watermark, watermark);
    if (behind >= 0 && this.#rules.judgesLate) {
      this.#context.late({ value, timestamp, watermark, behind, reason: 'behindWatermark' });
      return;
    }
    const now = chunk.arrivals?.[index] ?? this.#dueNow();
    // The scheduler's timer may go off after an event of its own millisecond.
    if (now !== undefined && now >= this.nextTick) this.tick(now);
    const key = this.#rules.keyOf(value);
    const kept = this.#keys.get(key) ?? this.#open(key, this.#rules.create(key));
    this.#changes?.touch(kept);
    if (timestamp > kept.latest) kept.latest = timestamp;
    this.#call.begin(kept, timestamp, this.#watermark, now, behind >= 0);
    this.#rules.process(value, this.#call);
    this.#end(kept);
  }

  /** The processing time, where timers wait for it. */
  #dueNow(): Milliseconds | undefined {
    return this.nextTick === Infinity ? undefined : this.#context.now();
  }

  #goOff(clock: Clock, kept: Kept<K, S>, time: Milliseconds): void {
    this.#rules.onTimer[clock]?.(time, this.#call);
    this.#end(kept);
  }

  #end(kept: Kept<K, S>): void {
    this.#call.end();
    if (!this.#call.forgotten) return;
    this.#changes?.remove(kept);
    this.#keys.delete(kept.key);
    this.#timers.eventTime.deleteAll(kept);
    this.#timers.processingTime.deleteAll(kept);
  }

  #open(key: K, state: S): Kept<K, S> {
    const kept: Kept<K, S> = {
      key,
      state,
      latest: -Infinity,
      eventTime: undefined,
      processingTime: undefined,
      slot: -1,
    };
    this.#keys.set(key, kept);
    this.#changes?.add(kept);
    return kept;
  }
}

type OwnedTimer<K> = readonly [time: Milliseconds, order: number, key: K];

function owned<K>(key: K, timers: readonly SavedTimer[]): OwnedTimer<K>[] {
  return timers.map(([time, order]) => [time, order, key]);
}
