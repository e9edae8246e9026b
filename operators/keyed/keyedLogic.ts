import { readSavedView, RowChanges, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  Output,
  StateView,
} from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { KeyRows } from './keyRows.ts';
import type { KeyedStates } from './keyedStates.ts';
import { RowLives } from './rowLives.ts';
import type { Life } from './timeToLive.ts';

/** What one operator does with the state of a key. */
export interface KeyedRules<T, K extends Key, R> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  /** Whether events at or behind the watermark are late; else they are taken like any other. */
  readonly judgesLate: boolean;
  readonly life: Life | undefined;
  /** Makes the states of one subscription, and sends their results to `output`. */
  readonly states: (output: Output<R>) => KeyedStates<T, K>;
}

/** The saved form of a key's state; `begun` is what it is in `RowLives`. */
type SavedKey<K> = readonly [
  key: K,
  latest: Milliseconds,
  deadline: Milliseconds | undefined,
  begun: number,
  state: unknown,
];

/**
 * State by key, changed by each event in order of arrival, and forgotten when the key's time to live
 * has passed.
 *
 * State: one row per key that has not reached its deadline. A snapshot has an entry per row.
 */
export class KeyedLogic<T, K extends Key, R> implements Logic<T> {
  readonly #rules: KeyedRules<T, K, R>;
  readonly #context: LogicContext<T, R>;
  #states: KeyedStates<T, K>;
  #rows = new KeyRows<K>();
  /** By row: the largest timestamp of an event that was written into the state. */
  #latest: Milliseconds[] = [];
  /** Undefined where keys are kept for good. */
  #lives: RowLives | undefined;
  /** Undefined before the first snapshot. */
  #changes: RowChanges | undefined;

  constructor(rules: KeyedRules<T, K, R>, context: LogicContext<T, R>) {
    this.#rules = rules;
    this.#context = context;
    this.#states = rules.states(context.output);
    this.#lives = rules.life && new RowLives(rules.life.span);
  }

  get wake(): Milliseconds {
    return this.#rules.life?.clock === 'eventTime' ? this.#nextEnd : Infinity;
  }

  get nextTick(): Milliseconds {
    return this.#rules.life?.clock === 'processingTime' ? this.#nextEnd : Infinity;
  }

  get size(): number {
    if (this.#states.sizeOf === undefined) return this.#rows.size;
    let size = 0;
    for (const row of this.#rows.rows()) size += this.#states.sizeOf(row);
    return size;
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    const nextEnd = this.#nextEnd;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.#nextEnd < nextEnd) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    if (watermark === Infinity) {
      this.#endAll();
      return;
    }
    this.#endLives(watermark, (row, key, deadline) => {
      if (this.#states.expire === undefined) return;
      this.#context.output.raise(deadline - 1);
      this.#states.expire(row, key, deadline);
    });
  }

  tick(now: Milliseconds): void {
    this.#endLives(now, (row, key) => {
      this.#states.expire?.(row, key, this.#latest[row] as number);
    });
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= new RowChanges((row) => this.#save(row));
    return this.#changes.view(undefined, this.#rows.count, changesOnly);
  }

  restore(state: unknown): void {
    const { entries } = readSavedView(this.#rules.owner, state);
    // What ends together ends in the order in which it began.
    const keys = entries.map(([, content]) => content as SavedKey<K>);
    for (const [key, latest, deadline, , saved] of keys.sort((a, b) => a[3] - b[3])) {
      const row = this.#open(key);
      this.#states.load(row, saved);
      this.#latest[row] = latest;
      if (deadline !== undefined) this.#lives?.renew(row, deadline);
    }
  }

  #save(row: number): SavedKey<K> | undefined {
    if (!this.#rows.has(row)) return undefined;
    const deadline = this.#lives?.deadlineOf(row);
    return [
      this.#rows.keyOf(row),
      this.#latest[row] as number,
      deadline === Infinity ? undefined : deadline,
      this.#lives?.begunOf(row) ?? 0,
      this.#states.save(row),
    ];
  }

  get #nextEnd(): Milliseconds {
    return this.#lives === undefined ? Infinity : this.#lives.next;
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
    if (now >= this.#nextEnd) this.tick(now);
    return now;
  }

  #write(value: T, timestamp: Milliseconds, clock: Milliseconds): void {
    const { keyOf, life } = this.#rules;
    const states = this.#states;
    const key = keyOf(value);
    const known = this.#rows.find(key);
    const isNew = known < 0;
    const row = isNew ? this.#open(key) : known;
    this.#changes?.touch(row);
    if (isNew) states.open(row, key, value);
    if (!states.take(row, key, value, timestamp)) {
      this.#context.counters.dropped += 1;
      if (isNew) this.#forget(row);
      return;
    }
    if (states.sizeOf?.(row) === 0) {
      this.#forget(row);
      return;
    }
    if (timestamp > (this.#latest[row] as number)) this.#latest[row] = timestamp;
    if (life !== undefined) this.#lives?.renew(row, clock + life.span);
  }

  #open(key: K): number {
    this.#changes?.touch(this.#rows.next);
    const row = this.#rows.add(key);
    this.#latest[row] = -Infinity;
    return row;
  }

  /** A row whose life has begun is free when that life is over. */
  #forget(row: number): void {
    this.#rows.forget(row);
    this.#states.free(row);
    if ((this.#lives?.deadlineOf(row) ?? Infinity) === Infinity) this.#rows.release(row);
  }

  /** At the end of all time the state is only freed: what was told last stays true. */
  #endAll(): void {
    const { life, states } = this.#rules;
    if (life === undefined) return;
    for (let row = 0; row < this.#rows.count; row += 1) this.#changes?.touch(row);
    this.#states = states(this.#context.output);
    this.#rows = new KeyRows<K>();
    this.#latest = [];
    this.#lives = new RowLives(life.span);
  }

  #endLives(time: Milliseconds, tell: (row: number, key: K, deadline: Milliseconds) => void): void {
    const lives = this.#lives;
    if (lives === undefined) return;
    for (let end = lives.take(time); end !== undefined; end = lives.take(time)) {
      const { row, deadline } = end;
      this.#changes?.touch(row);
      lives.end(row);
      if (this.#rows.forget(row)) {
        tell(row, this.#rows.keyOf(row), deadline);
        this.#states.free(row);
      }
      this.#rows.release(row);
    }
  }
}
