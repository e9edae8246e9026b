import type { AggregateResults } from '../aggregates/index.ts';
import { statefulOperator } from '../kernel/index.ts';
import type { StatefulSpec, Stream, StreamOperator } from '../kernel/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import type { Key, Pane } from './pane.ts';

/**
 * Turns a window's logic into an operator with the types its config promises: the logic makes each
 * pane's value from the record of aggregates, which is what `AggregateResults` reads off the types.
 */
export function windowOperator<T, K extends Key, A>(
  spec: StatefulSpec<T, PlainPane<K>>,
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  return (source) =>
    statefulOperator(source, spec) as Stream<unknown> as Stream<Pane<K, AggregateResults<A>>>;
}
