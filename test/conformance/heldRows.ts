import type { Snapshot } from 'millrace';
import type { Held } from './outcome.ts';
import type { FedEvent } from './plan.ts';

/** The timestamps of the events that are somewhere in a snapshot, by their side. */
export function heldRows(snapshot: Snapshot): Omit<Held, 'step'> {
  const events = eventsIn(snapshot);
  const of = (side: 'left' | 'right'): number[] =>
    events.filter((event) => event.side === side).map(({ ts }) => ts);
  return { left: of('left'), right: of('right') };
}

function eventsIn(data: unknown): FedEvent[] {
  if (typeof data !== 'object' || data === null) return [];
  if ('seq' in data && 'ts' in data) return [data as FedEvent];
  const items = data instanceof Map ? [...data] : Object.values(data);
  return items.flatMap(eventsIn);
}
