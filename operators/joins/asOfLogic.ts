import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, WaitingEntries } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';
import { TimeRows } from './timeRows.ts';

/** The checked config of an as-of join. */
export interface AsOfSettings<L, R, K extends Key, Result> {
  readonly owner: string;
  readonly keyOf: (side: Side, value: L | R) => K;
  readonly deletes: (right: R) => boolean;
  /** How long a version stands without a newer one. */
  readonly maxAge: Milliseconds;
  readonly pad: boolean;
  readonly project: (left: L, right: R | undefined) => Result;
  readonly lateBy: LateBy;
}

/** A version of a key's row, from its timestamp to that of the next. */
interface Version<R> {
  readonly timestamp: Milliseconds;
  /** How many right events came before it; of versions with one timestamp the last one holds. */
  readonly order: number;
  /** Undefined for a delete. */
  readonly row: { readonly value: R } | undefined;
  /** Whether a left row has looked it up. */
  used: boolean;
}

/** What is due when the watermark reaches its time. */
interface Due<K, L> {
  readonly time: Milliseconds;
  /** A left row to be joined comes before a version that ends, where both are due. */
  readonly rank: 0 | 1;
  readonly order: number;
  readonly key: K;
  readonly left: { readonly value: L } | undefined;
}

/**
 * Looks up, for each left row, the version of its key that held at its time.
 *
 * A left row waits until the watermark has reached its timestamp: no version that would be its own can
 * come then. The versions of a key that are older than its newest one at the watermark are freed.
 *
 * State: the versions of each key by timestamp; what is due (left rows, times at which versions take
 * over or grow too old) in a heap.
 */
export class AsOfLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: AsOfSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #versions = new Map<K, TimeRows<Version<R>>>();
  readonly #due = new MinHeap<Due<K, L>>(inOrder);
  #orders = { left: 0, right: 0 };
  #waiting = 0;
  wake: Milliseconds = Infinity;

  constructor(config: AsOfSettings<L, R, K, Result>, context: LogicContext<Sided<L, R>, Result>) {
    this.#config = config;
    this.#context = context;
  }

  get size(): number {
    let size = this.#waiting;
    for (const versions of this.#versions.values()) size += versions.size;
    return size;
  }

  /** The left rows; versions are there to be looked up, and wait for nothing. */
  get waitingEntries(): WaitingEntries {
    const lefts = this.#due.items.filter(({ left }) => left !== undefined);
    const until = lefts.reduce((first, { time }) => Math.min(first, time), Infinity);
    return { count: lefts.length, until };
  }

  add(chunk: SidedChunk<L, R>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (let { first } = this.#due; first !== undefined; { first } = this.#due) {
      if (first.time > watermark) break;
      this.#due.pop();
      if (first.left === undefined) this.#prune(first.key, first.time);
      else this.#join(first.key, first.left.value, first.time);
    }
    if (watermark === Infinity) this.#dropAll();
    this.#setWake();
  }

  snapshot(): unknown {
    const versions = [...this.#versions].map(([key, rows]) => [
      key,
      rows
        .between(-Infinity, Infinity)
        .map(({ timestamp, order, used, row }) => [
          timestamp,
          order,
          used,
          ...(row === undefined ? [] : [row.value]),
        ]),
    ]);
    const lefts = this.#due.items.flatMap(({ time, order, key, left }) =>
      left === undefined ? [] : [[time, order, key, left.value]],
    );
    return { orders: [this.#orders.left, this.#orders.right], versions, lefts };
  }

  restore(state: unknown): void {
    if (!isSaved<K, L, R>(state)) {
      const text = `${this.#config.owner}: saved state: expected versions and left rows, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    this.#orders = { left: state.orders[0], right: state.orders[1] };
    for (const [key, versions] of state.versions) {
      for (const [timestamp, order, used, ...value] of versions) {
        const row = value.length === 0 ? undefined : { value: value[0] as R };
        this.#keep(key, { timestamp, order, row, used });
      }
    }
    for (const [time, order, key, value] of state.lefts) this.#wait(time, order, key, value);
    this.#setWake();
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const { deletes, keyOf, lateBy } = this.#config;
    const { side } = chunk;
    const value = chunk.values[index] as L | R;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = judgedBy(lateBy, chunk, index, watermarkBefore(chunk, index));
    const order = this.#orders[side];
    this.#orders[side] += 1;
    if (timestamp <= watermark) {
      const late = sidedAt(chunk, index);
      const behind = watermark - timestamp;
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'behindWatermark' });
      return;
    }
    const key = keyOf(side, value);
    if (side === 'left') this.#wait(timestamp, order, key, value as L);
    else {
      const right = value as R;
      const row = deletes(right) ? undefined : { value: right };
      this.#keep(key, { timestamp, order, row, used: false });
    }
    this.#setWake();
  }

  #wait(time: Milliseconds, order: number, key: K, value: L): void {
    this.#waiting += 1;
    this.#due.push({ time, rank: 0, order, key, left: { value } });
  }

  #keep(key: K, version: Version<R>): void {
    let versions = this.#versions.get(key);
    if (versions === undefined) {
      versions = new TimeRows();
      this.#versions.set(key, versions);
    }
    versions.insert(version);
    const { timestamp: time, order } = version;
    this.#due.push({ time, rank: 1, order, key, left: undefined });
    const { maxAge } = this.#config;
    if (maxAge < Infinity) {
      this.#due.push({ time: time + maxAge, rank: 1, order, key, left: undefined });
    }
  }

  #join(key: K, left: L, time: Milliseconds): void {
    this.#waiting -= 1;
    const version = this.#versions.get(key)?.latest(time);
    const fits = version !== undefined && version.timestamp >= time - this.#config.maxAge;
    const row = fits ? version.row : undefined;
    if (fits && row !== undefined) version.used = true;
    if (row === undefined && !this.#config.pad) {
      this.#context.counters.unjoined += 1;
      return;
    }
    this.#context.output.raise(time - 1);
    this.#context.output.emit(this.#config.project(left, row?.value), time);
  }

  /** Drops what no left row after `time` can look up: all before the version that holds then. */
  #prune(key: K, time: Milliseconds): void {
    const versions = this.#versions.get(key);
    const holding = versions?.latest(time);
    if (versions === undefined || holding === undefined) return;
    for (const version of versions.dropUpTo(holding)) this.#drop(version);
    const useless = holding.row === undefined || holding.timestamp + this.#config.maxAge <= time;
    if (useless) {
      versions.remove(holding);
      this.#drop(holding);
    }
    if (versions.size === 0) this.#versions.delete(key);
  }

  /** At the end of time no left row comes that could look a version up. */
  #dropAll(): void {
    for (const versions of this.#versions.values()) {
      for (const version of versions.between(-Infinity, Infinity)) this.#drop(version);
    }
    this.#versions.clear();
  }

  #drop({ used }: Version<R>): void {
    if (!used) this.#context.counters.unjoined += 1;
  }

  #setWake(): void {
    this.wake = this.#due.first?.time ?? Infinity;
  }
}

function inOrder(a: Due<unknown, unknown>, b: Due<unknown, unknown>): number {
  return a.time - b.time || a.rank - b.rank || a.order - b.order;
}

interface Saved<K, L, R> {
  readonly orders: readonly [left: number, right: number];
  readonly versions: readonly [
    key: K,
    versions: readonly (readonly [
      timestamp: Milliseconds,
      order: number,
      used: boolean,
      ...row: R[],
    ])[],
  ][];
  readonly lefts: readonly [time: Milliseconds, order: number, key: K, value: L][];
}

function isSaved<K, L, R>(state: unknown): state is Saved<K, L, R> {
  if (typeof state !== 'object' || state === null) return false;
  return 'orders' in state && 'versions' in state && Array.isArray(state.versions);
}
