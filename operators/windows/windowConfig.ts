import type { AggregateRecord } from '../aggregates/index.ts';
import {
  ArgumentRangeError,
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkLate,
  show,
  toMilliseconds,
} from '../kernel/index.ts';
import type { Duration, LatePolicy, Milliseconds } from '../kernel/index.ts';
import type { FiringConfig } from './firingConfig.ts';
import { checkFiring } from './firingRules.ts';
import type { FiringRules } from './firingRules.ts';
import type { Key } from './pane.ts';

/** What all kinds of windows are told. */
export interface WindowConfig<T, K extends Key, A> extends FiringConfig {
  /** What to partition by; left out for one pane per window over all events. */
  readonly key?: (value: T) => K;
  /** What to compute, by the names the results have in the pane. At least one. */
  readonly aggregate: A & AggregateRecord<NoInfer<T>>;
  /**
   * What happens to an event all of whose windows are closed: `'drop'` (counted), `'error'`, or
   * `lateTo(output)`.
   */
  readonly late: LatePolicy<T>;
  /**
   * How long after its end (in event time) a window still takes events; it fires again for each.
   * Default 0: a window is closed when it has fired.
   */
  readonly allowedLateness?: Duration;
  /** The name under which the windows' state is saved (default: the operator's). */
  readonly name?: string;
}

/** The checked parts of a window's config. */
export interface CheckedWindowConfig<T, K extends Key> {
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly late: LatePolicy<T>;
  readonly lateness: Milliseconds;
  /** When windows fire; undefined where everything is as by default. */
  readonly rules: FiringRules | undefined;
}

/** Checks what all kinds of windows are told. */
export function checkWindowConfig<T, K extends Key, A>(
  owner: string,
  config: WindowConfig<T, K, A>,
): CheckedWindowConfig<T, K> {
  checkConfig(owner, config);
  if (config.key !== undefined) checkFunction(owner, 'key', config.key);
  const allowed = config.allowedLateness ?? 0;
  return {
    keyOf: config.key ?? (() => undefined as K),
    aggregate: checkAggregates<T>(owner, config.aggregate),
    late: checkLate(owner, config.late),
    lateness: toMilliseconds(owner, 'allowedLateness', allowed, { sign: 'notNegative' }),
    rules: checkFiring(owner, config),
  };
}

function checkAggregates<T>(owner: string, aggregate: AggregateRecord<T>): AggregateRecord<T> {
  const example = 'at least one aggregate by name, such as { n: count() }';
  if (typeof aggregate !== 'object' || aggregate === null || Object.keys(aggregate).length === 0) {
    throw new ArgumentTypeError(owner, 'aggregate', example, show(aggregate));
  }
  for (const [name, made] of Object.entries(aggregate)) {
    if (name === '__proto__') {
      throw new ArgumentRangeError(owner, 'aggregate', "names other than '__proto__'", show(name));
    }
    if (typeof made?.column !== 'function') {
      throw new ArgumentTypeError(
        owner,
        `aggregate.${name}`,
        'an aggregate such as count()',
        show(made),
      );
    }
  }
  return aggregate;
}
