import type { AggregateRecord } from '../aggregates/index.ts';
import type { Milliseconds } from '../kernel/index.ts';
import type { Assigner } from './assigner.ts';
import type { FiringRules } from './firingRules.ts';
import type { Key } from './pane.ts';

/** The checked config of windows that an assigner gives. */
export interface AssignedConfig<T, K extends Key> {
  readonly owner: string;
  readonly assigner: Assigner<T>;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly lateness: Milliseconds;
  readonly rules: FiringRules | undefined;
}
