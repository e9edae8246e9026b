import type { Observable } from 'rxjs';
import { RowSource } from '../../operators/index.ts';
import type { Rows, Steering } from '../../operators/index.ts';

/** A source that is made of another one, and can do under checkpoints what that one can. */
export class DerivedSource<T> extends RowSource<T> {
  override readonly steering: Steering;
  override readonly kind: string;

  constructor(
    rows: Observable<Rows<T>>,
    { steering, kind }: Pick<RowSource<T>, 'steering' | 'kind'>,
  ) {
    super(rows);
    this.kind = kind;
    this.steering = steering;
  }
}
