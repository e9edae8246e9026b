import { pulledSource } from '../../src/sources/index.ts';
import type { CountedSource, PlacedRun } from '../../src/sources/index.ts';
import type { Life } from './life.ts';
import type { SimEvent } from './simEvents.ts';

/** A source that can be read from any of its events on, in runs of any length. */
export function simSource(life: Life, events: readonly SimEvent[]): CountedSource<SimEvent> {
  const read = (_signal: AbortSignal, _counters: unknown, at: unknown) =>
    readRuns(life, events, (at as number | undefined) ?? 0);
  // Mostly so low that what waits for calls and sinks pauses the source.
  const pressure = { high: 4 + life.below(60) };
  return pulledSource<SimEvent>('simSource', read, { runtime: life, pressure });
}

async function* readRuns(
  life: Life,
  events: readonly SimEvent[],
  start: number,
): AsyncGenerator<readonly SimEvent[] | PlacedRun<SimEvent>> {
  let from = start;
  while (from < events.length) {
    const values = events.slice(from, from + 1 + life.below(6));
    if (life.below(3) === 0)
      await life.io('source.read', `${values.length} from ${from}`, () => undefined);
    // Not every run is at a place at which reading can begin.
    yield life.below(3) === 0 ? values : { values, place: { at: from } };
    from += values.length;
  }
}
