import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { ProcessCall } from './processCall.ts';
import type { Kept } from './processCall.ts';
import type { Clock, ProcessContext } from './processContext.ts';
import { Timers } from './timers.ts';

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

type SavedTimer<K> = readonly [time: Milliseconds, key: K];

interface SavedProcess<K> {
  readonly keys: readonly (readonly [key: K, latest: Milliseconds, state: unknown])[];
  readonly eventTime: readonly SavedTimer<K>[];
  readonly processingTime: readonly SavedTimer<K>[];
}

/**
 * State and timers by key, in the hands of a user's functions.
 *
 * A timer sees the watermark at its own time, however far the watermark went in one step, so that the
 * steps in which it rises change nothing.
 *
 * State: one entry per key that was not forgotten, and its timers.
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
    for (let timer = eventTime.take(watermark); timer; timer = eventTime.take(watermark)) {
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
    for (let timer = processingTime.take(now); timer; timer = processingTime.take(now)) {
      const { time, owner } = timer;
      this.#call.begin(owner, owner.latest, this.#watermark, now, false);
      this.#goOff('processingTime', owner, time);
    }
  }

  snapshot(): unknown {
    const timers = (clock: Clock): SavedTimer<K>[] =>
      this.#timers[clock].entries().map(({ time, owner }) => [time, owner.key]);
    return {
      keys: [...this.#keys.values()].map(({ key, latest, state }) => [
        key,
        latest,
        this.#rules.save(state),
      ]),
      eventTime: timers('eventTime'),
      processingTime: timers('processingTime'),
    };
  }

  restore(state: unknown): void {
    if (!isSaved<K>(state)) {
      const text = `${this.#rules.owner}: saved state: expected keys and timers, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [key, latest, saved] of state.keys) {
      this.#open(key, this.#rules.load(saved)).latest = latest;
    }
    for (const clock of ['eventTime', 'processingTime'] as const) {
      for (const [time, key] of state[clock]) {
        this.#timers[clock].set(this.#keys.get(key) as Kept<K, S>, time);
      }
    }
  }

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
    };
    this.#keys.set(key, kept);
    return kept;
  }
}

function isSaved<K>(state: unknown): state is SavedProcess<K> {
  if (typeof state !== 'object' || state === null) return false;
  const { keys, eventTime, processingTime } = state as Partial<Record<string, unknown>>;
  return Array.isArray(keys) && Array.isArray(eventTime) && Array.isArray(processingTime);
}
