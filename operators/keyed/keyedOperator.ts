import type { SchedulerLike } from 'rxjs';
import { statefulOperator } from '../kernel/index.ts';
import type { LatePolicy, StreamOperator } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { KeyedLogic } from './keyedLogic.ts';
import type { KeyedRules } from './keyedLogic.ts';

/** What an operator with state by key is told beside its rules. */
export interface KeyedOperatorConfig<T> {
  readonly name: string | undefined;
  readonly late?: LatePolicy<T>;
  readonly scheduler?: SchedulerLike | undefined;
}

/** Turns the rules for the state of a key into an operator. */
export function keyedOperator<T, K extends Key, R>(
  rules: KeyedRules<T, K, R>,
  { name, late = 'drop', scheduler }: KeyedOperatorConfig<T>,
): StreamOperator<T, R> {
  return (source) =>
    statefulOperator<T, R>(source, {
      kind: rules.owner,
      name,
      late,
      lateness: rules.judgesLate ? { allowed: 0, corrects: 0, adjustable: false } : undefined,
      scheduler,
      create: (context) => new KeyedLogic(rules, context),
    });
}
