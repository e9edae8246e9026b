import type { Figure, Run, Runs } from './benchCase.ts';
import { better, keeps } from './budget.ts';
import type { Budget } from './budget.ts';
import { variantsBehind } from './variantsBehind.ts';

/** Budgets by figure. */
export type Budgets = Readonly<Record<string, Budget>>;

/** A figure held against its budget, where it has one. */
export interface Judged {
  readonly name: string;
  readonly value: number;
  readonly budget: Budget | undefined;
  readonly missed: boolean;
}

/** Holds figures against their budgets. */
export function judge(figures: readonly Figure[], of: Runs, budgets: Budgets): Judged[] {
  return figures.map(({ name, value }) => judged(name, value(of), budgets[name]));
}

function judged(name: string, value: number, budget: Budget | undefined): Judged {
  return { name, value, budget, missed: budget !== undefined && !keeps(budget, value) };
}

/** Measures variants anew. */
export type MeasureAgain = (variants: ReadonlySet<string>) => Promise<ReadonlyMap<string, Run>>;

/** How often a missed budget is measured again before it counts. */
const MORE_TRIES = 2;

/** Measures what the missed figures need again, at most twice; the best value of a figure counts. */
export async function judgeAgain(
  figures: readonly Figure[],
  first: readonly Judged[],
  again: MeasureAgain,
): Promise<readonly Judged[]> {
  let verdicts = first;
  for (let i = 0; i < MORE_TRIES && verdicts.some(({ missed }) => missed); i += 1) {
    const open = new Set(verdicts.filter(({ missed }) => missed).map(({ name }) => name));
    const behind = figures.filter(({ name }) => open.has(name));
    const runs = await again(new Set(behind.flatMap((figure) => [...variantsBehind(figure)])));
    const values = new Map(
      behind.map(({ name, value }) => [name, value((variant) => runs.get(variant) as Run)]),
    );
    verdicts = verdicts.map((verdict) => best(verdict, values.get(verdict.name)));
  }
  return verdicts;
}

function best(verdict: Judged, value: number | undefined): Judged {
  const { name, budget } = verdict;
  if (value === undefined || budget === undefined) return verdict;
  return judged(name, better(budget, verdict.value, value), budget);
}
