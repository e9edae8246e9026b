// One run of a work variant: `worker.js <case> <variant> <passes>`; 0 passes only check.
import { writeSync } from 'node:fs';
import type { Outcome } from './benchCase.ts';
import { benchCases } from './benchCases.ts';
import { median } from './median.ts';
import { peakRssMb } from './peakRssMb.ts';

const [, , caseName, variantName, passes] = process.argv;
const variants = benchCases.find(({ name }) => name === caseName)?.variants ?? [];
const variant = variants.find(({ name }) => name === variantName);
if (variant === undefined || !('prepare' in variant)) throw new Error(`no work: ${variantName}`);

function timed(work: () => Outcome): { readonly wallMs: number; readonly cpuMs: number } {
  const [began, used] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(used);
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1_000 };
}

if (passes === '0') variant.check?.();
const work = variant.prepare();
const outcome = work();
const costs = Array.from({ length: Number(passes) }, () => timed(work));
const cost = {
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
  cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  peakRssMb: peakRssMb(),
};
writeSync(3, JSON.stringify({ ...cost, ...outcome }));
