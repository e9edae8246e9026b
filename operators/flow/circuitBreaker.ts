import { checkConfig } from '../kernel/index.ts';
import type { BreakerConfig } from './breakerConfig.ts';
import { readBreaker } from './readBreaker.ts';
import { SharedBreaker } from './sharedBreaker.ts';
import type { CircuitBreaker } from './sharedBreaker.ts';

/**
 * Makes a circuit breaker: after too many failed calls it lets none through for a while, then a few on
 * trial, and closes when they succeed. So a service that is down is left in peace.
 *
 *     calls    ok ok ✘ ✘ ✘ ..........trial ok, ok ok
 *     state    closed      open      halfOpen  closed        failures: 3
 *
 * Give it to the stages that call the service (`mapAsync`, `mapBatchAsync`, `enrichByLookup`, `retryCall`)
 * as `breaker`; a stage with a breaker of its own takes the config instead. Each attempt of a call counts,
 * timeouts included. Times are those of the stage's scheduler. State: 30 numbers; it is no part of a snapshot.
 *
 * @throws `MILLRACE_ARGUMENT_TYPE`, `MILLRACE_ARGUMENT_RANGE` at call time
 *
 * @example
 * ```ts
 * import { circuitBreaker, eventTime, fromArray, mapAsync, values } from 'millrace';
 *
 * const breaker = circuitBreaker({ failures: 5, window: '10s', resetAfter: '30s' });
 * breaker.changes.subscribe(({ state }) => console.log(`rates: ${state}`));
 *
 * fromArray([1, 2])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     mapAsync(async (at) => at * 2, { breaker, retry: { attempts: 4, delay: '200ms' } }),
 *     values(),
 *   )
 *   .subscribe({ complete: () => console.log(breaker.state, breaker.counters.calls) }); // closed 2
 * ```
 */
export function circuitBreaker(config: BreakerConfig): CircuitBreaker {
  checkConfig('circuitBreaker', config);
  return new SharedBreaker(readBreaker('circuitBreaker', '', config));
}

/** Reads the field `breaker` of a config: a breaker to share, or the config of one of its own. */
export function checkBreaker(owner: string, given: unknown): SharedBreaker | undefined {
  if (given === undefined || given instanceof SharedBreaker) return given;
  checkConfig(`${owner}: breaker`, given);
  return new SharedBreaker(readBreaker(owner, 'breaker.', given as BreakerConfig));
}
