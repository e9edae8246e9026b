import { ArgumentTypeError, StreamError } from './errors.ts';
import type { Milliseconds } from './duration.ts';
import { show } from './show.ts';
import { SideOutput } from './sideOutput.ts';

/** An event that came too late for its operator, as a side output gives it. */
export interface Late<T> {
  readonly value: T;
  /** The event's own time. */
  readonly timestamp: Milliseconds;
  /** The watermark that it met. */
  readonly watermark: Milliseconds;
  /**
   * How far the watermark was beyond the one that ended its time: that of its window's end - 1 +
   * allowedLateness. 0 when it had just been reached.
   */
  readonly behind: Milliseconds;
  /** What it was too late for. */
  readonly reason: 'windowClosed' | 'behindWatermark';
}

/** Late events go to a side output; made by `lateTo`. */
export interface LateTo<T> {
  readonly output: SideOutput<Late<T>>;
}

/**
 * What happens to late events, a required choice: `'drop'` counts them, `'error'` fails the stream
 * with `MILLRACE_LATE`, `lateTo(output)` gives them to a stream of their own.
 */
export type LatePolicy<T> = 'drop' | 'error' | LateTo<T>;

/**
 * Sends the late events of an operator to a side output, each with the watermark that it met and by
 * how much it was too late.
 *
 * @example
 * ```ts
 * import { lateTo, SideOutput } from 'millrace';
 * import type { Late } from 'millrace';
 *
 * const output = new SideOutput<Late<string>>();
 * const late = lateTo(output); // for the `late` field of a window's config
 * console.log(late.output === output); // true
 * ```
 */
export function lateTo<T>(output: SideOutput<Late<T>>): LateTo<T> {
  if (!(output instanceof SideOutput)) {
    throw new ArgumentTypeError('lateTo', 'output', 'a SideOutput', show(output));
  }
  return { output };
}

/** Refuses a config without a choice for its late events. */
export function checkLate<T>(owner: string, late: LatePolicy<T>): LatePolicy<T> {
  if (late === 'drop' || late === 'error') return late;
  if (typeof late === 'object' && late?.output instanceof SideOutput) return late;
  const got =
    (late as unknown) instanceof SideOutput ? 'a SideOutput without lateTo(…)' : show(late);
  throw new ArgumentTypeError(owner, 'late', "'drop', 'error' or lateTo(output)", got);
}

/** The error of the policy `'error'`. */
export function lateError<T>(owner: string, late: Late<T>): StreamError {
  const { timestamp, watermark, behind } = late;
  const text = `${owner}: an event of ${timestamp} came when the watermark was ${watermark}, ${behind} ms after its time`;
  const fix = "raise allowedLateness or outOfOrderness, or choose late: 'drop' or lateTo(output)";
  return new StreamError('MILLRACE_LATE', `${text}; ${fix}`);
}
