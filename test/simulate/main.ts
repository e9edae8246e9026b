// Whole graphs on virtual time, with everything that can go wrong: `npm run simulate -- [--seeds N] [--from K] [--seed S] [--trace] [--mutants]`.
import { mutantHead, mutantLine } from './mutantsReport.ts';
import { mutants } from './mutants.ts';
import { readSimulateOptions } from './readSimulateOptions.ts';
import type { SimulateOptions } from './readSimulateOptions.ts';
import { runMutants } from './runMutants.ts';
import { neverStruck, runSeeds } from './runSeeds.ts';
import { seedsReport } from './seedsReport.ts';
import { simulate } from './simulate.ts';
import type { Simulated } from './simulate.ts';

const print = (line: string): void => console.log(line);

/** What nobody hears, and would end the process without a word of the seed. */
function tellUnheard(seedNow: () => number): void {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const)
    process.on(event, (error: unknown) => {
      print(`seed ${seedNow()} FAILS: an error that nobody hears`);
      print(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exit(1);
    });
}

async function trySeeds(options: SimulateOptions): Promise<boolean> {
  const { seeds } = options;
  let now = options.from;
  tellUnheard(() => now);
  const told = (seed: number): Promise<Simulated> => {
    now = seed;
    return simulate(seed);
  };
  const before = process.cpuUsage();
  const result = await runSeeds(options, { simulate: told, print });
  const { user, system } = process.cpuUsage(before);
  for (const line of seedsReport(result, seeds)) print(line);
  print(`${((user + system) / 1000 / seeds).toFixed(1)} ms of CPU a seed`);
  return result.failed.length + neverStruck(result, seeds).length === 0;
}

/** One in 25 may stay unfound. */
async function tryMutants({ only }: SimulateOptions): Promise<boolean> {
  const chosen = mutants.filter(({ room, name }) => `${room} ${name}`.includes(only));
  print(mutantHead());
  const results = await runMutants(chosen, (result) => print(mutantLine(result)));
  const found = results.filter(({ isFound }) => isFound).length;
  print(`${found} of ${results.length} found`);
  return found > 0 && (results.length - found) * 25 <= results.length;
}

try {
  const options = readSimulateOptions(process.argv.slice(2));
  const isGood = options.mutants ? await tryMutants(options) : await trySeeds(options);
  if (!isGood) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
