import { neverStruck } from './runSeeds.ts';
import type { SeedsResult } from './runSeeds.ts';

/** What came of many seeds, as text. */
export function seedsReport(result: SeedsResult, seeds: number): string[] {
  const { failed, lives, pipelines, struck } = result;
  const table = (counts: ReadonlyMap<string, number>): string[] =>
    [...counts].map(([name, times]) => `  ${String(times).padStart(8)}  ${name}`);
  const missing = neverStruck(result, seeds).map((kind) => `never struck: ${kind}`);
  return [
    'seeds by graph',
    ...table(pipelines),
    'faults that struck',
    ...table(struck),
    ...missing,
    `${seeds} seeds, ${lives} lives, ${failed.length} failed`,
  ];
}
