import type { Run } from './benchCase.ts';
import { budgetText } from './budget.ts';
import type { Judged } from './judge.ts';
import { partsOf } from './selectCases.ts';
import type { Selected } from './selectCases.ts';
import { table } from './table.ts';
import { throughput } from './throughput.ts';

const HEADINGS = ['wall ms', 'CPU ms', 'events/CPU-s', 'ns/event', 'ns/pane', 'GC %'];
const MEMORY = ['heap MB', 'peak MB'];

/** What each variant cost. */
export function costTable(runs: ReadonlyMap<string, Run>): string {
  const rows = [...runs].map(([name, run]) => [name, ...costCells(run)]);
  return table([['variant', ...HEADINGS, ...MEMORY], ...rows]);
}

function costCells(run: Run): string[] {
  const { wallMs, cpuMs, events, panes, gcShare, heapUsedMb, peakRssMb } = run;
  const rate = events === 0 ? '' : Math.round(throughput(run)).toLocaleString('en');
  const each = (count: number): string => (count === 0 ? '' : ((cpuMs / count) * 1e6).toFixed(0));
  const times = [wallMs.toFixed(0), cpuMs.toFixed(0), rate, each(events), each(panes)];
  return [...times, (gcShare * 100).toFixed(0), heapUsedMb.toFixed(0), peakRssMb.toFixed(0)];
}

/**
 * The parts of a case under each other: what the first variant of each does in millions of events per
 * second of CPU time, and the others as ratios to it. Nothing for a case without parts that have it.
 */
export function ratioTable(bench: Selected, runs: ReadonlyMap<string, Run>): string | undefined {
  const parts = partsOf(bench);
  if (parts.length === 0) return undefined;
  const rates = parts.map((part) => {
    const own = bench.variants.filter((variant) => variant.part === part);
    return new Map(
      own.map(({ name }) => [
        name.slice(part.length).replace(/^[\s:,]+/, ''),
        throughput(runs.get(name) as Run),
      ]),
    );
  });
  const columns = [...new Set(rates.flatMap((row) => [...row.keys()]))];
  const [first = ''] = columns;
  if (rates.some((row) => !row.has(first))) return undefined;
  const rows = rates.map((row, i) => [parts[i] ?? '', ...ratioCells(row, columns)]);
  return table([['events per CPU-second', `${first}, M`, ...columns.slice(1)], ...rows]);
}

function ratioCells(row: ReadonlyMap<string, number>, columns: readonly string[]): string[] {
  const [first = '', ...others] = columns;
  const measure = row.get(first) as number;
  const ratio = (rate: number | undefined): string =>
    rate === undefined ? '' : (rate / measure).toPrecision(2);
  return [(measure / 1e6).toFixed(2), ...others.map((column) => ratio(row.get(column)))];
}

/** The figures with their budgets. */
export function figureTable(figures: readonly Judged[]): string {
  const rows = figures.map(({ name, value, budget, missed }) => {
    if (budget === undefined) return [name, value.toFixed(2)];
    return [name, value.toFixed(2), `${missed ? 'MISSED' : 'kept'}: ${budgetText(budget)}`];
  });
  return table([['figure', 'value', 'budget'], ...rows]);
}
