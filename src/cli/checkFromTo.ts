import type { Milliseconds } from '../../operators/index.ts';
import { UsageError } from './usageError.ts';

/**
 * Refuses a span that ends before or where it begins.
 *
 * @throws UsageError
 */
export function checkFromTo({
  from = -Infinity,
  to = Infinity,
}: {
  readonly from?: Milliseconds;
  readonly to?: Milliseconds;
}): void {
  if (to <= from) throw new UsageError('--to must lie after --from.');
}
