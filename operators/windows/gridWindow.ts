import type { AggregateRecord, AggregateResults } from '../aggregates/index.ts';
import { checkNumber, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds, StreamOperator } from '../kernel/index.ts';
import { AlignedLogic } from './alignedLogic.ts';
import { assignedWindow } from './assignedWindow.ts';
import { makeGrid } from './grid.ts';
import { gridAssigner } from './gridAssigner.ts';
import type { Key, Pane } from './pane.ts';
import { readOffset } from './readOffset.ts';
import { savedShape } from './savedShape.ts';
import { checkWindowConfig } from './windowConfig.ts';
import type { WindowConfig } from './windowConfig.ts';
import { windowLateness } from './windowLateness.ts';
import { windowOperator } from './windowOperator.ts';

/** What windows on a grid are told. */
export interface GridWindowConfig<T, K extends Key, A> extends WindowConfig<T, K, A> {
  readonly size: Duration;
  readonly every?: Duration;
  readonly offset?: Duration;
  readonly lowestStart?: Milliseconds;
}

/**
 * Windows that lie on a grid, as an operator: on the fast logic, unless the config asks for firings or
 * bounds that only the general one has.
 *
 * @param step the config field that tells how far apart windows begin
 */
export function gridWindow<T, A extends AggregateRecord<T>, K extends Key>(
  owner: string,
  config: GridWindowConfig<T, K, A>,
  step: 'size' | 'every',
): StreamOperator<T, Pane<K, AggregateResults<A>>> {
  const { late, ...checked } = checkWindowConfig(owner, config);
  const size = toMilliseconds(owner, 'size', config.size);
  const every = toMilliseconds(owner, step, config[step] as Duration);
  const grid = makeGrid(size, every, readOffset(owner, config.offset, every));
  const fields = {
    size: `${size}ms`,
    every: step === 'every' && `${every}ms`,
    offset: grid.offset !== 0 && `${grid.offset}ms`,
  };
  if (config.lowestStart !== undefined || checked.rules !== undefined) {
    const { lowestStart: lowest } = config;
    const lowestStart =
      lowest === undefined ? -Infinity : checkNumber(owner, 'lowestStart', lowest, {});
    return assignedWindow<T, K, A>(owner, gridAssigner(grid, lowestStart), config, {
      ...fields,
      lowestStart: lowest,
      // What is saved has another form.
      firing: 'of its own',
    });
  }
  return windowOperator<T, K, A>({
    kind: owner,
    name: config.name,
    shape: savedShape(checked, fields),
    late,
    lateness: windowLateness(checked.lateness, undefined),
    create: (context) => new AlignedLogic({ owner, grid, ...checked }, context),
  });
}
