import { parseArgs } from 'node:util';

/** What a simulation is told. */
export interface SimulateOptions {
  /** The first seed. */
  readonly from: number;
  readonly seeds: number;
  /** Whether what happened is printed, of every seed. */
  readonly trace: boolean;
  /** Whether it ends with the first seed that fails. */
  readonly first: boolean;
  /** Whether planted bugs are looked for instead. */
  readonly mutants: boolean;
  /** Of those, only the ones whose name holds this. */
  readonly only: string;
}

const LARGEST = 2 ** 30;
const USAGE =
  'usage: npm run simulate -- [--seeds N] [--from K] [--seed S] [--trace] [--first] [--mutants [--only WORD]]';

/** Reads the words of the command; without any it tries 1,000 seeds. */
export function readSimulateOptions(words: readonly string[]): SimulateOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      mutants: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  const { trace, first, mutants, only, seed } = values;
  const from = wholeFrom1(seed === undefined ? 'from' : 'seed', seed ?? values.from);
  const seeds = seed === undefined ? wholeFrom1('seeds', values.seeds) : 1;
  return { from, seeds, trace, first, mutants, only };
}

function wholeFrom1(field: string, word: string): number {
  const given = Number(word);
  if (Number.isInteger(given) && given >= 1 && given <= LARGEST) return given;
  throw new Error(
    `--${field}: expected a whole number from 1 to ${LARGEST}, got '${word}'\n${USAGE}`,
  );
}
