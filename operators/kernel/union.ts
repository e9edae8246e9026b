import { asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { checkConfig, checkNumber, checkWord } from './arguments.ts';
import type { Chunk, Stream } from './chunk.ts';
import { toMilliseconds } from './duration.ts';
import type { Duration } from './duration.ts';
import { ArgumentTypeError } from './errors.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import { show } from './show.ts';
import { UnionArm } from './unionArm.ts';
import { plainForm } from './unionForm.ts';
import type { UnionForm } from './unionForm.ts';
import { UnionRunner } from './unionRunner.ts';
import type { UnionSettings } from './unionRunner.ts';

/** How streams are combined. */
export interface UnionConfig {
  /** The name under which its watermarks are saved in a snapshot (default: `union`). */
  readonly name?: string;
  /**
   * How many values of inputs that wait for the others to show the same barrier may be held
   * (default: 131,072); an empty chunk counts as one. It lies above the mark at which sources pause.
   * With `lateBy: 'input'`, also how many events may wait for the others.
   */
  readonly limit?: number;
  /**
   * Which watermark judges whether an event is late further on. `'combined'` (default): the union's,
   * which loses the fewest, and which ones depends on how the inputs interleave. `'input'`: that of
   * the event's own input, so that neither lateness nor order depends on it: events go out in the order
   * of their own inputs' watermarks before them (ties: of the inputs), each with that watermark before
   * it, as soon as the union's watermark is past it. An input that is ahead waits for the others; its
   * source is paused when much of it waits. What comes back from being idle behind the union's
   * watermark counts as if it had that one. Inputs that go idle each by an `eventTime` of its own
   * still depend on which is read first: enter once, and branch behind it.
   */
  readonly lateBy?: 'combined' | 'input';
  /**
   * How far an input's watermark may be ahead of the last one before its source is paused, by the
   * source's pressure handle (default: as far as it likes). Inputs that are idle, at their end, or
   * have not told a watermark yet hold no other; a source without a handle cannot be paused.
   */
  readonly maxDrift?: Duration;
  /**
   * An input that comes back from being idle behind the union's watermark is left out until it has
   * caught up (`'catchUp'`, default), or holds the watermark where it is at once (`'hold'`).
   */
  readonly whenBehind?: 'catchUp' | 'hold';
  /**
   * When all inputs are idle, the watermark stays (`'hold'`, default), or rises to the highest of them
   * (`'highest'`) when the one that held it falls silent last.
   */
  readonly whenAllIdle?: 'hold' | 'highest';
  /**
   * An idle input is there again with its next value or higher watermark (`'watermark'`, default), or
   * with its next value only (`'value'`): its watermarks are passed over until then.
   */
  readonly wakeBy?: 'watermark' | 'value';
  /**
   * Raises the watermark only at multiples of this on the scheduler's clock, and tells only then that
   * all inputs are idle. The results then depend on that clock. Default: at once, by position.
   */
  readonly periodic?: Duration;
  /** Whose clock it is, for `periodic` and `inputStates` (default: asyncScheduler). */
  readonly scheduler?: SchedulerLike;
}

/**
 * Combines streams into one, in the order in which their chunks come. RxJS `merge` knows nothing of
 * watermarks and barriers: use this instead.
 *
 *     a      1---2---------3--|
 *     b      --7-----8--|
 *     out    1-7-2---8-----3--|
 *
 * - emits: each value of each input at once, with `lateBy: 'input'` in an order of its own. The
 *   watermark is the smallest of the inputs that are neither idle nor at their end, by position, and
 *   never goes back. An input that comes back from being idle and is behind is left out until it has
 *   caught up; its values may be late. When all inputs are idle the union is
 * - state: the watermark of each input, with `lateBy: 'input'` the events that wait (at most
 *   `limit`), and the chunks of inputs that have shown a barrier which the
 *   others have not shown yet, bounded by `limit` and told to their sources' pressure handles. One
 *   barrier goes on when all have shown it, and one restore for all
 * - completes: when all inputs have completed, with the watermark Infinity
 * - errors: those of an input, at once; `MILLRACE_OVERFLOW` when more than `limit` values wait at a
 *   barrier or, with `lateBy: 'input'`, for the others; `MILLRACE_WATERMARK_WENT_BACK` and `MILLRACE_BARRIER_TWICE` for an input that breaks its
 *   promises; `MILLRACE_ARGUMENT_TYPE` and `MILLRACE_ARGUMENT_RANGE` at call time
 * - late events: none here; which ones are late further on depends on how the inputs interleave, unless
 *   `lateBy` is `'input'`
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
  const settings = checkSettings(config);
  return unite(inputs as readonly Stream<T[number]>[], config.name ?? 'union', settings, plainForm);
}

/** The union of an operator's own inputs, whose chunks say more than those of a plain one. */
export function unionOf<T>(
  arms: readonly UnionArm<T>[],
  stateName: string,
  form: UnionForm<T>,
): Stream<T> {
  return unite(arms, stateName, checkSettings({}), form);
}

function checkSettings(config: UnionConfig): UnionSettings {
  const word = <W extends string>(field: keyof UnionConfig, usual: W, other: W): W =>
    checkWord('union', field, config[field] ?? usual, [usual, other]);
  const span = (field: 'maxDrift' | 'periodic', sign: 'positive' | 'notNegative'): number =>
    config[field] === undefined
      ? Infinity
      : toMilliseconds('union', field, config[field], { sign });
  return {
    limit: checkNumber('union', 'limit', config.limit ?? 131_072, { min: 1 }),
    byInput: word('lateBy', 'combined', 'input') === 'input',
    maxDrift: span('maxDrift', 'notNegative'),
    periodic: span('periodic', 'positive'),
    scheduler: config.scheduler ?? asyncScheduler,
    rules: {
      catchUp: word('whenBehind', 'catchUp', 'hold') === 'catchUp',
      highestWhenIdle: word('whenAllIdle', 'hold', 'highest') === 'highest',
      wakeByWatermark: word('wakeBy', 'watermark', 'value') === 'watermark',
    },
  };
}

function checkStreams(streams: unknown): readonly unknown[] {
  const fits = Array.isArray(streams) && streams.length > 0 && streams.every(isStream);
  if (!fits) throw new ArgumentTypeError('union', 'streams', 'an array of streams', show(streams));
  return streams;
}

function isStream(stream: unknown): boolean {
  return typeof stream === 'object' && stream !== null && 'subscribe' in stream;
}

function unite<T>(
  inputs: readonly Stream<T>[],
  stateName: string,
  settings: UnionSettings,
  form: UnionForm<T>,
): Stream<T> {
  const running = new Set<UnionRunner<T>>();
  const info = describeOperator({
    kind: 'union',
    inputs: inputs as readonly Observable<unknown>[],
    stateName,
    stateSize: () => [...running].reduce((sum, { held }) => sum + held, 0),
    held: () => [...running].reduce((sum, { held }) => sum + held, 0),
    drain: () => 0,
    inputStates: () => [...running].flatMap((runner) => runner.inputStates()),
    clockAct: () => [...running].find(({ clockAct }) => clockAct)?.clockAct,
    maxDrift: settings.maxDrift === Infinity ? undefined : settings.maxDrift,
  });
  return new OperatorStream<T>(info, (destination) => {
    const runner = new UnionRunner<T>(inputs.length, settings, form, info, destination);
    running.add(runner);
    destination.add(() => {
      running.delete(runner);
      runner.stop();
    });
    for (const [index, input] of inputs.entries()) {
      // A synchronous input may have ended it all.
      if (destination.closed) return;
      connect<Chunk<T>, Chunk<T>>(input, destination, {
        next: (chunk) => {
          if (input instanceof UnionArm) input.count(chunk);
          runner.next(index, chunk);
        },
        complete: () => runner.complete(index),
      });
    }
  });
}
