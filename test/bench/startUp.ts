import type { BenchCase, Outcome, ProgramVariant } from './benchCase.ts';
import { packageEntries } from './packageEntries.ts';

const NOTHING = 'nothing';
const entries = packageEntries();

const read = (): Outcome => ({ digest: '', events: 0, panes: 0 });

function variant(name: string, args: readonly string[]): ProgramVariant {
  return { name, command: ['dist/test/bench/importEntry.js', ...args], read };
}

/** What it costs to import each entry point, against a program that imports nothing. */
export const startUp: BenchCase = {
  name: 'startUp',
  summary: 'a program that imports an entry point and ends',
  repetitions: 9,
  passes: 1,
  variants: [variant(NOTHING, []), ...entries.map((entry) => variant(entry, [entry]))],
  figures: entries.map((entry) => ({
    name: `${entry}, CPU to nothing`,
    value: (of) => of(entry).cpuMs / of(NOTHING).cpuMs,
  })),
};
