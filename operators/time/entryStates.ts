import type { ClockAct, InputState, Milliseconds } from '../kernel/index.ts';
import type { EntryConfig } from './entryConfig.ts';
import type { EventClock } from './eventClock.ts';

/** What an entry has seen so far. */
export interface EntrySeen {
  readonly idle: boolean;
  /** The time of the last event; NaN before the first. */
  readonly lastTimestamp: Milliseconds;
  /** The processing time at which it came, where that is known. */
  readonly lastSeen: Milliseconds | undefined;
  readonly clockAct: ClockAct | undefined;
}

/** What is known of an entry's clock, or of each of its partitions. */
export function entryStates<T>(
  { stateName: name, idleAfter }: EntryConfig<T>,
  clock: EventClock<T>,
  { idle, lastTimestamp, lastSeen, clockAct }: EntrySeen,
): readonly InputState[] {
  const parts = clock.parts();
  if (parts.length > 0) return parts.map((part) => ({ ...part, clockAct }));
  const { watermark, raisedAfter } = clock;
  const none = Number.isNaN(lastTimestamp);
  return [
    {
      name,
      watermark,
      idle,
      behind: false,
      ended: watermark === Infinity,
      holds: watermark < Infinity && !idle,
      lastTimestamp: none ? undefined : lastTimestamp,
      lastSeen: none ? undefined : lastSeen,
      since: undefined,
      raisedAfter,
      idleAfter,
      clockAct,
    },
  ];
}
