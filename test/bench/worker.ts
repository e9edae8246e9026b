// One run of a work variant: `worker.js <case> <variant> <passes> <full | short>`; with 0 passes the
// results are checked and the first pass is the one that is timed.
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { BenchCase, Outcome, Work } from './benchCase.ts';
import { CollectorTime } from './collectorTime.ts';
import { heapUsedMb } from './heapUsedMb.ts';
import { median } from './median.ts';
import { peakRssMb } from './peakRssMb.ts';

const [, , caseName = '', variantName, passes, form] = process.argv;
// The file alone that the case is in: what other cases import would be loaded in vain.
const file = (await import(`./${caseName}.js`)) as Readonly<Record<string, BenchCase>>;
const bench = file[caseName];
const variants = (form === 'short' ? bench?.short : bench)?.variants ?? [];
const variant = variants.find(({ name }) => name === variantName);
if (variant === undefined || !('prepare' in variant)) throw new Error(`no work: ${variantName}`);

/**
 * So long at the least work is done before it is timed, in milliseconds: until then its code is still
 * being compiled, that of a chain of stages for many passes.
 */
const WARM_UP_MS = form === 'short' ? 300 : 1_500;
/** And so long it is timed, however many passes that are: a few short ones would say little. */
const TIMED_MS = form === 'short' ? 150 : 400;

interface Pass {
  readonly began: number;
  readonly ended: number;
  readonly cpuMs: number;
  readonly outcome: Outcome;
}

async function pass(work: Work): Promise<Pass> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const outcome = await work();
  const ended = performance.now();
  const { user, system } = process.cpuUsage(used);
  return { began, ended, cpuMs: (user + system) / 1_000, outcome };
}

const collector = new CollectorTime();
if (passes === '0') await variant.check?.();
const work = await variant.prepare();
const first = await pass(work);
while (passes !== '0' && performance.now() - first.began < WARM_UP_MS) await pass(work);
const timed: Pass[] = [];
const warm = performance.now();
while (timed.length < Number(passes) || (passes !== '0' && performance.now() - warm < TIMED_MS))
  timed.push(await pass(work));
const counted = timed.length === 0 ? [first] : timed;
// The pauses of the collector are told later.
await setTimeout(5);
const cost = {
  wallMs: median(counted.map(({ began, ended }) => ended - began)),
  cpuMs: median(counted.map(({ cpuMs }) => cpuMs)),
  peakRssMb: peakRssMb(),
  heapUsedMb: heapUsedMb(),
  gcShare: median(counted.map(({ began, ended }) => collector.shareOf(began, ended))),
};
writeSync(3, JSON.stringify({ ...cost, ...(timed.at(-1) ?? first).outcome }));
// Servers that the work started stay open.
process.exit();
