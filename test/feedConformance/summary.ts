import type { Verdict } from './runCases.ts';

/** What failed and what was skipped, a line each, and how many of all passed. */
export function summary(verdicts: readonly Verdict[]): string {
  const of = (outcome: Verdict['outcome']): readonly Verdict[] =>
    verdicts.filter((verdict) => verdict.outcome === outcome);
  const failed = of('failed').map(({ name, text }) => `FAILED   ${name}: ${text}`);
  const skipped = of('skipped').map(({ name, text }) => `skipped  ${name}: not offered: ${text}`);
  const counts = `${of('passed').length} of ${verdicts.length} passed, ${failed.length} failed, ${skipped.length} skipped`;
  return [...failed, ...skipped, counts].join('\n');
}
