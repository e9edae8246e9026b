import * as assert from '../support/assert.ts';
import { neverStruck, runSeeds } from './runSeeds.ts';
import { seedsReport } from './seedsReport.ts';
import { simulate } from './simulate.ts';

/** Tries 500 seeds, prints what struck, and fails where a graph gave anything else than it should. */
export async function holdsForSeeds(from: number): Promise<void> {
  const seeds = 500;
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const options = { from, seeds, trace: false, first: false };
  const result = await runSeeds(options, { simulate, print });
  console.log(seedsReport(result, seeds).join('\n'));
  assert.equal(lines, []);
  assert.equal(neverStruck(result, seeds), []);
}
