import { parseArgs } from 'node:util';

/** What a long run is told. */
export interface FuzzOptions {
  /** The names of the checks; none for all. */
  readonly names: readonly string[];
  /** The first seed; undefined for one by chance. */
  readonly seed: number | undefined;
  /** How many seeds each check tries at the most. */
  readonly seeds: number;
  /** How long each check goes on at the most, in milliseconds. */
  readonly budget: number;
}

/** Seeds stay so small that what checks make of them is a safe integer. */
export const LARGEST_SEED: number = 2 ** 30;

const USAGE = 'usage: npm run fuzz -- [name…] [--seed N] [--seeds N] [--minutes M]';

/** Reads the words of the command; a minute for each check where neither seeds nor minutes are given. */
export function readFuzzOptions(words: readonly string[], known: readonly string[]): FuzzOptions {
  const { values, positionals: names } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      minutes: { type: 'string' },
    },
  });
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`no check is named '${unknown}'; there are ${known.join(', ')}\n${USAGE}`);
  }
  const seeds = values.seeds === undefined ? Infinity : wholeFrom1('seeds', values.seeds);
  const minutes = Number(values.minutes ?? (seeds === Infinity ? 1 : Infinity));
  if (!(minutes > 0)) throw refused('minutes', 'a positive number', values.minutes);
  const seed = values.seed === undefined ? undefined : wholeFrom1('seed', values.seed);
  return { names, seed, seeds, budget: minutes * 60_000 };
}

function wholeFrom1(field: string, word: string): number {
  const given = Number(word);
  if (Number.isInteger(given) && given >= 1 && given <= LARGEST_SEED) return given;
  throw refused(field, `a whole number from 1 to ${LARGEST_SEED}`, word);
}

function refused(field: string, expected: string, got: string | undefined): Error {
  return new Error(`--${field}: expected ${expected}, got '${got ?? ''}'\n${USAGE}`);
}
