import { resultId } from './crashResult.ts';
import type { CrashResult } from './crashResult.ts';

/** How what arrived differs from what should have. */
export interface RowVerdict {
  /** Where the rows arrived: a sink or a subscriber. */
  readonly place: string;
  readonly rows: number;
  readonly lost: number;
  readonly twice: number;
  /** With another value than they should have, or that should not be at all. */
  readonly wrong: number;
  /** Behind a later one of their kind and key. */
  readonly outOfOrder: number;
}

/** Judges the rows of one sink or subscriber, in their order there. */
export class RowJudge {
  readonly #place: string;
  readonly #expected: ReadonlyMap<string, number>;
  readonly #seen = new Set<string>();
  readonly #last = new Map<string, number>();
  #rows = 0;
  #twice = 0;
  #wrong = 0;
  #outOfOrder = 0;

  constructor(place: string, expected: ReadonlyMap<string, number>) {
    this.#place = place;
    this.#expected = expected;
  }

  get rows(): number {
    return this.#rows;
  }

  take(row: CrashResult): void {
    const id = resultId(row);
    const line = `${row.kind} ${row.key}`;
    this.#rows += 1;
    if (this.#seen.has(id)) this.#twice += 1;
    else this.#seen.add(id);
    if (this.#expected.get(id) !== row.value) this.#wrong += 1;
    if (row.place < (this.#last.get(line) ?? -Infinity)) this.#outOfOrder += 1;
    this.#last.set(line, row.place);
  }

  verdict(): RowVerdict {
    let lost = 0;
    for (const id of this.#expected.keys()) if (!this.#seen.has(id)) lost += 1;
    return {
      place: this.#place,
      rows: this.#rows,
      lost,
      twice: this.#twice,
      wrong: this.#wrong,
      outOfOrder: this.#outOfOrder,
    };
  }
}

/** Whether nothing was lost, came twice, was wrong or out of order. */
export function isWhole({ lost, twice, wrong, outOfOrder }: RowVerdict): boolean {
  return lost + twice + wrong + outOfOrder === 0;
}
