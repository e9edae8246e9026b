import type { Run } from './benchCase.ts';
import { median } from './median.ts';
import { table } from './table.ts';

/** A variant run in both checkouts, right after each other. */
export interface Pair {
  readonly there: Run;
  readonly here: Run;
}

/** The ratios of the pairs of each variant, here to there: above 1 costs more than before. */
export function comparisonTable(pairs: ReadonlyMap<string, readonly Pair[]>): string {
  const headings = ['variant', 'CPU ms there', 'here', 'CPU ratio', 'from – to', 'heap ratio', ''];
  return table([headings, ...[...pairs].map(([name, own]) => [name, ...cells(own)])]);
}

function cells(pairs: readonly Pair[]): string[] {
  const ratios = pairs.map(({ there, here }) => here.cpuMs / there.cpuMs);
  const range = `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`;
  const heap = median(pairs.map(({ there, here }) => here.heapUsedMb / there.heapUsedMb));
  const differ = pairs.some(({ there, here }) => there.digest !== here.digest);
  return [
    median(pairs.map(({ there }) => there.cpuMs)).toFixed(0),
    median(pairs.map(({ here }) => here.cpuMs)).toFixed(0),
    median(ratios).toFixed(2),
    range,
    // A commit from before the heap was measured has none.
    Number.isNaN(heap) ? '' : heap.toFixed(2),
    differ ? 'other results' : '',
  ];
}
