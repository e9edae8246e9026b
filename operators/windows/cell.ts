import type { Milliseconds, OpenWindows } from '../kernel/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import type { Key, Window } from './pane.ts';
import type { RowTable, SavedRow } from './rowTable.ts';

/** A pane that was sent. */
export interface SentPane<K> {
  readonly pane: PlainPane<K>;
  readonly timestamp: Milliseconds;
}

/** One key in one window that is not closed: what is known of its panes and of its events. */
export interface Cell<K extends Key> {
  readonly key: K;
  /** Order of creation: decides between cells that are due at the same time. */
  created: number;
  window: Window;
  /** Its row in the table; -1 while it has no content. */
  row: number;
  /** How many panes it has sent, and how many of them were not early. */
  panes: number;
  settled: number;
  /** How many events no pane has shown yet, and the times among them. */
  fresh: number;
  earliest: Milliseconds;
  earliestAhead: Milliseconds;
  /** The latest event of the content, and of all it has ever held. */
  latest: Milliseconds;
  latestEver: Milliseconds;
  /** Whether its next pane that is not early is the on-time one. */
  owed: boolean;
  /** Whether it takes no more events. */
  finished: boolean;
  /** Whether the watermark has passed its end, so that it waits to be closed. */
  passed: boolean;
  /** The event time of its next firing at a step, and the processing time of its next early one. */
  stepAt: Milliseconds;
  earlyAt: Milliseconds;
  /** The panes that nothing has taken the place of yet. */
  standing: readonly SentPane<K>[];
  /** Gone: closed, or merged into another. What still refers to it skips it. */
  gone: boolean;
  /** Where `Deadlines` keeps it. */
  filed: Milliseconds;
  /** Its number while changes are told for snapshots. */
  slot: number;
}

/** A saved cell: its fields, with the content of its row. */
export type SavedCell<K extends Key> = Omit<Cell<K>, 'row'> & { readonly row: SavedRow | null };

/** A cell without events. */
export function makeCell<K extends Key>(
  key: K,
  window: Window,
  created: number,
  watermark: Milliseconds,
): Cell<K> {
  return {
    key,
    created,
    window,
    row: -1,
    panes: 0,
    settled: 0,
    fresh: 0,
    earliest: Infinity,
    earliestAhead: Infinity,
    latest: -Infinity,
    latestEver: -Infinity,
    owed: window.end - 1 > watermark,
    finished: false,
    passed: false,
    stepAt: Infinity,
    earlyAt: Infinity,
    standing: [],
    gone: false,
    filed: Infinity,
    slot: -1,
  };
}

/** Adds what another cell of the key holds; the other one's row is free after that. */
export function mergeCell<K extends Key, T>(
  into: Cell<K>,
  other: Cell<K>,
  table: RowTable<T>,
): void {
  if (into.row < 0) into.row = other.row;
  else if (other.row >= 0) {
    table.merge(into.row, other.row);
    table.release(other.row);
  }
  other.row = -1;
  into.window = hull(into.window, other.window);
  into.created = Math.min(into.created, other.created);
  into.panes += other.panes;
  into.settled += other.settled;
  into.fresh += other.fresh;
  into.earliest = Math.min(into.earliest, other.earliest);
  into.earliestAhead = Math.min(into.earliestAhead, other.earliestAhead);
  into.latest = Math.max(into.latest, other.latest);
  into.latestEver = Math.max(into.latestEver, other.latestEver);
  into.owed &&= other.owed;
  into.finished ||= other.finished;
  into.stepAt = Math.min(into.stepAt, other.stepAt);
  into.earlyAt = Math.min(into.earlyAt, other.earlyAt);
  into.standing = [...into.standing, ...other.standing];
}

/** When the cell next fires at a step of event time: never at its end or after it. */
export function stepOf<K extends Key>({ stepAt, window }: Cell<K>): Milliseconds {
  return stepAt < window.end - 1 ? stepAt : Infinity;
}

/** Those of some cells whose end has not been passed; each counts as a window. */
export function openCells<K extends Key>(cells: readonly Cell<K>[]): OpenWindows {
  const open = cells.filter(({ passed }) => !passed);
  const nextEnd = open.reduce((end, { window }) => Math.min(end, window.end), Infinity);
  return { count: open.length, nextEnd };
}

/** The smallest window that holds two. */
export function hull(a: Window, b: Window): Window {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** A cell as plain data. */
export function saveCell<K extends Key, T>(cell: Cell<K>, table: RowTable<T>): SavedCell<K> {
  return { ...cell, filed: Infinity, slot: -1, row: cell.row < 0 ? null : table.save(cell.row) };
}

/** The cell that was saved. */
export function loadCell<K extends Key, T>(
  owner: string,
  saved: SavedCell<K>,
  table: RowTable<T>,
): Cell<K> {
  const row = saved.row === null ? -1 : table.load(owner, saved.row);
  return { ...saved, row };
}
