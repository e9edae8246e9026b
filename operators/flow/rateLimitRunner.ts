import { Subscription } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { ChunkGuard, PressureReport, show, StreamError } from '../kernel/index.ts';
import type { Barrier, Chunk, Milliseconds, OperatorInfo, Restore } from '../kernel/index.ts';
import { Backlog } from './backlog.ts';
import { TokenBucket } from './tokenBucket.ts';
import type { SavedBucket } from './tokenBucket.ts';

/** A longer timer overflows in the engines that run this, and goes off at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The checked config of a rate limit. */
export interface RateLimitSettings {
  readonly rate: number;
  readonly per: Milliseconds;
  readonly burst: number;
  readonly limit: number;
  readonly overflow: 'error' | 'dropOldest' | 'dropNewest';
  readonly scheduler: SchedulerLike;
}

/** Paces the values of one subscription. */
export class RateLimitRunner<T> {
  readonly #settings: RateLimitSettings;
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<T>>;
  readonly #guard = new ChunkGuard('rateLimit');
  readonly #bucket: TokenBucket;
  readonly #backlog = new Backlog<T>();
  readonly #report = new PressureReport();
  #timer: Subscription = Subscription.EMPTY;
  #busy = false;
  #completed = false;
  #sent: Milliseconds = -Infinity;

  constructor(settings: RateLimitSettings, info: OperatorInfo, destination: Subscriber<Chunk<T>>) {
    this.#settings = settings;
    this.#info = info;
    this.#destination = destination;
    this.#bucket = new TokenBucket(settings.rate, settings.per, settings.burst);
  }

  /** How many values wait. */
  get held(): number {
    return this.#backlog.length;
  }

  next(chunk: Chunk<T>): void {
    this.#guard.check(chunk);
    this.#info.counters.in += chunk.values.length;
    this.#report.see(chunk.pressure);
    this.#backlog.add(chunk);
    this.#pump();
  }

  complete(): void {
    this.#completed = true;
    this.#pump();
  }

  stop(): void {
    this.#timer.unsubscribe();
    this.#backlog.clear();
    this.#report.report(0);
  }

  /** Lets go what the bucket allows. What comes meanwhile from a re-entrant source joins the end. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#destination.closed && this.#letGo());
      if (!this.#destination.closed) this.#trim();
    } finally {
      this.#busy = false;
    }
    if (this.#destination.closed) return;
    if (this.#completed && this.#backlog.empty) this.#destination.complete();
    else this.#wait();
  }

  /** @returns whether something has left */
  #letGo(): boolean {
    if (this.#backlog.empty) return false;
    const { first } = this.#backlog;
    const count = first === 0 ? 0 : this.#bucket.take(first, this.#settings.scheduler.now());
    if (first > 0 && count === 0) return false;
    const chunk = this.#backlog.take(count);
    if (chunk.control?.kind === 'restore') this.#restore(chunk.control);
    if (chunk.control?.kind === 'barrier') this.#snapshot(chunk.control);
    this.#send(chunk);
    return true;
  }

  #send(chunk: Chunk<T>): void {
    const news = chunk.values.length > 0 || chunk.control !== undefined;
    if (!news && chunk.watermark <= this.#sent) return;
    this.#sent = chunk.watermark;
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = chunk.watermark;
    this.#destination.next(chunk);
  }

  #trim(): void {
    const { limit, overflow } = this.#settings;
    const excess = this.#backlog.length - limit;
    if (excess <= 0) return;
    if (overflow === 'error') throw overflowError(limit);
    this.#info.counters.dropped += excess;
    if (overflow === 'dropOldest') this.#backlog.dropOldest(excess);
    else this.#backlog.dropNewest(excess);
    // What stands after a chunk whose values were all dropped may be the first now.
    while (!this.#destination.closed && this.#backlog.first === 0 && this.#letGo());
  }

  #wait(): void {
    if (this.#timer.closed && !this.#backlog.empty) {
      const { scheduler } = this.#settings;
      const delay = Math.min(LONGEST_DELAY, this.#bucket.delay(scheduler.now()));
      this.#timer = scheduler.schedule(() => this.#onTimer(), delay);
    }
    this.#report.report(this.#backlog.weight);
  }

  #onTimer(): void {
    this.#timer.unsubscribe();
    try {
      this.#pump();
    } catch (error) {
      this.#destination.error(error);
    }
  }

  #snapshot({ collector }: Barrier): void {
    collector.put(
      this.#info.stateName as string,
      this.#bucket.snapshot(this.#settings.scheduler.now()),
    );
  }

  #restore({ state }: Restore): void {
    const saved = state.find(this.#info.stateName as string);
    if (saved === undefined) return;
    if (!isSavedBucket(saved.state)) throw unreadable(saved.state);
    this.#bucket.restore(saved.state);
  }
}

function overflowError(limit: number): StreamError {
  const text = `rateLimit: more than ${limit} values wait`;
  const fix = "raise limit or rate, or choose overflow: 'dropOldest' or 'dropNewest'";
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}

function isSavedBucket(saved: unknown): saved is SavedBucket {
  if (typeof saved !== 'object' || saved === null) return false;
  return (
    'at' in saved && Number.isFinite(saved.at) && 'used' in saved && Number.isFinite(saved.used)
  );
}

function unreadable(saved: unknown): StreamError {
  const text = `rateLimit: saved state: expected the level of a bucket, got ${show(saved)}`;
  return new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
