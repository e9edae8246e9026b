import type { SchedulerLike } from 'rxjs';
import { checkConfig, checkFunction, checkLate } from '../kernel/index.ts';
import type { LatePolicy } from '../kernel/index.ts';
import type { Key } from '../windows/index.ts';
import { checkTimeToLive } from './timeToLive.ts';
import type { Life, TimeToLive } from './timeToLive.ts';

/** What all operators with state by key are told. */
export interface KeyedConfig<T, K extends Key> {
  /** What to partition by. */
  readonly key: (value: T) => K;
  /** How long a key is kept after its last event that counted (default: for good). */
  readonly timeToLive?: TimeToLive;
  /** The name under which the state is saved (default: the operator's). */
  readonly name?: string;
  /** Whose clock a time to live by processing time is (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/** The checked parts of such a config. */
export interface CheckedKeyedConfig<T, K extends Key> {
  readonly owner: string;
  readonly keyOf: (value: T) => K;
  readonly life: Life | undefined;
}

/** Checks what all operators with state by key are told. */
export function checkKeyedConfig<T, K extends Key>(
  owner: string,
  config: KeyedConfig<T, K>,
): CheckedKeyedConfig<T, K> {
  checkConfig(owner, config);
  checkFunction(owner, 'key', config.key);
  return { owner, keyOf: config.key, life: checkTimeToLive(owner, config.timeToLive) };
}

/** What happens to late events where an operator can also take them like any other: `'accept'`. */
export type LateOrAccept<T> = LatePolicy<T> | 'accept';

/** A checked choice for late events: whether there are any, and where they go. */
export interface LateChoice<T> {
  readonly judgesLate: boolean;
  readonly late: LatePolicy<T>;
}

/** Refuses a config without a choice for its late events, where `'accept'` is one. */
export function checkLateOrAccept<T>(owner: string, late: LateOrAccept<T>): LateChoice<T> {
  if (late === 'accept') return { judgesLate: false, late: 'drop' };
  return { judgesLate: true, late: checkLate(owner, late) };
}
