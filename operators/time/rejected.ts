import { ArgumentTypeError, show, SideOutput } from '../kernel/index.ts';

/**
 * A value that could not enter a stream, as a side output gives it. One without a valid timestamp
 * stands there at the time just behind the watermark (at 0 while there is none).
 */
export interface Rejected<T> {
  readonly value: T;
  /** What the `timestamp` function gave for it. */
  readonly timestamp: unknown;
  /** Why: no valid timestamp, or one too far in the future. */
  readonly reason: 'invalidTimestamp' | 'aheadOfClock';
}

/**
 * What happens to a value that may not enter: `'error'` fails the stream, `'drop'` counts it, a side
 * output takes it (and it is counted).
 */
export type RejectPolicy<T> = 'error' | 'drop' | SideOutput<Rejected<T>>;

/** Refuses what is no policy for rejected values. */
export function checkReject<T>(
  owner: string,
  field: string,
  policy: RejectPolicy<T>,
): RejectPolicy<T> {
  if (policy === 'error' || policy === 'drop' || policy instanceof SideOutput) return policy;
  throw new ArgumentTypeError(owner, field, "'error', 'drop' or a SideOutput", show(policy));
}
