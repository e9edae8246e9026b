// Measures the built engine: `npm run bench -- [name …] [--check] [--json FILE] [--repetitions N]`.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { BenchCase } from './benchCase.ts';
import { benchCases } from './benchCases.ts';
import { machineLoad } from './machineLoad.ts';
import { judge, tables } from './report.ts';
import { runCase } from './runCase.ts';
import type { CaseResult } from './runCase.ts';

interface Options {
  readonly cases: readonly BenchCase[];
  /** Whether a missed budget is a failure. */
  readonly check: boolean;
  readonly json: string | undefined;
  readonly repetitions: number | undefined;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
      repetitions: { type: 'string' },
    },
  });
  const repetitions = values.repetitions === undefined ? undefined : Number(values.repetitions);
  if (repetitions !== undefined && !(Number.isInteger(repetitions) && repetitions > 0)) {
    throw new Error(`--repetitions: expected a whole number from 1, got '${values.repetitions}'`);
  }
  const cases = positionals.length === 0 ? benchCases : positionals.map(findCase);
  return { cases, check: values.check, json: values.json, repetitions };
}

function findCase(name: string): BenchCase {
  const found = benchCases.find((bench) => bench.name === name);
  if (found !== undefined) return found;
  const names = benchCases.map((bench) => bench.name).join(', ');
  throw new Error(`there is no case '${name}'; the cases are ${names}`);
}

async function main({ cases, check, json, repetitions }: Options): Promise<void> {
  const { text, busy } = machineLoad();
  console.log(text);
  if (busy)
    console.log('The machine is busy: trust the ratios of CPU time alone, and these little.');
  const results: CaseResult[] = [];
  for (const bench of cases) {
    console.log(`\n${bench.name}: ${bench.summary}`);
    const tell = (line: string): void => console.error(line);
    const result = await runCase(bench, repetitions ?? bench.repetitions, tell);
    results.push(result);
    console.log(`\n${tables(result)}`);
  }
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify(plain(text, results), null, 2)}\n`);
  const missed = results.flatMap((result) => judge(result).filter((figure) => figure.missed));
  if (missed.length > 0) console.log(`\n${missed.length} of the budgets missed`);
  if (check && missed.length > 0) process.exitCode = 1;
}

function plain(machine: string, results: readonly CaseResult[]): unknown {
  const cases = results.map((result) => ({
    name: result.name,
    variants: Object.fromEntries(result.runs),
    figures: judge(result),
  }));
  return { machine, cases };
}

try {
  await main(readOptions());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
