import type { Pane } from '../windows/index.ts';
import { fitsPane } from './expectedPane.ts';
import type { ExpectedPane } from './expectedPane.ts';

/** The position of a pane that came beside that of one that was expected. */
export interface PanePair {
  readonly came: number | undefined;
  readonly expected: number | undefined;
}

type Panes = readonly Pane<unknown, unknown>[];

/** The panes at one position each that fit. */
export function pairInOrder(came: Panes, expected: readonly ExpectedPane[]): PanePair[] {
  return expected.flatMap((want, i) => {
    const pane = came[i];
    return pane !== undefined && fitsPane(pane, want) ? [{ came: i, expected: i }] : [];
  });
}

/**
 * As many pairs that fit as there can be, in any order. As a description may fit several panes, each
 * one may push another to its next choice (augmenting paths, O(came × expected²)).
 */
export function pairAsSet(came: Panes, expected: readonly ExpectedPane[]): PanePair[] {
  const owner = new Map<number, number>();
  const place = (want: number, tried: Set<number>): boolean => {
    for (const [i, pane] of came.entries()) {
      if (tried.has(i) || !fitsPane(pane, expected[want] as ExpectedPane)) continue;
      tried.add(i);
      const other = owner.get(i);
      if (other === undefined || place(other, tried)) {
        owner.set(i, want);
        return true;
      }
    }
    return false;
  };
  for (const want of expected.keys()) place(want, new Set());
  return [...owner].map(([i, want]) => ({ came: i, expected: want }));
}

/** Puts what is not in a pair beside each other where the windows' ends are the same. */
export function pairRest(
  came: Panes,
  expected: readonly ExpectedPane[],
  pairs: readonly PanePair[],
): PanePair[] {
  const left = new Set(came.keys());
  for (const pair of pairs) left.delete(pair.came as number);
  const taken = new Set(pairs.map((pair) => pair.expected));
  const rest = [...expected.keys()].filter((want) => !taken.has(want));
  const beside = rest.map((want): PanePair => {
    const end = expected[want]?.window?.end;
    const found = [...left].find((i) => end === undefined || came[i]?.window.end === end);
    if (found !== undefined) left.delete(found);
    return { came: found, expected: want };
  });
  return [...beside, ...[...left].map((i) => ({ came: i, expected: undefined }))];
}
