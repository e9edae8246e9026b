import { callbackError, checkNumber, makeRows } from '../../operators/index.ts';
import type { Pressure, Rows, Steering } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import { CountedSource, SourceCounters } from './countedSource.ts';
import { MalformedOutput } from './malformedOutput.ts';
import type { MalformedPolicy } from './malformedPolicy.ts';
import { byPlace, cutRuns } from './placedRun.ts';
import type { PlacedRun } from './placedRun.ts';
import { pulledRuns } from './pulledRuns.ts';
import type { Explain, PulledConfig } from './pulledSetup.ts';

/**
 * Where the values come from; the signal is aborted when nobody wants more.
 *
 * @param at the place to begin at, as a run had it; undefined for the beginning
 */
export type ReadRuns<T> = (
  signal: AbortSignal,
  counters: SourceCounters,
  at: unknown,
) => AsyncIterable<readonly T[] | PlacedRun<T>>;

/** How a reader is made a source. */
export interface PulledOptions {
  /** Makes the stream's error of what the reader threw (default: `MILLRACE_CALLBACK`). */
  readonly explain?: Explain;
  /** Whether the reader gives the same values again, when it is asked to (default: `'positions'`). */
  readonly steering?: Steering;
  /** Where the malformed lines of its runs go, which are counted too (default: nowhere). */
  readonly malformed?: MalformedPolicy;
}

/**
 * A source that is read as fast as what follows takes it.
 *
 * - emits: nothing during subscription, then one run a turn of the event loop, so that timers, sockets
 *   and other sources have their turns between. Waits while its pressure handle is paused
 * - completes: when there is no more to read
 * - unsubscription: ends the reading at once and lets the reader close what it opened
 * - errors: those of the reader; `MILLRACE_CALLBACK` for one without a code
 * - state: the array that the reader gave last
 * - under checkpoints: saves the place of the last run that had one, and how many values it has given
 *   since (and malformed lines); goes on by reading from there and leaving those out
 *
 * @param owner the source's name, for error texts
 * @param read called once for each subscription, during it; gives arrays of any length
 */
export function pulledSource<T>(
  owner: string,
  read: ReadRuns<T>,
  config: PulledConfig = {},
  { explain = callbackError, steering = 'positions', malformed = 'drop' }: PulledOptions = {},
): CountedSource<T> {
  const chunkSize = checkNumber(owner, 'chunkSize', config.chunkSize ?? 512, { min: 1 });
  const { runtime = systemRuntime } = config;
  const counters = new SourceCounters();
  const source: CountedSource<T> = new CountedSource(
    pulledRuns<PlacedRun<T>, Rows<T>>({
      owner,
      read: (signal, at) => cutRuns(read(signal, counters, at), chunkSize),
      give: ({ values }: PlacedRun<T>, pressure: Pressure) => {
        counters.rows += values.length;
        return makeRows({ values, pressure });
      },
      mark: (control, pressure) => makeRows<T>({ control, pressure }),
      side: () => new MalformedOutput(malformed, counters, runtime),
      ...(steering === 'positions' && { placing: byPlace<T>() }),
      controlOf: () => source.control,
      explain,
      config,
    }),
    counters,
    steering,
    owner,
  );
  return source;
}
