import type { AggregateRecord } from '../aggregates/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Grid } from './grid.ts';
import type { Key, Pane } from './pane.ts';

/** The checked config of windows that lie on a grid. */
export interface AlignedConfig<T, K extends Key> {
  readonly owner: string;
  readonly grid: Grid;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly lateness: Milliseconds;
}

/** A pane as the logic makes it: the operator's types tell more of its value. */
export type PlainPane<K> = Pane<K, Readonly<Record<string, unknown>>>;
