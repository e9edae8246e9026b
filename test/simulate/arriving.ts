import { arrivals } from '../oracle/arrivals.ts';
import type { Arrivals } from '../oracle/arrivals.ts';
import { DISORDER } from './simEvents.ts';
import type { SimEvent } from './simEvents.ts';

/** Events of one source with the watermark that each meets. */
export function arriving(events: readonly SimEvent[]): Arrivals<SimEvent> {
  const own = events.map((value) => ({ value, at: value.at }));
  return arrivals(own, DISORDER);
}
