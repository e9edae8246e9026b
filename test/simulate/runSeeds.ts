import { faultKinds } from './faultKinds.ts';
import type { FaultKind } from './faultKinds.ts';
import type { SimulateOptions } from './readSimulateOptions.ts';
import type { Simulated } from './simulate.ts';

/** What a run over seeds needs beside its options. */
export interface SeedsWorld {
  readonly simulate: (seed: number) => Promise<Simulated>;
  readonly print: (line: string) => void;
}

/** What came of many seeds. */
export interface SeedsResult {
  readonly failed: readonly number[];
  readonly lives: number;
  readonly pipelines: ReadonlyMap<string, number>;
  readonly struck: ReadonlyMap<FaultKind, number>;
}

/** From so many seeds on, a fault that never struck is a fault of the plan. */
export const SEEDS_FOR_ALL = 500;

/** Tries seed after seed, and tells of each that fails what is wrong and how to repeat it. */
export async function runSeeds(
  { from, seeds, trace, first }: Pick<SimulateOptions, 'from' | 'seeds' | 'trace' | 'first'>,
  { simulate, print }: SeedsWorld,
): Promise<SeedsResult> {
  const failed: number[] = [];
  const pipelines = new Map<string, number>();
  const struck = new Map<FaultKind, number>(faultKinds.map((kind) => [kind, 0]));
  let lives = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const result = await simulate(seed);
    lives += result.lives;
    pipelines.set(result.pipeline, (pipelines.get(result.pipeline) ?? 0) + 1);
    for (const [kind, times] of result.struck) struck.set(kind, (struck.get(kind) ?? 0) + times);
    if (trace) for (const line of result.trace) print(line);
    if (result.faults.length === 0) continue;
    failed.push(seed);
    tellFailure(result, print);
    if (first) break;
  }
  return { failed, lives, pipelines, struck };
}

const MOST_TOLD = 6;

function tellFailure({ seed, pipeline, lives, faults }: Simulated, print: SeedsWorld['print']) {
  print(`seed ${seed} FAILS: ${pipeline}, ${lives} lives`);
  for (const fault of faults.slice(0, MOST_TOLD)) print(`  ${fault}`);
  if (faults.length > MOST_TOLD) print(`  and ${faults.length - MOST_TOLD} more`);
  print(`to repeat it: npm run simulate -- --seed ${seed} --trace`);
}

/** The faults that never struck, where there were seeds enough for each of them. */
export function neverStruck({ struck }: SeedsResult, seeds: number): FaultKind[] {
  return seeds < SEEDS_FOR_ALL ? [] : faultKinds.filter((kind) => !struck.get(kind));
}
