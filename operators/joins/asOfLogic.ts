import { ItemChanges, MinHeap, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Logic,
  LogicContext,
  Milliseconds,
  Numbered,
  StateView,
  WaitingEntries,
} from '../kernel/index.ts';
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
interface Version<K, R> extends Numbered {
  readonly key: K;
  readonly timestamp: Milliseconds;
  /** How many right events came before it; of versions with one timestamp the last one holds. */
  readonly order: number;
  /** Undefined for a delete. */
  readonly row: { readonly value: R } | undefined;
  /** Whether a left row has looked it up. */
  used: boolean;
}

/** What is due when the watermark reaches its time. */
interface Due<K, L> extends Numbered {
  readonly time: Milliseconds;
  /** A left row to be joined comes before a version that ends, where both are due. */
  readonly rank: 0 | 1;
  readonly order: number;
  readonly key: K;
  readonly left: { readonly value: L } | undefined;
}

/** A left row that waits. */
type Waiting<K, L> = Due<K, L> & { readonly left: { readonly value: L } };

/** The saved form of a version; a delete has no row. */
type SavedVersion<K, R> = readonly [
  side: 'right',
  order: number,
  key: K,
  timestamp: Milliseconds,
  used: boolean,
  ...row: R[],
];

type SavedLeft<K, L> = readonly [side: 'left', order: number, key: K, time: Milliseconds, value: L];

/**
 * Looks up, for each left row, the version of its key that held at its time.
 *
 * A left row waits until the watermark has reached its timestamp: no version that would be its own can
 * come then. The versions of a key that are older than its newest one at the watermark are freed.
 *
 * State: the versions of each key by timestamp; what is due (left rows, times at which versions take
 * over or grow too old) in a heap. A snapshot has an entry per version and per left row.
 */
export class AsOfLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: AsOfSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #versions = new Map<K, TimeRows<Version<K, R>>>();
  readonly #due = new MinHeap<Due<K, L>>(inOrder);
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Version<K, R> | Waiting<K, L>> | undefined;
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
      else {
        this.#changes?.remove(first as Waiting<K, L>);
        this.#join(first.key, first.left.value, first.time);
      }
    }
    if (watermark === Infinity) this.#dropAll();
    this.#setWake();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view([this.#orders.left, this.#orders.right], changesOnly);
  }

  restore(state: unknown): void {
    const { head, entries } = readSavedView(this.#config.owner, state);
    const [left, right] = head as readonly [number, number];
    const saved = entries.map(([, content]) => content as SavedVersion<K, R> | SavedLeft<K, L>);
    for (const item of saved.sort((a, b) => a[1] - b[1])) {
      const [side, order, key, time] = item;
      if (side === 'left') this.#wait(time, order, key, item[4]);
      else {
        const [, , , , used, ...rows] = item;
        this.#keep(key, time, order, rows.length === 0 ? undefined : { value: rows[0] as R }, used);
      }
    }
    this.#orders = { left, right };
    this.#setWake();
  }

  #beginTelling(): ItemChanges<Version<K, R> | Waiting<K, L>> {
    const versions = [...this.#versions.values()].flatMap((rows) =>
      rows.between(-Infinity, Infinity),
    );
    const lefts = this.#due.items.filter((due): due is Waiting<K, L> => due.left !== undefined);
    return new ItemChanges<Version<K, R> | Waiting<K, L>>([...versions, ...lefts], save);
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
      this.#keep(key, timestamp, order, row, false);
    }
    this.#setWake();
  }

  #wait(time: Milliseconds, order: number, key: K, value: L): void {
    this.#waiting += 1;
    const due: Waiting<K, L> = { time, rank: 0, order, key, left: { value }, slot: -1 };
    this.#due.push(due);
    this.#changes?.add(due);
  }

  #keep(
    key: K,
    timestamp: Milliseconds,
    order: number,
    row: Version<K, R>['row'],
    used: boolean,
  ): void {
    const version = { key, timestamp, order, row, used, slot: -1 };
    let versions = this.#versions.get(key);
    if (versions === undefined) {
      versions = new TimeRows();
      this.#versions.set(key, versions);
    }
    versions.insert(version);
    this.#changes?.add(version);
    this.#due.push({ time: timestamp, rank: 1, order, key, left: undefined, slot: -1 });
    const { maxAge } = this.#config;
    if (maxAge === Infinity) return;
    const time = timestamp + maxAge;
    this.#due.push({ time, rank: 1, order, key, left: undefined, slot: -1 });
  }

  #join(key: K, left: L, time: Milliseconds): void {
    this.#waiting -= 1;
    const version = this.#versions.get(key)?.latest(time);
    const fits = version !== undefined && version.timestamp >= time - this.#config.maxAge;
    const row = fits ? version.row : undefined;
    if (fits && row !== undefined) this.#use(version);
    if (row === undefined && !this.#config.pad) {
      this.#context.counters.unjoined += 1;
      return;
    }
    this.#context.output.raise(time - 1);
    this.#context.output.emit(this.#config.project(left, row?.value), time);
  }

  #use(version: Version<K, R>): void {
    if (version.used) return;
    this.#changes?.touch(version);
    version.used = true;
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

  #drop(version: Version<K, R>): void {
    this.#changes?.remove(version);
    if (!version.used) this.#context.counters.unjoined += 1;
  }

  #setWake(): void {
    this.wake = this.#due.first?.time ?? Infinity;
  }
}

function inOrder(a: Due<unknown, unknown>, b: Due<unknown, unknown>): number {
  return a.time - b.time || a.rank - b.rank || a.order - b.order;
}

function save<K, L, R>(item: Version<K, R> | Waiting<K, L>): SavedVersion<K, R> | SavedLeft<K, L> {
  if ('left' in item) return ['left', item.order, item.key, item.time, item.left.value];
  const { order, key, timestamp, used, row } = item;
  const rows = row === undefined ? [] : [row.value];
  return ['right', order, key, timestamp, used, ...rows];
}
