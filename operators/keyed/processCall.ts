import { show, StreamError } from '../kernel/index.ts';
import type { LogicContext, Milliseconds, Numbered } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Clock, ProcessContext } from './processContext.ts';
import type { TimerOwner, Timers } from './timers.ts';

/** What is kept of one key. */
export interface Kept<K extends Key, S> extends TimerOwner<Kept<K, S>>, Numbered {
  readonly key: K;
  state: S;
  latest: Milliseconds;
}

/** What a call works on. */
export interface ProcessWork<K extends Key, S> {
  readonly owner: string;
  readonly timers: Readonly<Record<Clock, Timers<Kept<K, S>>>>;
  /** Which clocks have a function that takes their timers. */
  readonly heard: Readonly<Record<Clock, boolean>>;
}

/**
 * The context of all calls of one operator, one after the other: an object and four functions for
 * each event would cost more than most of the functions that they are given to.
 */
export class ProcessCall<K extends Key, S, R> implements ProcessContext<K, S, R> {
  readonly #work: ProcessWork<K, S>;
  readonly #context: LogicContext<never, R>;
  #kept: Kept<K, S> | undefined;
  #now: Milliseconds | undefined;
  timestamp: Milliseconds = 0;
  watermark: Milliseconds = -Infinity;
  late = false;
  forgotten = false;

  constructor(work: ProcessWork<K, S>, context: LogicContext<never, R>) {
    this.#work = work;
    this.#context = context;
  }

  get key(): K {
    return this.#at().key;
  }

  get state(): S {
    return this.#at().state;
  }

  set state(state: S) {
    this.#at().state = state;
  }

  /** Read when it is asked for: most calls do not, and a clock costs as much as they do. */
  get processingTime(): Milliseconds {
    return (this.#now ??= this.#context.now());
  }

  // Functions of their own, not methods: a user may take them out of the context.

  readonly emit = (value: R, timestamp: Milliseconds = this.timestamp): void => {
    this.#at();
    this.#context.output.emit(value, timestamp);
  };

  readonly setTimer = (clock: Clock, time: Milliseconds): void => {
    const { owner, timers, heard } = this.#work;
    if (!heard[clock]) throw unheard(owner, clock);
    if (!Number.isSafeInteger(time)) throw noTime(owner, time);
    timers[clock].set(this.#at(), time);
  };

  readonly deleteTimer = (clock: Clock, time: Milliseconds): void => {
    this.#work.timers[clock].delete(this.#at(), time);
  };

  readonly forget = (): void => {
    this.#at();
    this.forgotten = true;
  };

  /** A call begins. @param now the processing time, where it is known already */
  begin(
    kept: Kept<K, S>,
    timestamp: Milliseconds,
    watermark: Milliseconds,
    now: Milliseconds | undefined,
    late: boolean,
  ): void {
    this.#kept = kept;
    this.#now = now;
    this.timestamp = timestamp;
    this.watermark = watermark;
    this.late = late;
    this.forgotten = false;
  }

  /** The call is over. */
  end(): void {
    this.#kept = undefined;
  }

  #at(): Kept<K, S> {
    if (this.#kept === undefined) throw overAlready(this.#work.owner);
    return this.#kept;
  }
}

function overAlready(owner: string): StreamError {
  const text = `${owner}: context: expected to be used within the call that got it, was used after it`;
  const fix = 'set a timer within the call, or copy what is needed later';
  return new StreamError('MILLRACE_CALLBACK', `${text}; ${fix}`);
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
