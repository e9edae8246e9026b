import { NotOffered } from './conformanceCase.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import type { Target } from './target.ts';
import { within } from './within.ts';

/** How a case ended. */
export interface Verdict {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or what the server does not offer. */
  readonly text: string;
}

/** The longest that a case may take, in ms: the default time of a heartbeat is the longest wait. */
const LONGEST = 38_000;

/** Runs all cases side by side. */
export function runCases(
  cases: readonly ConformanceCase[],
  target: Target,
): Promise<readonly Verdict[]> {
  return Promise.all(cases.map((one) => judge(one, target)));
}

async function judge({ name, run }: ConformanceCase, target: Target): Promise<Verdict> {
  try {
    await within(run(target), LONGEST, 'not over');
    return { name, outcome: 'passed', text: '' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { name, outcome: error instanceof NotOffered ? 'skipped' : 'failed', text };
  }
}

/** Runs cases that get in each other's way one after the other. */
export async function runInTurn(
  cases: readonly ConformanceCase[],
  target: Target,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of cases) verdicts.push(await judge(one, target));
  return verdicts;
}
