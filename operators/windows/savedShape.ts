import { shapeText } from '../kernel/index.ts';
import type { ShapeFields } from '../kernel/index.ts';
import type { CheckedWindowConfig } from './windowConfig.ts';
import type { Key } from './pane.ts';

/**
 * What the saved state of windows depends on: their own fields, which aggregates there are, and how long
 * windows were kept: a longer lateness would correct windows that are gone.
 */
export function savedShape<T, K extends Key>(
  { aggregate, lateness, rules }: Omit<CheckedWindowConfig<T, K>, 'late' | 'keyOf'>,
  fields: ShapeFields,
): string {
  const { accumulation = 'accumulating' } = rules ?? {};
  const aggregates = Object.entries(aggregate).map(([name, { kind }]) => `${name}: ${kind}`);
  return shapeText({
    ...fields,
    allowedLateness: lateness > 0 && `${lateness}ms`,
    accumulation: accumulation !== 'accumulating' && accumulation,
    aggregate: `{ ${aggregates.join(', ')} }`,
  });
}
