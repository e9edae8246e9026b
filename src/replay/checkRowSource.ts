import { ArgumentTypeError, RowSource, show } from '../../operators/index.ts';

/** Refuses what does not give its values in runs. */
export function checkRowSource(owner: string, source: unknown): void {
  if (source instanceof RowSource) return;
  const expected = 'a source that gives runs, such as fromParquet(…) or fromArray(…)';
  throw new ArgumentTypeError(owner, 'source', expected, show(source));
}
