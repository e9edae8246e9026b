import type { Milliseconds, Output } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Change } from './change.ts';
import type { KeyedRules } from './keyedLogic.ts';
import type { KeyedStates } from './keyedStates.ts';
import type { Life } from './timeToLive.ts';

/** The checked config of a table with one event per key. */
export interface ChangedRowConfig<T, K extends Key> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  readonly judgesLate: boolean;
  readonly life: Life | undefined;
  readonly keep: 'first' | 'last';
  readonly updateBefore: boolean;
  /** Whether an event takes its key's row out instead, where the row is not a later one. */
  readonly remove?: ((value: T) => boolean) | undefined;
  /** Whether the end of a key's life deletes its row. */
  readonly deletes: boolean;
}

/** The time of a row that is not there. */
const NONE = Number.NaN;

/** The rules of a table with one event per key, the first or the last by event time. */
export function changedRowRules<T, K extends Key>(
  config: ChangedRowConfig<T, K>,
): KeyedRules<T, K, Change<K, T>> {
  const { owner, keyOf, judgesLate, life } = config;
  const states = (output: Output<Change<K, T>>): ChangedRows<T, K> =>
    new ChangedRows(config, output);
  return { owner, keyOf, judgesLate, life, states };
}

/** The one event that is kept of each key. */
class ChangedRows<T, K extends Key> implements KeyedStates<T, K> {
  readonly #config: ChangedRowConfig<T, K>;
  readonly #output: Output<Change<K, T>>;
  readonly #values: T[] = [];
  readonly #timestamps: Milliseconds[] = [];

  constructor(config: ChangedRowConfig<T, K>, output: Output<Change<K, T>>) {
    this.#config = config;
    this.#output = output;
  }

  open(row: number): void {
    this.#timestamps[row] = NONE;
  }

  take(row: number, key: K, value: T, timestamp: Milliseconds): boolean {
    const { keep, remove, updateBefore } = this.#config;
    const output = this.#output;
    const kept = this.#timestamps[row] as number;
    const isNew = Number.isNaN(kept);
    if (!isNew && (keep === 'first' ? timestamp >= kept : timestamp < kept)) return false;
    const before = this.#values[row] as T;
    if (remove?.(value) === true) {
      if (isNew) return false;
      this.#timestamps[row] = NONE;
      output.emit({ op: 'delete', key, value: before }, timestamp);
      return true;
    }
    this.#values[row] = value;
    this.#timestamps[row] = timestamp;
    if (isNew) output.emit({ op: 'insert', key, value }, timestamp);
    else {
      if (updateBefore) output.emit({ op: 'updateBefore', key, value: before }, timestamp);
      output.emit({ op: 'updateAfter', key, value }, timestamp);
    }
    return true;
  }

  expire(row: number, key: K, timestamp: Milliseconds): void {
    if (!this.#config.deletes) return;
    this.#output.emit({ op: 'delete', key, value: this.#values[row] as T }, timestamp);
  }

  sizeOf(row: number): number {
    return Number.isNaN(this.#timestamps[row]) ? 0 : 1;
  }

  free(row: number): void {
    this.#values[row] = undefined as T;
  }

  save(row: number): unknown {
    return [this.#values[row], this.#timestamps[row]];
  }

  load(row: number, saved: unknown): void {
    const [value, timestamp] = saved as readonly [value: T, timestamp: Milliseconds];
    this.#values[row] = value;
    this.#timestamps[row] = timestamp;
  }
}
