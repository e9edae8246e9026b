import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import type { Change } from './change.ts';
import type { KeyedRules } from './keyedLogic.ts';
import type { Life } from './timeToLive.ts';

/** The one event that is kept of a key. */
export type ChangedRow<T> = readonly [value: T, timestamp: Milliseconds];

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

/** The rules of a table with one event per key, the first or the last by event time. */
export function changedRowRules<T, K extends Key>({
  keep,
  updateBefore,
  remove,
  deletes,
  ...config
}: ChangedRowConfig<T, K>): KeyedRules<T, K, ChangedRow<T> | undefined, Change<K, T>> {
  const displaces = (timestamp: Milliseconds, kept: Milliseconds): boolean =>
    keep === 'first' ? timestamp < kept : timestamp >= kept;
  return {
    ...config,
    create: () => undefined,
    take: (slot, value, timestamp, emit) => {
      const { key, state } = slot;
      if (state !== undefined && !displaces(timestamp, state[1])) return false;
      if (remove?.(value) === true) {
        if (state === undefined) return false;
        emit({ op: 'delete', key, value: state[0] }, timestamp);
        slot.state = undefined;
        return true;
      }
      slot.state = [value, timestamp];
      if (state === undefined) emit({ op: 'insert', key, value }, timestamp);
      else {
        if (updateBefore) emit({ op: 'updateBefore', key, value: state[0] }, timestamp);
        emit({ op: 'updateAfter', key, value }, timestamp);
      }
      return true;
    },
    expire: ({ key, state }, timestamp, emit) => {
      if (deletes && state !== undefined) emit({ op: 'delete', key, value: state[0] }, timestamp);
    },
    sizeOf: (state) => (state === undefined ? 0 : 1),
    save: (state) => state,
    load: (saved) => saved as ChangedRow<T>,
  };
}
