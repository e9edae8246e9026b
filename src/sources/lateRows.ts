import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { makeRows } from '../../operators/index.ts';
import type { Pressure, Rows, Steering } from '../../operators/index.ts';
import { CountedSource } from './countedSource.ts';
import type { SourceCounters } from './countedSource.ts';

/** Rows in columns, whose objects are made when they are asked for. */
export interface LateRows<T> {
  readonly length: number;
  /** One row in an object that the next call writes again: for who only looks. */
  peek(index: number): T;
  /** One row in an object of its own. */
  make(index: number): T;
}

/** A run of such rows, from `from` up to, without, `to`. */
export interface LateRun<T> {
  readonly rows: LateRows<T>;
  readonly from: number;
  readonly to: number;
  /** What stands after the last row. */
  readonly control: Rows<T>['control'];
  readonly pressure: Pressure;
}

/**
 * A source that can also give its rows late, so that what waits before it is used (in a `reorder`)
 * waits as a number: an object that lives through several collections of garbage costs several
 * times what a short-lived one does.
 */
export class LateRowSource<T> extends CountedSource<T> {
  /** The same runs, without objects yet. Each run's rows are part of one `rows`, in its order. */
  readonly late: Observable<LateRun<T>>;

  constructor(
    late: Observable<LateRun<T>>,
    counters: SourceCounters,
    steering: Steering = 'nothing',
    kind?: string,
  ) {
    super(late.pipe(map(rowsOf)), counters, steering, kind);
    this.late = late;
  }
}

function rowsOf<T>(run: LateRun<T>): Rows<T> {
  const { control, pressure } = run;
  return makeRows({ values: objectsOf(run), control, pressure });
}

function objectsOf<T>({ rows, from, to }: LateRun<T>): T[] {
  const values: T[] = [];
  for (let i = from; i < to; i += 1) values.push(rows.make(i));
  return values;
}
