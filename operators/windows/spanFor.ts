import type { AlignedConfig } from './alignedConfig.ts';
import { BlockSpan } from './blockSpan.ts';
import { DirectSpan } from './directSpan.ts';
import type { Key } from './pane.ts';
import type { RowTable } from './rowTable.ts';
import { RunningSpan } from './runningSpan.ts';
import type { Slices } from './slices.ts';
import type { Span } from './span.ts';

/** The cheapest way to make whole windows from slices: by overlap, and by what can be taken out again. */
export function spanFor<T, K extends Key>(
  { grid, aggregate }: AlignedConfig<T, K>,
  slices: Slices<K>,
  table: RowTable<T>,
): Span<T, K> {
  if (grid.every >= grid.size) return new DirectSpan(grid, slices);
  const removable = Object.values(aggregate).every((made) => made.removable);
  return removable ? new RunningSpan(grid, slices, table) : new BlockSpan(grid, slices, table);
}
