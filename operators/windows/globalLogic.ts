import { show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, Logic, LogicContext, Milliseconds, OpenWindows } from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import type { Key } from './pane.ts';
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

const ALL_TIME = Object.freeze({ start: -Infinity, end: Infinity });

/**
 * One window over all time: a row per key, fired when the watermark reaches the end of time.
 *
 * State: one row per key, never freed before the end.
 */
export class GlobalLogic<T, K extends Key> implements Logic<T> {
  readonly #config: GlobalConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #byKey = new Map<K, Kept>();
  #rows: Int32Array = new Int32Array(512);
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
    }
    this.#byKey.clear();
  }

  snapshot(): unknown {
    return [...this.#byKey].map(([key, { row, latest }]) => [key, latest, this.#table.save(row)]);
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#config.owner}: saved state: expected a list of keys, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    for (const [key, latest, row] of state as [K, Milliseconds, unknown][]) {
      this.#byKey.set(key, { row: this.#table.load(this.#config.owner, row), latest });
    }
  }

  #open(key: K, watermark: Milliseconds): Kept {
    const kept = { row: this.#table.allocate(watermark), latest: -Infinity };
    this.#byKey.set(key, kept);
    return kept;
  }
}
