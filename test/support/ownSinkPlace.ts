import { createSink } from '../../src/sinks/index.ts';
import type { SinkPlace } from './sinkPlace.ts';

/** A receiver that remembers the ids of what it has, behind `createSink`. */
export function ownSinkPlace(): SinkPlace {
  const received = new Map<string, readonly number[]>();
  return {
    make: (crash) =>
      createSink({
        maxRows: 3,
        deliver: (rows, { id }) =>
          crash.around(() => {
            if (!received.has(id))
              received.set(
                id,
                rows.map((row) => row.id),
              );
          }),
      }),
    visibleRows: () => [...received.values()].flat(),
  };
}
