import type { Observable } from 'rxjs';
import { checkConfig, checkNumber } from './arguments.ts';
import type { Chunk, Stream } from './chunk.ts';
import { ArgumentTypeError } from './errors.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import { show } from './show.ts';
import { UnionRunner } from './unionRunner.ts';

/** How streams are combined. */
export interface UnionConfig {
  /** The name under which its watermarks are saved in a snapshot (default: `union`). */
  readonly name?: string;
  /**
   * How many values of inputs that wait for the others to show the same barrier may be held
   * (default: 131,072); an empty chunk counts as one. It lies above the mark at which sources pause.
   */
  readonly limit?: number;
}

/**
 * Combines streams into one, in the order in which their chunks come. RxJS `merge` knows nothing of
 * watermarks and barriers: use this instead.
 *
 *     a      1---2---------3--|
 *     b      --7-----8--|
 *     out    1-7-2---8-----3--|
 *
 * - emits: each value of each input at once. The watermark is the smallest of the inputs that are
 *   neither idle nor at their end, by position, and never goes back. An input that comes back from being
 *   idle and is behind is left out until it has caught up; its values may be late. When all inputs are
 *   idle the union is
 * - state: the watermark of each input, and the chunks of inputs that have shown a barrier which the
 *   others have not shown yet, bounded by `limit` and told to their sources' pressure handles. One
 *   barrier goes on when all have shown it, and one restore for all
 * - completes: when all inputs have completed, with the watermark Infinity
 * - errors: those of an input, at once; `MILLRACE_OVERFLOW` when more than `limit` values wait at a
 *   barrier; `MILLRACE_WATERMARK_WENT_BACK` and `MILLRACE_BARRIER_TWICE` for an input that breaks its
 *   promises; `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: which ones are late further on depends on how the inputs interleave
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, union, values } from 'millrace';
 *
 * const clock = eventTime<{ at: number }>({ timestamp: (event) => event.at, outOfOrderness: 0 });
 * const early = fromArray([{ at: 1 }, { at: 3 }]).pipe(clock);
 * const later = fromArray([{ at: 2 }]).pipe(clock);
 *
 * union([early, later]).pipe(values()).subscribe((event) => console.log(event.at)); // 1, 3, 2
 * ```
 */
export function union<T extends readonly unknown[]>(
  streams: { readonly [Index in keyof T]: Stream<T[Index]> },
  config: UnionConfig = {},
): Stream<T[number]> {
  const inputs = checkStreams(streams);
  checkConfig('union', config);
  const limit = checkNumber('union', 'limit', config.limit ?? 131_072, { min: 1 });
  return unite(inputs as readonly Stream<T[number]>[], config.name ?? 'union', limit);
}

function checkStreams(streams: unknown): readonly unknown[] {
  const fits = Array.isArray(streams) && streams.length > 0 && streams.every(isStream);
  if (!fits) throw new ArgumentTypeError('union', 'streams', 'an array of streams', show(streams));
  return streams;
}

function isStream(stream: unknown): boolean {
  return typeof stream === 'object' && stream !== null && 'subscribe' in stream;
}

function unite<T>(inputs: readonly Stream<T>[], stateName: string, limit: number): Stream<T> {
  const running = new Set<UnionRunner<T>>();
  const info = describeOperator({
    kind: 'union',
    inputs: inputs as readonly Observable<unknown>[],
    stateName,
    stateSize: () => [...running].reduce((sum, { held }) => sum + held, 0),
    held: () => [...running].reduce((sum, { held }) => sum + held, 0),
  });
  return new OperatorStream<T>(info, (destination) => {
    const runner = new UnionRunner<T>(inputs.length, limit, info, destination);
    running.add(runner);
    destination.add(() => {
      running.delete(runner);
      runner.stop();
    });
    for (const [index, input] of inputs.entries()) {
      // A synchronous input may have ended it all.
      if (destination.closed) return;
      connect<Chunk<T>, Chunk<T>>(input, destination, {
        next: (chunk) => runner.next(index, chunk),
        complete: () => runner.complete(index),
      });
    }
  });
}
