import { Agreement } from './agreement.ts';
import type { Run, Variant } from './benchCase.ts';
import { median } from './median.ts';
import type { Selected } from './selectCases.ts';

/** How variants are run. */
export interface Runner {
  /** Runs a variant in a process of its own. */
  readonly run: (variant: Variant, passes: number) => Promise<Run>;
  readonly tell: (text: string) => void;
}

/** Runs each variant once without timing, and fails where results that should agree do not. */
export async function checkVariants(bench: Selected, { run, tell }: Runner): Promise<void> {
  const agreement = new Agreement(bench.name);
  for (const variant of bench.variants) {
    tell(`${bench.name}: checking ${variant.name}`);
    agreement.add(variant, await run(variant, 0));
  }
}

/** Runs the variants of a case in turn, each in a fresh process each time; gives the medians. */
export async function runCase(
  bench: Selected,
  { run, tell }: Runner,
): Promise<ReadonlyMap<string, Run>> {
  const agreement = new Agreement(bench.name);
  const all = new Map<Variant, Run[]>(bench.variants.map((variant) => [variant, []]));
  for (let repetition = 1; repetition <= bench.repetitions; repetition += 1) {
    for (const [variant, runs] of all) {
      tell(`${bench.name}: ${repetition} of ${bench.repetitions}, ${variant.name}`);
      const one = await run(variant, bench.passes);
      agreement.add(variant, one);
      runs.push(one);
    }
  }
  return new Map([...all].map(([{ name }, runs]) => [name, medianRun(runs)]));
}

function medianRun(runs: readonly Run[]): Run {
  const [first] = runs as readonly [Run];
  const middle = (of: (run: Run) => number): number => median(runs.map(of));
  const measured = Object.keys(first.measured ?? {}).map((name) => [
    name,
    middle((run) => run.measured?.[name] ?? Number.NaN),
  ]);
  return {
    ...first,
    wallMs: middle(({ wallMs }) => wallMs),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    peakRssMb: middle(({ peakRssMb }) => peakRssMb),
    heapUsedMb: middle(({ heapUsedMb }) => heapUsedMb),
    gcShare: middle(({ gcShare }) => gcShare),
    measured: Object.fromEntries(measured) as Record<string, number>,
  };
}
