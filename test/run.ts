// Runs the built tests: `node dist/test/run.js [room or file …]`.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseTests } from './support/guard/chooseTests.ts';
import { findTests, type TestFile } from './support/guard/findTests.ts';
import { inParallel } from './support/guard/inParallel.ts';
import { judge, type Verdict } from './support/guard/judge.ts';
import { runFile } from './support/guard/runFile.ts';
import { progressLine, summary, totals } from './support/guard/summary.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const atOnce = 2;

async function runOne(file: TestFile): Promise<Verdict> {
  const run = await runFile(file.path);
  const verdict = judge({ ...run, file: path.relative(folder, file.path).replace(/\.js$/, '.ts') });
  console.log(progressLine(verdict));
  return verdict;
}

async function main(words: readonly string[]): Promise<void> {
  const verdicts = await inParallel(chooseTests(findTests(folder), words), atOnce, runOne);
  const { passed, failed } = totals(verdicts);
  console.log(`\n${summary(verdicts)}`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
