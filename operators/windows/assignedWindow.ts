import type { AggregateResults } from '../aggregates/index.ts';
import type { ShapeFields, StreamOperator } from '../kernel/index.ts';
import { AssignedLogic } from './assignedLogic.ts';
import type { Assigner } from './assigner.ts';
import type { Key, Pane } from './pane.ts';
import { savedShape } from './savedShape.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowLateness } from './windowLateness.ts';
import { windowOperator } from './windowOperator.ts';

/** The operator of windows that an assigner gives: what kinds of windows that lie still are made of. */
export function assignedWindow<T, K extends Key, A>(
  owner: string,
  assigner: Assigner<T>,
  config: WindowConfig<T, K, A>,
  fields: ShapeFields = {},
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const { late, ...checked } = checkWindowConfig(owner, config);
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(checked, fields),
    late,
    lateness: windowLateness(checked.lateness, checked.rules),
    scheduler: config.scheduler,
    create: (context) => new AssignedLogic({ owner, assigner, ...checked }, context),
  });
}
