import type { CaseVerdict, Verdict } from './judge.ts';

const FAULTS_SHOWN = 4;
const LONGEST = 220;

/** A few lines on each vector and configuration that failed. */
export function failures(verdicts: readonly Verdict[], cases: readonly CaseVerdict[]): string[] {
  return [
    ...verdicts.flatMap(({ vector: { id, kind, features }, faults }) =>
      describe(`${id} (${[kind, ...(features ?? [])].join(' ')})`, faults),
    ),
    ...cases.flatMap(({ given: { id, kind }, faults }) => describe(`${id} (${kind})`, faults)),
  ];
}

function describe(title: string, faults: readonly string[]): string[] {
  if (faults.length === 0) return [];
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => `  ${short(fault)}`);
  const more = faults.length - shown.length;
  return [`FAILED ${title}`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The line on configurations; none where there were none. */
export function caseLine(cases: readonly CaseVerdict[]): string[] {
  if (cases.length === 0) return [];
  const right = cases.filter(({ faults }) => faults.length === 0).length;
  return [`${right} of ${cases.length} configurations refused or taken as they should be`];
}

/** The last line: how many vectors passed, and which features were skipped. */
export function summaryLine(verdicts: readonly Verdict[]): string {
  const skipped = verdicts.flatMap(({ skipped: feature }) => feature ?? []);
  const counts = [...new Set(skipped)].map(
    (feature) => `${feature}: ${skipped.filter((other) => other === feature).length}`,
  );
  const features = counts.length > 0 ? ` (${counts.join(', ')})` : '';
  const passed = (level: string): string => {
    const of = verdicts.filter(({ vector }) => vector.level === level);
    const right = of.filter((verdict) => verdict.faults.length === 0 && !verdict.skipped);
    return `${right.length} of ${of.length} ${level}`;
  };
  return `${passed('core')}, ${passed('extended')}, ${skipped.length} skipped${features}`;
}

/** Whether nothing failed. */
export function allRight(verdicts: readonly Verdict[], cases: readonly CaseVerdict[]): boolean {
  return [...verdicts, ...cases].every(({ faults }) => faults.length === 0);
}
