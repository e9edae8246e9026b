import { Observable } from 'rxjs';
import {
  ArgumentRangeError,
  checkConfig,
  checkFunction,
  checkNumber,
  connect,
  show,
  toMilliseconds,
} from '../../operators/index.ts';
import type { Duration, Milliseconds, Rows, RowSource } from '../../operators/index.ts';
import { LateRowSource } from '../sources/index.ts';
import type { LateRun } from '../sources/index.ts';
import { checkRowSource } from './checkRowSource.ts';
import { DerivedSource } from './derivedSource.ts';
import { LateShelf } from './lateShelf.ts';
import { WIDEST_BOUNDS } from './reorderBuffer.ts';
import type { ReorderBounds } from './reorderBuffer.ts';
import { Reordering } from './reordering.ts';
import type { ReorderingSetup } from './reordering.ts';

/** By which time rows are sorted, and into the order of which time they are brought. */
export interface ReorderConfig<T> {
  /**
   * When a row is delivered: its arrival, in whole milliseconds since the epoch. Must not keep the row:
   * the object may be used again for the next one.
   */
  readonly by: (row: T) => Milliseconds;
  /** The time by which the source is sorted, likewise. */
  readonly along: (row: T) => Milliseconds;
  /** How long after `along` a row is delivered at the earliest; often negative, such as `'-1h'`. */
  readonly earliest: Duration;
  /** How long after `along` a row is delivered at the latest. */
  readonly latest: Duration;
  /** How many values a run has (default: 512; the last may have fewer). */
  readonly chunkSize?: number;
}

/**
 * Brings the rows of a source that is sorted by one time into the order of their delivery, so that a
 * recording can be replayed as it arrived.
 *
 * ```text
 * along (sorted)   10   11   12
 * by               15   11   13      earliest 0, latest 5
 * gives                 11   13   15
 * ```
 *
 * - emits: the same rows with their delivery times as `arrivals`, in runs; rows of one instant in their
 *   order in the source. A row goes out when the sort time has passed all that could come before it
 * - completes: with the source, after all rows
 * - errors: `MILLRACE_REORDER_BOUND` for a row outside of its bounds and for a source that is not
 *   sorted, `MILLRACE_TIMESTAMP` for what is no time, `MILLRACE_CALLBACK`, and those of the source; each
 *   after the rows before it that no row behind it could precede: `by` is at most the last `along` plus
 *   `earliest`. Other rows that wait are not given, because rows between them would be missing
 * - state: the rows of `latest - earliest` and a 250th of it
 * - under checkpoints: does what its source can. The rows that wait are not saved but read again: behind a
 *   restart the source goes on before the first of them, and rows that were given are left out
 *
 * @example
 * ```ts
 * import { fromArray } from 'millrace';
 * import { reorder } from 'millrace/replay';
 *
 * const flights = [{ at: 0, delay: 30 }, { at: 10, delay: 0 }];
 * reorder(fromArray(flights), {
 *   along: (flight) => flight.at,
 *   by: (flight) => flight.at + flight.delay,
 *   earliest: 0,
 *   latest: 60,
 * }).subscribe((flight) => console.log(flight.at)); // 10, 0
 * ```
 */
export function reorder<T>(source: RowSource<T>, config: ReorderConfig<T>): RowSource<T> {
  checkRowSource('reorder', source);
  checkConfig('reorder', config);
  const { by, along } = config;
  checkFunction('reorder', 'by', by);
  checkFunction('reorder', 'along', along);
  const bounds = checkBounds(config);
  const chunkSize = checkNumber('reorder', 'chunkSize', config.chunkSize ?? 512, { min: 1 });
  const rows = new Observable<Rows<T>>((destination) => {
    const setup = { source, made, bounds, chunkSize, destination };
    if (source instanceof LateRowSource) reorderLate<T>(source, setup, { by, along });
    else reorderRows(setup, { by, along });
  });
  const made: RowSource<T> = new DerivedSource<T>(rows, source);
  return made;
}

type Times<T> = Pick<ReorderConfig<T>, 'by' | 'along'>;

function reorderRows<T>(setup: ReorderingSetup<T>, { by, along }: Times<T>): void {
  const { source, destination } = setup;
  const reordering = new Reordering<T, T>(setup, (row) => row);
  const { buffer } = reordering;
  const handlers = reordering.handlers<Rows<T>>(({ values }) => {
    for (const row of values) buffer.add(row, along(row), by(row));
  });
  reordering.connect(() => connect(source.rows, destination, handlers));
}

/** The same for rows in columns: what waits is a row's number, and its object is made at the end. */
function reorderLate<T>(
  source: LateRowSource<T>,
  setup: ReorderingSetup<T>,
  { by, along }: Times<T>,
): void {
  const shelf = new LateShelf<T>();
  const reordering = new Reordering<T, number>(setup, (number) => shelf.take(number));
  const { buffer } = reordering;
  const handlers = reordering.handlers<LateRun<T>>(({ rows, from, to }) => {
    if (from === to) return;
    const start = shelf.numberOf(rows);
    for (let i = from; i < to; i += 1) {
      const row = rows.peek(i);
      buffer.add(start + i, along(row), by(row));
    }
  });
  reordering.connect(() => connect(source.late, setup.destination, handlers));
}

function checkBounds({ earliest, latest }: ReorderConfig<never>): ReorderBounds {
  const from = toMilliseconds('reorder', 'earliest', earliest, { sign: 'any' });
  const to = toMilliseconds('reorder', 'latest', latest, { sign: 'any' });
  if (to >= from && to - from <= WIDEST_BOUNDS) return { earliest: from, latest: to };
  const expected = `a duration of at least earliest (${from} ms) and at most ${WIDEST_BOUNDS} ms above it`;
  throw new ArgumentRangeError('reorder', 'latest', expected, show(latest));
}
