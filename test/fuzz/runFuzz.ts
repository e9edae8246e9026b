import type { FuzzOptions } from './readFuzzOptions.ts';
import type { SeededCheck } from './seededChecks.ts';

/** What a long run needs beside its options. */
export interface FuzzWorld {
  readonly checks: Readonly<Record<string, readonly SeededCheck[]>>;
  /** A clock in milliseconds. */
  readonly now: () => number;
  readonly print: (line: string) => void;
}

/**
 * Tries seed after seed on each check until its time or its seeds are used up, or it fails.
 *
 * @returns whether all held
 */
export async function runFuzz(
  { names, seed, seeds, budget }: FuzzOptions & { readonly seed: number },
  { checks, now, print }: FuzzWorld,
): Promise<boolean> {
  const chosen = Object.entries(checks).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  let tried = 0;
  const failed: string[] = [];
  print(`first seed ${seed}`);
  for (const [name, own] of chosen) {
    const until = now() + budget;
    let next = seed;
    let failure: unknown;
    while (failure === undefined && next - seed < seeds && (next === seed || now() < until)) {
      failure = await failureOf(own, next);
      next += 1;
    }
    tried += next - seed;
    if (failure === undefined) print(`${name}: ${next - seed} seeds hold`);
    else {
      failed.push(name);
      print(`${name} FAILS at seed ${next - 1}: ${textOf(failure)}`);
      print(`to repeat it: npm run fuzz -- ${name} --seed ${next - 1} --seeds 1`);
    }
  }
  const held = chosen.length - failed.length;
  print(`${held} of ${chosen.length} checks hold, ${failed.length} failed, ${tried} seeds tried`);
  return failed.length === 0;
}

async function failureOf(checks: readonly SeededCheck[], seed: number): Promise<unknown> {
  try {
    for (const check of checks) await check(seed);
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}

function textOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { details } = failure as { details?: unknown };
  return `${failure.stack ?? failure.message}${typeof details === 'string' ? `\n${details}` : ''}`;
}
