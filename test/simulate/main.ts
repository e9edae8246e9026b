// Whole graphs on virtual time, with everything that can go wrong: `npm run simulate -- [--seeds N] [--from K] [--seed S] [--trace] [--mutants]`.
import { readSimulateOptions } from './readSimulateOptions.ts';
import { neverStruck, runSeeds } from './runSeeds.ts';
import { seedsReport } from './seedsReport.ts';
import { simulate } from './simulate.ts';

const print = (line: string): void => console.log(line);

try {
  const options = readSimulateOptions(process.argv.slice(2));
  const { seeds } = options;
  const before = process.cpuUsage();
  const result = await runSeeds(options, { simulate, print });
  const { user, system } = process.cpuUsage(before);
  for (const line of seedsReport(result, seeds)) print(line);
  print(`${((user + system) / 1000 / seeds).toFixed(1)} ms of CPU a seed`);
  if (result.failed.length + neverStruck(result, seeds).length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
