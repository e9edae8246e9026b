import { parseArgs } from 'node:util';

/** What the command was asked to do. */
export interface BenchOptions {
  /** Cases, each with parts of it behind it; all without one. */
  readonly names: readonly string[];
  readonly short: boolean;
  /** Whether a missed budget is a failure, after it has been measured again. */
  readonly check: boolean;
  /** Where the results are written to. */
  readonly json: string | undefined;
  /** Instead of the case's own. */
  readonly repetitions: number | undefined;
  /** The commit to compare with. */
  readonly compare: string | undefined;
}

/** Reads the arguments of the command. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
      repetitions: { type: 'string' },
      compare: { type: 'string' },
    },
  });
  const { short, check, json, compare } = values;
  if (compare !== undefined && (check || json !== undefined)) {
    throw new Error('--compare prints ratios of two checkouts: leave out --check and --json');
  }
  if (compare?.startsWith('-') || compare === '') {
    throw new Error(`--compare: expected a commit, got '${compare}'`);
  }
  const repetitions = readRepetitions(values.repetitions);
  return { names: positionals, short, check, json, repetitions, compare };
}

function readRepetitions(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const repetitions = Number(text);
  if (Number.isInteger(repetitions) && repetitions > 0) return repetitions;
  throw new Error(`--repetitions: expected a whole number from 1, got '${text}'`);
}
