import type { MutantResult } from './runMutants.ts';

const WIDTH = 110;

/** One planted bug as a line of a table. */
export function mutantLine({ mutant, isFound, seeds, by }: MutantResult): string {
  const needed = isFound ? String(seeds ?? '-') : 'NOT FOUND';
  const start = `${mutant.room.padEnd(18)}${mutant.name.padEnd(62)}${needed.padStart(9)}`;
  return `${start}  ${by.slice(0, WIDTH)}`.trimEnd();
}

/** The names of the columns. */
export function mutantHead(): string {
  return `${'room'.padEnd(18)}${'planted bug'.padEnd(62)}${'seeds'.padStart(9)}  found by`;
}
