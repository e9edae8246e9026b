import { ArgumentRangeError, ArgumentTypeError, show } from '../kernel/index.ts';

/** One string of marbles: the cells that hold a mark, and how many cells there are. */
export interface Lane {
  readonly cells: ReadonlyMap<number, readonly string[]>;
  readonly length: number;
}

const TOKENS =
  /(?<=^|\s)(?<amount>\d+)(?<unit>ms|s|m)(?=\s|$)|\((?<group>[^()\s]*)\)|(?<mark>[^\s])/gu;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** Reads one lane into its cells. */
export function parseLane(owner: string, field: string, text: string): Lane {
  if (typeof text !== 'string') throw new ArgumentTypeError(owner, field, 'a text', show(text));
  const cells = new Map<number, readonly string[]>();
  let length = 0;
  for (const { groups = {} } of text.matchAll(TOKENS)) {
    const { amount, unit = '', group, mark = '' } = groups;
    if (mark === '(' || mark === ')') {
      throw new ArgumentRangeError(owner, field, 'closed groups such as (ab)', show(text));
    }
    const marks = Array.from(group ?? mark).filter((one) => one !== '-');
    if (marks.length > 0) cells.set(length, marks);
    length += amount === undefined ? 1 : Number(amount) * (UNITS[unit] as number);
  }
  return { cells, length };
}
