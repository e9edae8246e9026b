import type { Observable } from 'rxjs';
import { RowSource } from '../../operators/index.ts';
import type { Rows, Steering } from '../../operators/index.ts';

/** What a source has counted, over all subscriptions to it. */
export class SourceCounters {
  /** Values given. */
  rows = 0;
  /** Lines that could not be parsed. */
  malformed = 0;
  /** Values that were thrown away because a buffer was full. */
  dropped = 0;
}

/** A source whose counts can be read while it runs. */
export class CountedSource<T> extends RowSource<T> {
  readonly counters: SourceCounters;

  override readonly steering: Steering;
  override readonly kind: string;

  constructor(
    rows: Observable<Rows<T>>,
    counters: SourceCounters,
    steering: Steering = 'nothing',
    kind = 'source',
  ) {
    super(rows);
    this.kind = kind;
    this.steering = steering;
    this.counters = counters;
  }
}
