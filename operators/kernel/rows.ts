import { from, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { checkNumber } from './arguments.ts';
import { ArgumentTypeError } from './errors.ts';
import { listOf } from './listOf.ts';
import { show } from './show.ts';
import type { Barrier, Exhausted, Restore } from './control.ts';
import type { Milliseconds } from './duration.ts';
import type { Pressure } from './pressure.ts';
import type { SourceControl } from './sourceControl.ts';

/** A run of raw values as a source gives them, before they have event times. */
export interface Rows<T> {
  readonly values: readonly T[];
  /** When each value arrived, where the source replays a recorded clock. */
  readonly arrivals: readonly Milliseconds[] | undefined;
  /** What stands after the last value. */
  readonly control: Barrier | Restore | Exhausted | undefined;
  readonly pressure: Pressure | undefined;
}

/** What a source can do under checkpoints. */
export type Steering = 'positions' | 'barriers' | 'nothing';

/**
 * An Observable of values that can also be read in runs: `eventTime` and `processingTime` take the
 * runs, everything else in RxJS sees the single values. Sources that read many values at a time are
 * of this kind.
 */
export class RowSource<T> extends Observable<T> {
  /** The same values in runs. */
  readonly rows: Observable<Rows<T>>;
  /**
   * What it can do under checkpoints: `'positions'` gives the same values again from a position on,
   * `'barriers'` only lets barriers pass, so that what it gave after the last one is gone with a crash,
   * and `'nothing'` not even that.
   */
  readonly steering: Steering = 'nothing';
  /** The function that made it, such as `fromCsv`: its positions mean nothing to another. */
  readonly kind: string = 'source';
  /** Set by who runs it under checkpoints, before it is subscribed to. */
  control: SourceControl | undefined;
  /** Whether nothing is gained by the runs, because each of them is a value and nothing else. */
  readonly alone: boolean;

  /** @param values the same values one by one, where that is all that the runs are */
  constructor(rows: Observable<Rows<T>>, values?: Observable<T>) {
    super((subscriber) =>
      values === undefined ? rows.subscribe(eachValue(subscriber)) : values.subscribe(subscriber),
    );
    this.rows = rows;
    this.alone = values !== undefined;
  }
}

function eachValue<T>(subscriber: Subscriber<T>): {
  next(rows: Rows<T>): void;
  error(error: unknown): void;
  complete(): void;
} {
  return {
    next: ({ values }) => {
      for (const value of values) {
        if (subscriber.closed) return;
        subscriber.next(value);
      }
    },
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  };
}

/** Rows with all their fields; what is left out is empty. */
export function makeRows<T>(fields: Partial<Rows<T>>): Rows<T> {
  const { values = [], arrivals, control, pressure } = fields;
  return { values, arrivals, control, pressure };
}

/** How an array is cut into runs. */
export interface FromArrayConfig {
  /** How many values a run has at the most (default: 512). */
  readonly chunkSize?: number;
}

/**
 * A source that gives the values of an array at once when it is subscribed to, in runs.
 *
 * Where `from(array)` of RxJS sends value after value, this sends runs of `chunkSize`, which is
 * several times faster through windows. The results are the same.
 *
 * - emits: each value once, in order, synchronously
 * - completes: after the last value
 * - errors: `MILLRACE_ARGUMENT_RANGE` for a `chunkSize` below 1
 * - late events: none here; values have no time yet
 * - state: none beside the array itself
 *
 * @example
 * ```ts
 * import { eventTime, fromArray, values } from 'millrace';
 *
 * fromArray([{ at: 1 }, { at: 2 }])
 *   .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }), values())
 *   .subscribe((event) => console.log(event.at)); // 1, 2
 * ```
 */
export function fromArray<T>(values: readonly T[], config: FromArrayConfig = {}): RowSource<T> {
  if (!Array.isArray(values))
    throw new ArgumentTypeError('fromArray', 'values', 'an array', show(values));
  const chunkSize = checkNumber('fromArray', 'chunkSize', config.chunkSize ?? 512, { min: 1 });
  const rows = new Observable<Rows<T>>((subscriber) => {
    for (let start = 0; start < values.length && !subscriber.closed; start += chunkSize) {
      const run = runOf(values, start, chunkSize);
      subscriber.next({
        values: run,
        arrivals: undefined,
        control: undefined,
        pressure: undefined,
      });
    }
    subscriber.complete();
  });
  return new RowSource(rows, chunkSize === 1 ? from(values) : undefined);
}

function runOf<T>(values: readonly T[], start: number, length: number): readonly T[] {
  // A slice of one costs twice as much as an array of one.
  return length === 1 ? listOf(values[start] as T) : values.slice(start, start + length);
}
