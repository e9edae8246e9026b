import type { Run } from './benchCase.ts';
import { budgets } from './budgets.ts';
import type { CaseResult } from './runCase.ts';

/** A figure held against its budget, where it has one. */
export interface Judged {
  readonly name: string;
  readonly value: number;
  readonly budget: number | undefined;
  readonly missed: boolean;
}

/** Holds the figures of a case against its budgets. */
export function judge({ name: bench, figures }: CaseResult): readonly Judged[] {
  const own = budgets[bench] ?? {};
  const stale = Object.keys(own).find((name) => figures.every((figure) => figure.name !== name));
  if (stale !== undefined) throw new Error(`${bench}: a budget for '${stale}', which is no figure`);
  return figures.map(({ name, value }) => {
    const budget = own[name];
    // What is no number has missed its budget too.
    return { name, value, budget, missed: budget !== undefined && !(value <= budget) };
  });
}

/** The tables of one case: what each variant cost, and the figures with their budgets. */
export function tables(result: CaseResult): string {
  const costs = [...result.runs].map(([name, run]) => costRow(name, run));
  const figures = judge(result).map(({ name, value, budget, missed }) => {
    const verdict = budget === undefined ? '' : `${missed ? 'MISSED' : 'within'} ${budget}`;
    return [name, value.toFixed(2), verdict];
  });
  const headings = [
    'variant',
    'wall ms',
    'CPU ms',
    'events/CPU-s',
    'ns/event',
    'ns/pane',
    'peak MB',
  ];
  return `${table([headings, ...costs])}\n\n${table([['figure', 'value', 'budget'], ...figures])}`;
}

function costRow(name: string, { wallMs, cpuMs, peakRssMb, events, panes }: Run): string[] {
  const rate = Math.round((events / cpuMs) * 1_000).toLocaleString('en');
  const each = (count: number): string => (count === 0 ? '' : ((cpuMs / count) * 1e6).toFixed(0));
  const cells = [wallMs.toFixed(0), cpuMs.toFixed(0), rate, each(events), each(panes)];
  return [name, ...cells, peakRssMb.toFixed(0)];
}

/** Columns under each other: the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(width(i)) : cell.padStart(width(i)))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
