import type { Duration } from '../kernel/index.ts';

/** What all circuit breakers are told. */
export interface BreakerBase {
  /** The time in which calls are counted; it is counted in tenths, so up to a tenth less of it counts. */
  readonly window: Duration;
  /** How long it stays open before calls are let through on trial. */
  readonly resetAfter: Duration;
  /** How many calls are let through on trial, at least 1; when all succeed it closes (default: 1). */
  readonly halfOpen?: number;
  /**
   * What happens to calls while it is open: `'wait'` (default) lets them wait, so that the stage holds its
   * source back; `'fail'` fails them at once with `MILLRACE_CIRCUIT_OPEN`, as attempts like others.
   */
  readonly whileOpen?: 'wait' | 'fail';
  /**
   * Which errors count as failures (default: all but those of name `AbortError`). The others count as
   * success: they are answers of a service that works.
   */
  readonly when?: (error: unknown) => boolean;
}

/** Opens at a number of failed calls. */
export interface BreakerByFailures extends BreakerBase {
  /** How many calls have to fail within `window`, at least 1. */
  readonly failures: number;
  readonly rate?: never;
  readonly minimum?: never;
}

/** Opens at a share of failed calls. */
export interface BreakerByRate extends BreakerBase {
  /** Which share of the calls within `window` has to fail: above 0, up to 1. */
  readonly rate: number;
  /** How many calls there have to be within `window` (default: 10). */
  readonly minimum?: number;
  readonly failures?: never;
}

/** When a circuit breaker opens, and how it closes again. */
export type BreakerConfig = BreakerByFailures | BreakerByRate;
