import { checkConfig, retryCall } from '../../operators/index.ts';
import type { RetryCallConfig } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';

/** What happens when a sink fails. Without it the graph fails, and a restart commits what was prepared. */
export interface SinkPolicy {
  /**
   * How often a commit is tried again (default: never): it may have been done although it failed, and a
   * sink takes that. Rows are not written again, for nobody knows how many of them were.
   */
  readonly retry?: RetryCallConfig['retry'];
  /** Lets the sink alone for a while after too many failures (default: never). */
  readonly breaker?: RetryCallConfig['breaker'];
}

/** Makes a call of a sink that may be made again. */
export type CallAgain = (work: () => Promise<void>) => Promise<void>;

/** @throws `MILLRACE_ARGUMENT_TYPE`, `MILLRACE_ARGUMENT_RANGE` for a policy that has no meaning */
export function checkSinkPolicy(policy: SinkPolicy): void {
  checkConfig('graph.sink', policy);
  callAgain('graph.sink', policy, systemRuntime, undefined);
}

/** Makes calls of a sink by its policy, until they succeed, the policy gives up or the graph stops. */
export function callAgain(
  owner: string,
  { retry, breaker }: SinkPolicy,
  clock: Runtime,
  signal: AbortSignal | undefined,
): CallAgain {
  const random = (): number => clock.random();
  const seeded = retry && { random, ...retry };
  return retryCall({ owner, clock, retry: seeded, breaker, signal });
}
