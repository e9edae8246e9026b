import { ArgumentTypeError, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds } from '../kernel/index.ts';

/**
 * How long the state of a key is kept after the key's last event, by one of the two clocks: until the
 * watermark reaches the event's time and the duration, or until so much processing time has passed.
 */
export type TimeToLive =
  | { readonly eventTime: Duration; readonly processingTime?: never }
  | { readonly processingTime: Duration; readonly eventTime?: never };

/** A checked time to live. */
export interface Life {
  readonly clock: 'eventTime' | 'processingTime';
  readonly span: Milliseconds;
}

/** Checks a config's time to live; undefined where state is kept for good. */
export function checkTimeToLive(
  owner: string,
  timeToLive: TimeToLive | undefined,
): Life | undefined {
  if (timeToLive === undefined) return undefined;
  const { eventTime, processingTime } = (timeToLive ?? {}) as Partial<Record<string, Duration>>;
  if ((eventTime === undefined) === (processingTime === undefined)) {
    const expected = 'an object with either eventTime or processingTime';
    throw new ArgumentTypeError(owner, 'timeToLive', expected, show(timeToLive));
  }
  const clock = eventTime === undefined ? 'processingTime' : 'eventTime';
  const span = (eventTime ?? processingTime) as Duration;
  return { clock, span: toMilliseconds(owner, `timeToLive.${clock}`, span) };
}
