import type { SchedulerLike } from 'rxjs';
import type { LatePolicy } from './late.ts';
import type { Lateness } from './lateness.ts';
import type { Logic, LogicContext } from './logic.ts';

/** How a logic object becomes an operator. */
export interface StatefulSpec<T, R> {
  /** The operator's function, such as `fixedWindow`. */
  readonly kind: string;
  /** The name under which its state is saved (default: the kind). */
  readonly name?: string | undefined;
  /**
   * The config without which its saved state has no meaning, as a text (`size 60000ms`): a graph does not go on
   * with state of another one.
   */
  readonly shape?: string | undefined;
  /** Where late events go; left out by operators that have none. */
  readonly late?: LatePolicy<T>;
  /** How it judges them, for a graph that looks whether it takes what comes from before it. */
  readonly lateness?: Lateness | undefined;
  /** Where processing time is read and timers run (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike | undefined;
  /** False when the state cannot be saved, so that a barrier is an error. */
  readonly savable?: boolean;
  /** True when nothing is left in it at a barrier, because `flush` sends it all: it saves nothing. */
  readonly emptyAtBarriers?: boolean;
  /** Builds the logic, once for each subscription. */
  create(context: LogicContext<T, R>): Logic<T>;
}
