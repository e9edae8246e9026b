// Measures the built engine: `npm run bench -- [case [part …] …] [--short] [--check] [--json FILE]
// [--repetitions N]`, or `--compare REV` for ratios to another commit.
import { writeFile } from 'node:fs/promises';
import { projectRoot } from '../support/projectRoot.ts';
import type { Run, Runs } from './benchCase.ts';
import { benchCases } from './benchCases.ts';
import { readBenchOptions } from './benchOptions.ts';
import type { BenchOptions } from './benchOptions.ts';
import { budgets } from './budgets.ts';
import { compare } from './compare.ts';
import { judge, judgeAgain } from './judge.ts';
import type { Judged } from './judge.ts';
import { machineLoad } from './machineLoad.ts';
import { costTable, figureTable, ratioTable } from './report.ts';
import { checkVariants, runCase } from './runCase.ts';
import type { Runner } from './runCase.ts';
import { runVariant } from './runVariant.ts';
import { selectCases } from './selectCases.ts';
import type { Selected } from './selectCases.ts';

interface Measured {
  readonly name: string;
  readonly variants: Readonly<Record<string, Run>>;
  readonly figures: readonly Judged[];
}

const tell = (line: string): void => console.error(line);

async function main(options: BenchOptions): Promise<void> {
  const { text: machine, busy } = machineLoad();
  console.log(machine);
  if (busy)
    console.log('The machine is busy: trust the ratios of CPU time alone, and these little.');
  if (options.compare !== undefined) {
    const { short, names, repetitions } = options;
    console.log(await compare({ revision: options.compare, short, names, repetitions, tell }));
    return;
  }
  const cases: Measured[] = [];
  for (const bench of selectCases(benchCases, options.names, options.short))
    cases.push(await measure(bench, options));
  await finish(machine, cases, options);
}

async function measure(selected: Selected, options: BenchOptions): Promise<Measured> {
  const { short, check, repetitions = selected.repetitions } = options;
  const bench = { ...selected, repetitions };
  const place = { root: projectRoot, bench: bench.name, short };
  const runner: Runner = { run: (variant, passes) => runVariant(place, variant, passes), tell };
  console.log(`\n${bench.name}: ${bench.summary}`);
  // The short form checks the results as they come.
  if (!short) await checkVariants(bench, runner);
  const runs = await runCase(bench, runner);
  const of: Runs = (name) => runs.get(name) as Run;
  const once = judge(bench.figures, of, budgets[bench.name] ?? {});
  const again = (names: ReadonlySet<string>): Promise<ReadonlyMap<string, Run>> => {
    const variants = bench.variants.filter(({ name }) => names.has(name));
    return runCase({ ...bench, variants }, runner);
  };
  const figures = check ? await judgeAgain(bench.figures, once, again) : once;
  const own = figures.length === 0 ? undefined : figureTable(figures);
  const tables = [costTable(runs), ratioTable(bench, runs), own];
  console.log(tables.flatMap((one) => (one === undefined ? [] : `\n${one}`)).join('\n'));
  return { name: bench.name, variants: Object.fromEntries(runs), figures };
}

async function finish(
  machine: string,
  cases: readonly Measured[],
  { short, check, json }: BenchOptions,
): Promise<void> {
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ machine, short, cases }, null, 2)}\n`);
  const missed = cases.flatMap(({ name, figures }) =>
    figures.filter((figure) => figure.missed).map((figure) => `${name}: ${figure.name}`),
  );
  if (missed.length > 0) console.log(`\nBudgets missed:\n${missed.join('\n')}`);
  if (check && missed.length > 0) process.exitCode = 1;
}

try {
  await main(readBenchOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
