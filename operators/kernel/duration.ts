import { ArgumentRangeError, ArgumentTypeError } from './errors.ts';
import { show } from './show.ts';

/** A span of time or an instant, in milliseconds. */
export type Milliseconds = number;

/**
 * A span of time in a config: a number of milliseconds, or a number with a unit
 * (`ms`, `s`, `m` minutes, `h`, `d` days of 24 hours).
 *
 * @example
 * ```ts
 * import type { Duration } from 'millrace';
 *
 * const size: Duration = '5m'; // the same as 300_000
 * ```
 */
export type Duration =
  | Milliseconds
  | `${number}ms`
  | `${number}s`
  | `${number}m`
  | `${number}h`
  | `${number}d`;

const UNITS: Readonly<Record<string, Milliseconds>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The bounds that a config field of type `Duration` may have. */
export interface DurationBounds {
  /** `positive` (the default) refuses 0, `notNegative` allows it, `any` also allows less than 0. */
  readonly sign?: 'positive' | 'notNegative' | 'any';
}

const EXPECTED = {
  positive: 'a positive duration',
  notNegative: 'a duration of 0 or more',
  any: 'a duration',
} as const;

/**
 * Reads a config field as whole milliseconds.
 *
 * @param owner the operator that asks, for the error's text
 * @param field the config field, for the error's text
 * @throws ArgumentTypeError `MILLRACE_ARGUMENT_TYPE` when it is neither a number nor a text with a unit
 * @throws ArgumentRangeError `MILLRACE_ARGUMENT_RANGE` when it is out of bounds or no whole number
 */
export function toMilliseconds(
  owner: string,
  field: string,
  duration: Duration,
  bounds: DurationBounds = {},
): Milliseconds {
  const expected = EXPECTED[bounds.sign ?? 'positive'];
  const milliseconds = parse(owner, field, expected, duration);
  if (!Number.isSafeInteger(milliseconds) || !withinBounds(milliseconds, bounds)) {
    throw new ArgumentRangeError(owner, field, `${expected} in whole milliseconds`, show(duration));
  }
  return milliseconds;
}

function parse(owner: string, field: string, expected: string, duration: unknown): number {
  if (typeof duration === 'number') return duration;
  const match =
    typeof duration === 'string' ? /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) : null;
  if (match === null) {
    const forms = `${expected}: milliseconds, or a text such as '500ms', '10s', '5m', '1h', '2d'`;
    throw new ArgumentTypeError(owner, field, forms, show(duration));
  }
  // 0.1 * 3_600_000 and its like miss the whole number by a rounding error.
  return Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN) * 1e6) / 1e6;
}

function withinBounds(milliseconds: number, { sign = 'positive' }: DurationBounds): boolean {
  if (sign === 'any') return true;
  return sign === 'positive' ? milliseconds > 0 : milliseconds >= 0;
}
