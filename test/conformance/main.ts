// Runs vectors through the library's operators: `npm run conformance -- FILE…`.
import { judge, judgeCase } from './judge.ts';
import { readEntries } from './readEntries.ts';
import { allRight, caseLine, failures, summaryLine } from './summary.ts';

function main(files: readonly string[]): void {
  if (files.length === 0) throw new Error('usage: npm run conformance -- FILE…');
  const entries = readEntries(files);
  const verdicts = entries.vectors.map(judge);
  const cases = entries.cases.map(judgeCase);
  const lines = [...failures(verdicts, cases), ...caseLine(cases), summaryLine(verdicts)];
  console.log(lines.join('\n'));
  if (!allRight(verdicts, cases)) process.exitCode = 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
