import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
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

/** What is kept of one key. */
interface Kept<K extends Key, S> {
  readonly key: K;
  state: S;
  latest: Milliseconds;
  readonly eventTime: Map<Milliseconds, Timer<Kept<K, S>>>;
  readonly processingTime: Map<Milliseconds, Timer<Kept<K, S>>>;
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
    eventTime: new Timers<Kept<K, S>>((kept) => kept.eventTime),
    processingTime: new Timers<Kept<K, S>>((kept) => kept.processingTime),
  };
  #watermark: Milliseconds = -Infinity;

  constructor(rules: ProcessRules<T, K, S, R>, context: LogicContext<T, R>) {
    this.#rules = rules;
    this.#context = context;
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
      this.#call('eventTime', owner, time, this.#contextOf(owner, time, this.#context.now()));
    }
  }

  tick(now: Milliseconds): void {
    const { processingTime } = this.#timers;
    for (let timer = processingTime.take(now); timer; timer = processingTime.take(now)) {
      const { time, owner } = timer;
      this.#call('processingTime', owner, time, this.#contextOf(owner, owner.latest, now));
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
    const now = chunk.arrivals?.[index] ?? this.#context.now();
    // The scheduler's timer may go off after an event of its own millisecond.
    if (now >= this.nextTick) this.tick(now);
    const key = this.#rules.keyOf(value);
    const kept = this.#keys.get(key) ?? this.#open(key, this.#rules.create(key));
    if (timestamp > kept.latest) kept.latest = timestamp;
    const call = this.#contextOf(kept, timestamp, now, behind >= 0);
    this.#rules.process(value, call);
    this.#end(kept, call);
  }

  #call(clock: Clock, kept: Kept<K, S>, time: Milliseconds, call: Call<K, S, R>): void {
    this.#rules.onTimer[clock]?.(time, call);
    this.#end(kept, call);
  }

  #end(kept: Kept<K, S>, call: Call<K, S, R>): void {
    kept.state = call.state;
    if (!call.forgotten) return;
    this.#keys.delete(kept.key);
    this.#timers.eventTime.deleteAll(kept);
    this.#timers.processingTime.deleteAll(kept);
  }

  #contextOf(
    kept: Kept<K, S>,
    timestamp: Milliseconds,
    processingTime: Milliseconds,
    late = false,
  ): Call<K, S, R> {
    const timers = this.#timers;
    const { owner, onTimer } = this.#rules;
    const { output } = this.#context;
    const call: Call<K, S, R> = {
      key: kept.key,
      state: kept.state,
      timestamp,
      watermark: this.#watermark,
      processingTime,
      late,
      forgotten: false,
      emit: (value, at = timestamp) => output.emit(value, at),
      setTimer: (clock, time) => {
        if (onTimer[clock] === undefined) throw unheard(owner, clock);
        if (!Number.isSafeInteger(time)) throw noTime(owner, time);
        timers[clock].set(kept, time);
      },
      deleteTimer: (clock, time) => timers[clock].delete(kept, time),
      // Not by way of `this`: a user may take it out of the context, as the other functions.
      forget: () => {
        call.forgotten = true;
      },
    };
    return call;
  }

  #open(key: K, state: S): Kept<K, S> {
    const kept = {
      key,
      state,
      latest: -Infinity,
      eventTime: new Map<Milliseconds, Timer<Kept<K, S>>>(),
      processingTime: new Map<Milliseconds, Timer<Kept<K, S>>>(),
    };
    this.#keys.set(key, kept);
    return kept;
  }
}

/** The context of one call. */
interface Call<K extends Key, S, R> extends ProcessContext<K, S, R> {
  forgotten: boolean;
}

function unheard(owner: string, clock: Clock): StreamError {
  const handler = clock === 'eventTime' ? 'onEventTime' : 'onProcessingTime';
  const text = `${owner}: setTimer: expected a config with ${handler} for a timer of ${clock}`;
  return new StreamError('MILLRACE_CALLBACK', `${text}; give it, or set no such timer`);
}

function noTime(owner: string, time: unknown): StreamError {
  const expected = 'expected whole milliseconds since the epoch';
  return new StreamError(
    'MILLRACE_CALLBACK',
    `${owner}: setTimer: time: ${expected}, got ${show(time)}`,
  );
}

function isSaved<K>(state: unknown): state is SavedProcess<K> {
  if (typeof state !== 'object' || state === null) return false;
  const { keys, eventTime, processingTime } = state as Partial<Record<string, unknown>>;
  return Array.isArray(keys) && Array.isArray(eventTime) && Array.isArray(processingTime);
}
