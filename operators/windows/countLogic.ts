import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, OpenWindows } from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import { firesAt, missingAt, nextStart } from './countSteps.ts';
import type { CountSteps } from './countSteps.ts';
import type { Key } from './pane.ts';
import { PartQueue } from './partQueue.ts';
import type { Part, SavedPart } from './partQueue.ts';
import { RowTable } from './rowTable.ts';

/** The checked config of windows by count. */
export interface CountConfig<T, K extends Key> {
  readonly owner: string;
  readonly steps: CountSteps;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
}

/** What is kept of one key. */
interface Counted<T> {
  seen: number;
  /** How many events no window has shown yet, and the next one will. */
  unfired: number;
  /** The block that is being filled. */
  part: Part | undefined;
  /** The blocks that are full, where windows are made of several. */
  readonly full: PartQueue<T>;
}

/** A saved key: key, seen, unfired, part, full. */
type SavedKey<K> = readonly [
  K,
  number,
  number,
  SavedPart | undefined,
  ReturnType<PartQueue<unknown>['save']>,
];

/**
 * Windows of so many events of a key, in order of arrival.
 *
 * Algorithm: events are gathered in blocks between neighbouring window edges; a window is one block
 * or the total of several.
 *
 * State: per key one row for the block in work and one for each full block that a window still needs;
 * copied whole at a barrier.
 */
export class CountLogic<T, K extends Key> implements Logic<T> {
  readonly #config: CountConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #byKey = new Map<K, Counted<T>>();
  #rows: Int32Array = new Int32Array(512);
  readonly wake: Milliseconds = Infinity;

  constructor(config: CountConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(config.aggregate);
  }

  get size(): number {
    return this.#table.size;
  }

  /** Those that have begun and are not full, of each key. */
  get openWindows(): OpenWindows {
    const { steps } = this.#config;
    let [count, missing] = [0, Infinity];
    for (const { seen } of this.#byKey.values()) {
      const needed = missingAt(steps, seen);
      if (needed >= steps.count) continue;
      count += Math.ceil((steps.count - needed) / steps.every);
      missing = Math.min(missing, needed);
    }
    return { count, nextEnd: Infinity, missing: count === 0 ? undefined : missing };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    if (this.#rows.length < to - from) this.#rows = new Int32Array(to - from);
    const { keyOf, steps } = this.#config;
    let start = from;
    for (let i = from; i < to; i += 1) {
      const key = keyOf(chunk.values[i] as T);
      const counted = this.#byKey.get(key) ?? this.#open(key);
      if (steps.every > steps.count && nextStart(steps, counted.seen) > counted.seen) {
        this.#table.add(this.#rows, chunk, start, i);
        start = i + 1;
        counted.seen += 1;
        this.#context.counters.unassigned += 1;
        continue;
      }
      this.#rows[i - start] = this.#count(counted, chunk, i);
      if (counted.seen % steps.block !== 0) continue;
      this.#table.add(this.#rows, chunk, start, i + 1);
      start = i + 1;
      this.#fill(key, counted, chunk, i);
    }
    this.#table.add(this.#rows, chunk, start, to);
    return to;
  }

  advance(_endOfTime: Milliseconds): void {
    for (const { unfired, part, full } of this.#byKey.values()) {
      this.#context.counters.unfired += unfired;
      if (part !== undefined) this.#table.release(part.row);
      full.clear();
    }
    this.#byKey.clear();
  }

  snapshot(): unknown {
    return [...this.#byKey].map(([key, { seen, unfired, part, full }]): SavedKey<K> => {
      const saved =
        part && ([part.earliest, part.latest, this.#table.save(part.row)] satisfies SavedPart);
      return [key, seen, unfired, saved, full.save()];
    });
  }

  restore(state: unknown): void {
    const { owner } = this.#config;
    if (!Array.isArray(state)) {
      const text = `${owner}: saved state: expected a list of keys, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [key, seen, unfired, saved, full] of state as SavedKey<K>[]) {
      const counted = this.#open(key);
      Object.assign(counted, { seen, unfired });
      if (saved !== undefined) {
        const [earliest, latest, row] = saved;
        counted.part = { earliest, latest, row: this.#table.load(owner, row) };
      }
      counted.full.load(owner, full);
    }
  }

  #open(key: K): Counted<T> {
    const counted = { seen: 0, unfired: 0, part: undefined, full: new PartQueue(this.#table) };
    this.#byKey.set(key, counted);
    return counted;
  }

  /** @returns the row of the block that the event belongs to */
  #count(counted: Counted<T>, chunk: Chunk<T>, index: number): number {
    const timestamp = chunk.timestamps[index] as number;
    counted.part ??= {
      row: this.#table.allocate(watermarkBefore(chunk, index)),
      earliest: Infinity,
      latest: -Infinity,
    };
    const { part } = counted;
    if (timestamp < part.earliest) part.earliest = timestamp;
    if (timestamp > part.latest) part.latest = timestamp;
    counted.seen += 1;
    counted.unfired += 1;
    return part.row;
  }

  /** The block in work is full: fires the window that ends with it, and lets go what none needs. */
  #fill(key: K, counted: Counted<T>, chunk: Chunk<T>, index: number): void {
    const { steps } = this.#config;
    const { seen, full } = counted;
    const part = counted.part as Part;
    counted.part = undefined;
    const fires = firesAt(steps, seen);
    if (fires) {
      counted.unfired = 0;
      this.#context.output.at(chunk, index);
    }
    if (steps.count === steps.block) {
      if (fires) this.#fire(key, part);
      // What is left of the key is as if it had never come.
      if (steps.count === steps.every) this.#byKey.delete(key);
      return;
    }
    full.push(part);
    if (fires) this.#fire(key, full.whole());
    const needed = (seen - Math.max(0, nextStart(steps, seen))) / steps.block;
    while (full.size > Math.max(0, needed)) full.shift();
  }

  #fire(key: K, { row, earliest, latest }: Part): void {
    const window = { start: earliest, end: latest + 1 };
    const value = this.#table.result(row);
    this.#context.counters.onTime += 1;
    this.#context.output.emit(
      { key, window, value, timing: 'onTime', index: 0, final: true },
      latest,
    );
    this.#table.release(row);
  }
}
