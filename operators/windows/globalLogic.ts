import { readSavedView, RowChanges, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  OpenWindows,
  StateView,
} from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import type { Key } from './pane.ts';
import { RowOwners } from './rowOwners.ts';
import type { OwnedRow } from './rowOwners.ts';
import { RowTable } from './rowTable.ts';

/** The checked config of the global window. */
export interface GlobalConfig<T, K extends Key> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
}

/** What is kept of one key: its row and its latest event's time. */
interface Kept {
  readonly row: number;
  latest: Milliseconds;
}

type SavedKey<K> = readonly [owned: OwnedRow<K>, latest: Milliseconds];

const ALL_TIME = Object.freeze({ start: -Infinity, end: Infinity });

/**
 * One window over all time: a row per key, fired when the watermark reaches the end of time.
 *
 * State: one row per key, never freed before the end. A snapshot has an entry per row.
 */
export class GlobalLogic<T, K extends Key> implements Logic<T> {
  readonly #config: GlobalConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #byKey = new Map<K, Kept>();
  #rows: Int32Array = new Int32Array(512);
  /** Both undefined before the first snapshot. */
  #owners: RowOwners<K> | undefined;
  #changes: RowChanges | undefined;
  readonly wake: Milliseconds = Infinity;

  constructor(config: GlobalConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(config.aggregate);
  }

  get size(): number {
    return this.#table.size;
  }

  /** All keys share the one window over all time. */
  get openWindows(): OpenWindows {
    return { count: Math.min(1, this.#byKey.size), nextEnd: Infinity };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    if (this.#rows.length < to - from) this.#rows = new Int32Array(to - from);
    for (let i = from; i < to; i += 1) {
      const key = this.#config.keyOf(chunk.values[i] as T);
      const kept = this.#byKey.get(key) ?? this.#open(key, watermarkBefore(chunk, i));
      const timestamp = chunk.timestamps[i] as number;
      this.#changes?.touch(kept.row);
      if (timestamp > kept.latest) kept.latest = timestamp;
      this.#rows[i - from] = kept.row;
    }
    this.#table.add(this.#rows, chunk, from, to);
    return to;
  }

  advance(_endOfTime: Milliseconds): void {
    for (const [key, { row, latest }] of this.#byKey) {
      const value = this.#table.result(row);
      const pane = {
        key,
        window: ALL_TIME,
        value,
        timing: 'onTime',
        index: 0,
        final: true,
      } as const;
      this.#context.counters.onTime += 1;
      this.#context.output.emit(pane, latest);
      this.#table.release(row);
      this.#owners?.disown(row);
    }
    this.#byKey.clear();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view(undefined, this.#table.count, changesOnly);
  }

  restore(state: unknown): void {
    const { entries } = readSavedView(this.#config.owner, state);
    const keys = entries.map(([, content]) => content as SavedKey<K>);
    // In this order keys fire.
    for (const [[, , key, row], latest] of keys.sort(([a], [b]) => a[1] - b[1])) {
      this.#byKey.set(key, { row: this.#table.load(this.#config.owner, row), latest });
    }
  }

  #beginTelling(): RowChanges {
    const owners = new RowOwners<K>(this.#table);
    for (const [key, { row }] of this.#byKey) owners.own(row, 'span', key);
    this.#owners = owners;
    const changes = new RowChanges((row) => this.#save(owners.save(row)));
    this.#table.tell(changes);
    return changes;
  }

  #save(owned: OwnedRow<K> | undefined): SavedKey<K> | undefined {
    return owned && [owned, this.#byKey.get(owned[2])?.latest as number];
  }

  #open(key: K, watermark: Milliseconds): Kept {
    const kept = { row: this.#table.allocate(watermark), latest: -Infinity };
    this.#byKey.set(key, kept);
    this.#owners?.own(kept.row, 'span', key);
    return kept;
  }
}
