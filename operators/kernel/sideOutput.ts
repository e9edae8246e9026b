import { Subject } from 'rxjs';
import type { Chunk, Stream } from './chunk.ts';

/**
 * A second output of an operator: a stream of its own with the operator's watermark and barriers.
 *
 * Make one, give it to the operator (`late: lateTo(output)`, `quarantine: output`), subscribe to its
 * `stream` before the operator's stream, and subscribe to the operator's stream once: what several
 * subscriptions divert would come together here. What comes while nobody listens is gone, but the
 * operator has counted it.
 *
 * @example
 * ```ts
 * import { count, eventTime, fixedWindow, fromArray, lateTo, SideOutput, values } from 'millrace';
 * import type { Late } from 'millrace';
 *
 * const late = new SideOutput<Late<number>>();
 * late.stream.pipe(values()).subscribe(({ value, behind }) => console.log(value, behind)); // 1 8
 *
 * fromArray([1, 12, 1])
 *   .pipe(
 *     eventTime({ timestamp: (at) => at, outOfOrderness: 0 }),
 *     fixedWindow({ size: 4, late: lateTo(late), aggregate: { n: count() } }),
 *   )
 *   .subscribe();
 * ```
 */
export class SideOutput<T> {
  readonly #subject = new Subject<Chunk<T>>();

  /**
   * What the operator diverts. Completes and fails with the operator's own stream; unsubscribing from
   * that one early ends nothing here.
   */
  readonly stream: Stream<T> = this.#subject.asObservable();

  /** The way in, for the operator that was given this output. */
  get sink(): Pick<Subject<Chunk<T>>, 'next' | 'error' | 'complete'> {
    return this.#subject;
  }
}

/** Whether a config field holds a side output. */
export function isSideOutput(value: unknown): value is SideOutput<unknown> {
  return value instanceof SideOutput;
}
