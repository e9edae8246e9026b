import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../support/projectRoot.ts';
import type { BenchCase, Run, Variant } from './benchCase.ts';
import { benchCases } from './benchCases.ts';
import { commitOf, withCheckout } from './checkout.ts';
import { comparisonTable } from './comparisonTable.ts';
import type { Pair } from './comparisonTable.ts';
import { runVariant } from './runVariant.ts';
import { selectCases } from './selectCases.ts';
import type { Selected } from './selectCases.ts';

/** What is compared with what. */
export interface CompareConfig {
  readonly revision: string;
  readonly names: readonly string[];
  readonly short: boolean;
  readonly repetitions: number | undefined;
  readonly tell: (text: string) => void;
}

/** Unless told otherwise: one pair alone says nothing. */
const FEWEST_PAIRS = 3;

/** A case of both checkouts: the variants that both have. */
interface Common {
  readonly here: Selected;
  readonly pairs: readonly (readonly [there: Variant, here: Variant])[];
}

/** Runs the cases of this checkout and of another commit in pairs; gives the tables of their ratios. */
export async function compare(config: CompareConfig): Promise<string> {
  const { revision, names, short, tell } = config;
  const selected = selectCases(benchCases, names, short);
  const commit = await commitOf(projectRoot, revision);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, onSignal);
  tell(`building ${revision}`);
  return withCheckout(projectRoot, commit, stop.signal, async (root) => {
    const theirs = await casesOf(root);
    const tables: string[] = [];
    for (const here of selected) {
      const common = findCommon(here, theirs, short);
      const title = `\n${here.name}: ratios of this checkout to ${revision}`;
      const none = `\n${here.name}: nothing of it in ${revision}`;
      if (common === undefined) tables.push(none);
      else tables.push(title, comparisonTable(await runPairs(common, root, config, stop.signal)));
    }
    return tables.join('\n');
  });
}

/** The cases of another checkout, as it has built them. */
async function casesOf(root: string): Promise<readonly BenchCase[]> {
  const file = pathToFileURL(path.join(root, 'dist/test/bench/benchCases.js'));
  const module = (await import(file.href)) as { readonly benchCases: readonly BenchCase[] };
  return module.benchCases;
}

function findCommon(
  here: Selected,
  theirs: readonly BenchCase[],
  short: boolean,
): Common | undefined {
  const bench = theirs.find(({ name }) => name === here.name);
  const there = short ? bench?.short : bench;
  const pairs = here.variants.flatMap((variant) => {
    const other = there?.variants.find(({ name }) => name === variant.name);
    return other === undefined ? [] : [[other, variant] as const];
  });
  return pairs.length === 0 ? undefined : { here, pairs };
}

/** Runs each variant here and there, one after the other, the order turned from time to time. */
async function runPairs(
  { here, pairs }: Common,
  root: string,
  { short, repetitions = Math.max(here.repetitions, FEWEST_PAIRS), tell }: CompareConfig,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Pair[]>> {
  const found = new Map<string, Pair[]>(pairs.map(([, { name }]) => [name, []]));
  const place = { bench: here.name, short, signal };
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const [other, own] of pairs) {
      tell(`${here.name}: ${repetition} of ${repetitions}, ${own.name}`);
      const runs: (() => Promise<Run>)[] = [
        () => runVariant({ ...place, root }, other, here.passes),
        () => runVariant({ ...place, root: projectRoot }, own, here.passes),
      ];
      found.get(own.name)?.push(await inTurn(runs, repetition % 2 === 0));
    }
  }
  return found;
}

async function inTurn(runs: (() => Promise<Run>)[], turned: boolean): Promise<Pair> {
  const [there, here] = runs as [() => Promise<Run>, () => Promise<Run>];
  if (!turned) return { there: await there(), here: await here() };
  const first = await here();
  return { there: await there(), here: first };
}
