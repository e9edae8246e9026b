import { isDeepStrictEqual } from 'node:util';
import type { Row } from './vector.ts';

/** Whether a row is the expected one, by the fields that are expected. */
export function fits(expected: Row, got: Row, bag: boolean): boolean {
  // What is taken back is never a result, whether or not it is asked for.
  if ((expected['retract'] === true) !== (got['retract'] === true)) return false;
  return Object.entries(expected).every(([field, value]) => {
    if (field === 'left' || field === 'right') return fitsSide(value, got[field]);
    if (field === 'pane') return fitsPart(value as object, got['pane']);
    return same(value, got[field], bag && field === 'value');
  });
}

/** A side of a join is told by its value, or by value and timestamp. */
function fitsSide(expected: unknown, got: unknown): boolean {
  if (expected === null || got === null || got === undefined) return (expected ?? got) == null;
  const { value } = got as { readonly value: unknown };
  const parts = typeof expected === 'object' && ('value' in expected || 'ts' in expected);
  return parts ? fitsPart(expected, got) : same(expected, value, false);
}

function fitsPart(expected: object, got: unknown): boolean {
  const fields = (got ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(expected).every(([name, value]) => same(value, fields[name], false));
}

function same(expected: unknown, got: unknown, bag: boolean): boolean {
  if (bag && Array.isArray(expected) && Array.isArray(got))
    return isDeepStrictEqual(sorted(expected), sorted(got));
  return isDeepStrictEqual(expected ?? null, got ?? null);
}

function sorted(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}

/** What is left over when each row is given to one expected row that it fits. */
export interface LeftOver {
  readonly missing: readonly Row[];
  readonly unexpected: readonly Row[];
}

/**
 * Matches rows to expected ones, one to one, as many as can be.
 *
 * Algorithm: augmenting paths (Kuhn): a row may fit several expected ones, where some fields are open.
 */
export function leftOver(expected: readonly Row[], got: readonly Row[], bag: boolean): LeftOver {
  const owners = new Array<number | undefined>(got.length).fill(undefined);
  const claim = (index: number, tried: Set<number>): boolean =>
    got.some((row, at) => {
      if (tried.has(at) || !fits(expected[index] as Row, row, bag)) return false;
      tried.add(at);
      const owner = owners[at];
      if (owner !== undefined && !claim(owner, tried)) return false;
      owners[at] = index;
      return true;
    });
  const missing = expected.filter((_, index) => !claim(index, new Set()));
  return { missing, unexpected: got.filter((_, at) => owners[at] === undefined) };
}
