// Tries the operators on random runs for a long time: `npm run fuzz -- [name…] [--seed N] [--seeds N] [--minutes M]`.
import { LARGEST_SEED, readFuzzOptions } from './readFuzzOptions.ts';
import { runFuzz } from './runFuzz.ts';
import { seededChecks } from './seededChecks.ts';

try {
  const options = readFuzzOptions(process.argv.slice(2), Object.keys(seededChecks));
  const seed = options.seed ?? 1 + Math.floor(Math.random() * (LARGEST_SEED / 2));
  const world = {
    checks: seededChecks,
    now: () => performance.now(),
    print: (line: string) => console.log(line),
  };
  if (!(await runFuzz({ ...options, seed }, world))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
