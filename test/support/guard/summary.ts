import type { NamedTest, Verdict } from './judge.ts';

/** The numbers of a whole run. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up the tests of all files; a problem of a file counts as a failure. */
export function totals(verdicts: readonly Verdict[]): Totals {
  const tests = verdicts.flatMap((verdict) => verdict.tests);
  const count = (outcome: NamedTest['outcome']): number =>
    tests.filter((test) => test.outcome === outcome).length;
  const problems = verdicts.flatMap((verdict) => verdict.problems).length;
  return { passed: count('passed'), failed: count('failed') + problems, skipped: count('skipped') };
}

/** One line for a file that has just ended. */
export function progressLine(verdict: Verdict): string {
  const { passed, failed, skipped } = totals([verdict]);
  const marks = [`${passed} passed`];
  if (failed > 0) marks.push(`${failed} FAILED`);
  if (skipped > 0) marks.push(`${skipped} skipped`);
  return `${failed > 0 ? '✘' : '•'} ${verdict.file}: ${marks.join(', ')}`;
}

/** What closes a run: failures in full, the slowest tests, what was skipped and why, the numbers. */
export function summary(verdicts: readonly Verdict[]): string {
  const tests = verdicts.flatMap((verdict) => verdict.tests);
  const skips = tests.filter((test) => test.outcome === 'skipped');
  const { passed, failed, skipped } = totals(verdicts);
  return [
    ...verdicts.flatMap(failuresOf),
    ...section('Slowest tests', slowest(tests).map(timed)),
    ...section(
      'Skipped',
      skips.map((test) => `${placed(test)}: ${test.text}`),
    ),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

function failuresOf(verdict: Verdict): readonly string[] {
  const failed = verdict.tests.filter((test) => test.outcome === 'failed');
  if (failed.length + verdict.problems.length === 0) return [];
  const output = verdict.output.trim();
  return [
    ...verdict.problems.map((problem) => `✘ ${verdict.file}: ${problem}\n`),
    ...failed.map((test) => `✘ ${placed(test)}\n${indent(test.text)}\n`),
    ...(output === '' ? [] : [`Output of ${verdict.file}:`, indent(output), '']),
  ];
}

function slowest(tests: readonly NamedTest[]): readonly NamedTest[] {
  return [...tests].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 10);
}

function timed(test: NamedTest): string {
  return `${test.milliseconds.toFixed(0).padStart(6)} ms  ${placed(test)}`;
}

function placed(test: NamedTest): string {
  return `${test.file}: ${test.title}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ''];
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
