import { callbackError, checkNumber, makeRows } from '../../operators/index.ts';
import type { Pressure, Rows } from '../../operators/index.ts';
import { CountedSource, SourceCounters } from './countedSource.ts';
import { pulledRuns } from './pulledRuns.ts';
import type { Explain, PulledConfig } from './pulledRuns.ts';

/** Where the values come from; the signal is aborted when nobody wants more. */
export type ReadRuns<T> = (
  signal: AbortSignal,
  counters: SourceCounters,
) => AsyncIterable<readonly T[]>;

/**
 * A source that is read as fast as what follows takes it.
 *
 * - emits: nothing during subscription, then one run a turn of the event loop, so that timers, sockets
 *   and other sources have their turns between. Waits while its pressure handle is paused
 * - completes: when there is no more to read
 * - unsubscription: ends the reading at once and lets the reader close what it opened
 * - errors: those of the reader; `MILLRACE_CALLBACK` for one without a code
 * - state: the array that the reader gave last
 *
 * @param owner the source's name, for error texts
 * @param read called once for each subscription, during it; gives arrays of any length
 * @param explain makes the stream's error of what the reader threw
 */
export function pulledSource<T>(
  owner: string,
  read: ReadRuns<T>,
  config: PulledConfig = {},
  explain: Explain = callbackError,
): CountedSource<T> {
  const chunkSize = checkNumber(owner, 'chunkSize', config.chunkSize ?? 512, { min: 1 });
  const counters = new SourceCounters();
  const give = (values: readonly T[], pressure: Pressure): Rows<T> => {
    counters.rows += values.length;
    return makeRows({ values, pressure });
  };
  const readCut = (signal: AbortSignal): AsyncIterable<readonly T[]> =>
    cutRuns(read(signal, counters), chunkSize);
  return new CountedSource(pulledRuns({ owner, read: readCut, give, explain, config }), counters);
}

async function* cutRuns<T>(
  runs: AsyncIterable<readonly T[]>,
  chunkSize: number,
): AsyncGenerator<readonly T[]> {
  for await (const run of runs) {
    if (run.length <= chunkSize) {
      if (run.length > 0) yield run;
      continue;
    }
    for (let start = 0; start < run.length; start += chunkSize)
      yield run.slice(start, start + chunkSize);
  }
}
