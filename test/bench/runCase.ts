import type { BenchCase, Figure, Run, Variant } from './benchCase.ts';
import { median } from './median.ts';
import { runVariant } from './runVariant.ts';

/** The medians of a case over its repetitions. */
export interface CaseResult {
  readonly name: string;
  readonly runs: ReadonlyMap<string, Run>;
  readonly figures: readonly Figure[];
}

/** Checks that the variants agree, then runs them in turn, each in a fresh process each time. */
export async function runCase(
  bench: BenchCase,
  repetitions: number,
  tell: (text: string) => void,
): Promise<CaseResult> {
  await checkAll(bench, tell);
  const all = new Map<Variant, Run[]>(bench.variants.map((variant) => [variant, []]));
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const [variant, runs] of all) {
      tell(`${bench.name}: ${repetition} of ${repetitions}, ${variant.name}`);
      runs.push(await runVariant(bench, variant, bench.passes));
    }
  }
  const runs = new Map([...all].map(([{ name }, own]) => [name, medianRun(own)]));
  const of = (variant: string): Run => runs.get(variant) as Run;
  return { name: bench.name, runs, figures: bench.figures(of) };
}

async function checkAll(bench: BenchCase, tell: (text: string) => void): Promise<void> {
  const agreed = new Map<string, string>();
  for (const variant of bench.variants) {
    tell(`${bench.name}: checking ${variant.name}`);
    const { digest } = await runVariant(bench, variant, 0);
    const { name, agrees = name } = variant;
    const expected = agreed.get(agrees) ?? digest;
    if (digest !== expected) {
      throw new Error(`${bench.name}: ${name} gave ${digest}, the others ${expected}`);
    }
    agreed.set(agrees, expected);
  }
}

function medianRun(runs: readonly Run[]): Run {
  const [first] = runs as readonly [Run];
  const middle = (of: (run: Run) => number): number => median(runs.map(of));
  return {
    ...first,
    wallMs: middle(({ wallMs }) => wallMs),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    peakRssMb: middle(({ peakRssMb }) => peakRssMb),
  };
}
