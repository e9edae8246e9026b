import type { Arrivals } from './arrivals.ts';

/** A pane as far as a ranking looks at it. */
export interface ScoredPane {
  readonly key: unknown;
  readonly window: { readonly start: number; readonly end: number };
  readonly value: number;
}

/** One ranking that has to come out. */
export interface NaiveRanking {
  readonly window: { readonly start: number; readonly end: number };
  readonly top: readonly (readonly [key: unknown, value: number])[];
  readonly timing: 'onTime' | 'late';
  readonly index: number;
  readonly final: boolean;
  readonly before: number;
}

interface Board {
  readonly window: ScoredPane['window'];
  readonly entries: Map<unknown, number>;
  fired: boolean;
  panes: number;
}

/** Recomputes rankings: the whole window is sorted anew for each pane. */
export function rankings(
  arriving: Arrivals<ScoredPane>,
  { limit, lateness }: { readonly limit: number; readonly lateness: number },
): { readonly rankings: readonly NaiveRanking[]; readonly late: number } {
  const boards = new Map<number, Board>();
  const out: NaiveRanking[] = [];
  let late = 0;
  const top = ({ entries }: Board): (readonly [unknown, number])[] => {
    const order = [...entries.keys()];
    const sorted = [...entries].sort(
      (a, b) => b[1] - a[1] || order.indexOf(a[0]) - order.indexOf(b[0]),
    );
    return sorted.slice(0, limit);
  };
  const give = (board: Board, timing: 'onTime' | 'late', before: number, final: boolean): void => {
    out.push({ window: board.window, top: top(board), timing, index: board.panes, final, before });
    board.panes += 1;
  };
  const passTime = (watermark: number): void => {
    for (const board of [...boards.values()].sort((a, b) => a.window.end - b.window.end)) {
      if (board.fired || board.window.end - 1 > watermark) continue;
      board.fired = true;
      give(board, 'onTime', board.window.end - 2, lateness === 0 || watermark === Infinity);
    }
  };
  for (const { value: pane, watermark } of arriving.events) {
    passTime(watermark);
    if (pane.window.end - 1 + lateness <= watermark) {
      late += 1;
      continue;
    }
    const made = {
      window: pane.window,
      entries: new Map(),
      fired: pane.window.end - 1 <= watermark,
      panes: 0,
    };
    const board = boards.get(pane.window.end) ?? made;
    boards.set(pane.window.end, board);
    const before = top(board).some(([key]) => key === pane.key);
    board.entries.set(pane.key, pane.value);
    const after = top(board).some(([key]) => key === pane.key);
    if (board.fired && (before || after)) give(board, 'late', watermark, false);
  }
  passTime(arriving.atEnd);
  passTime(Infinity);
  return { rankings: out, late };
}
