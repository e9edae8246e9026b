import { ArgumentTypeError, show } from '../../operators/index.ts';
import type { CountedSource } from './countedSource.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { pulledSource } from './pulledSource.ts';
import { untilAborted } from './untilAborted.ts';

/** How an iterable is read. */
export interface FromIterableConfig extends PulledConfig {
  /**
   * Whether an async iterable gives the same values again after a restart (default: false); under
   * checkpoints it then goes on behind the last value that counts. Other iterables are taken to do so.
   */
  readonly isRepeatable?: boolean;
}

/**
 * A source that reads an iterable, a generator or an async iterable, as fast as what follows takes it.
 *
 * - emits: each value once, in order. Values of an iterable go out in runs of `chunkSize`; of an async
 *   iterable each one as it comes, in a run of its own
 * - completes: with the iterable
 * - unsubscription: calls the iterator's `return`, so that a generator can clean up
 * - errors: `MILLRACE_CALLBACK` with what the iterable threw as its cause
 * - state: one run
 * - under checkpoints: goes on behind as many values as it has given, which are read again; an async
 *   iterable only where it `isRepeatable`
 *
 * @example
 * ```ts
 * import { eventTime, values } from 'millrace';
 * import { fromIterable } from 'millrace/sources';
 *
 * function* numbers(): Generator<number> {
 *   for (let i = 1; i <= 3; i += 1) yield i;
 * }
 * fromIterable(numbers())
 *   .pipe(eventTime({ timestamp: (at) => at, outOfOrderness: 0 }), values())
 *   .subscribe((at) => console.log(at)); // 1, 2, 3
 * ```
 */
export function fromIterable<T>(
  iterable: Iterable<T> | AsyncIterable<T>,
  config: FromIterableConfig = {},
): CountedSource<T> {
  const chunkSize = config.chunkSize ?? 512;
  if (isAsync(iterable)) {
    return pulledSource('fromIterable', (signal) => runsOfOne(iterable, signal), config, {
      steering: config.isRepeatable === true ? 'positions' : 'barriers',
    });
  }
  if (!isIterable(iterable)) {
    throw new ArgumentTypeError('fromIterable', 'iterable', 'an iterable', show(iterable));
  }
  return pulledSource('fromIterable', () => runsOf(iterable, chunkSize), config);
}

function isAsync<T>(iterable: Iterable<T> | AsyncIterable<T>): iterable is AsyncIterable<T> {
  return typeof iterable === 'object' && iterable !== null && Symbol.asyncIterator in iterable;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'string' ||
    (typeof value === 'object' && value !== null && Symbol.iterator in value)
  );
}

async function* runsOf<T>(iterable: Iterable<T>, chunkSize: number): AsyncGenerator<T[]> {
  let run: T[] = [];
  const failure = yield* fullRuns();
  if (run.length > 0) yield run;
  if (failure !== undefined) throw failure.cause;

  /** Keeps a failure until what came before it has gone out. */
  async function* fullRuns(): AsyncGenerator<T[], { readonly cause: unknown } | undefined> {
    try {
      for (const value of iterable) {
        run.push(value);
        if (run.length < chunkSize) continue;
        const full = run;
        run = [];
        yield full;
      }
    } catch (cause) {
      return { cause };
    }
    return undefined;
  }
}

async function* runsOfOne<T>(iterable: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T[]> {
  for await (const value of untilAborted(iterable, signal)) yield [value];
}
