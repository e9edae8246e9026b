import { ItemChanges, MinHeap, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, OpenWindows, StateView } from '../kernel/index.ts';
import { lastEnd } from '../windows/index.ts';
import type { Grid, Key, Window } from '../windows/index.ts';
import { CellJoin } from './cellJoin.ts';
import type { CellJoinSettings } from './cellJoin.ts';
import { RowBlocks, rowsOf } from './rowBlocks.ts';
import type { RowBlock, RowLists } from './rowBlocks.ts';
import { judgedBy, sidedAt } from './side.ts';
import type { LateBy, Side, Sided, SidedChunk } from './side.ts';

/** The checked config of a window join. */
export interface WindowJoinSettings<L, R, K extends Key, Result> extends CellJoinSettings<
  L,
  R,
  K,
  Result
> {
  readonly owner: string;
  readonly grid: Grid;
  readonly keyOf: (side: Side, value: L | R) => K;
  readonly lateBy: LateBy;
  readonly lateness: Milliseconds;
}

type Row<K, V> = readonly [key: K, value: V];

/** The rows of one window, each side in order of arrival. */
interface OpenWindow<K, L, R> extends RowLists {
  readonly window: Window;
  /** Whether it has fired: then its rows are those of one key. */
  readonly fired: boolean;
  readonly left: Row<K, L>[];
  readonly right: Row<K, R>[];
}

/** The rows of a window that has fired and waits for late ones, by key. */
type FiredWindow<K, L, R> = Map<K, OpenWindow<K, L, R>>;

/** The saved form of a block of rows. */
type SavedRows<K, L, R> = readonly [
  start: Milliseconds,
  fired: boolean,
  side: Side,
  from: number,
  rows: readonly Row<K, L | R>[],
];

/**
 * Joins the rows of two sides that share a key and a window on a grid.
 *
 * Rows are gathered per window; the join is made when the window fires, by a table of its right
 * rows by key. Left rows come out in their order of arrival, each with its partners in theirs, then
 * the right rows without a partner: so how the sides interleave changes nothing. Where lateness is
 * allowed, the rows of a fired window are kept by key: a late row looks at those of its own.
 *
 * State: the rows of each window that is not closed. A snapshot has an entry per side and 64 of them.
 */
export class WindowJoinLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: WindowJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #cells: CellJoin<L, R, K, Result>;
  readonly #windows = new Map<Milliseconds, OpenWindow<K, L, R>>();
  readonly #ends = new MinHeap<Milliseconds>((a, b) => a - b);
  readonly #fired = new Map<Milliseconds, FiredWindow<K, L, R>>();
  readonly #firedEnds = new MinHeap<Milliseconds>((a, b) => a - b);
  /** Both undefined before the first snapshot. */
  #changes: ItemChanges<RowBlock> | undefined;
  #blocks: RowBlocks | undefined;
  size = 0;
  wake: Milliseconds = Infinity;

  constructor(
    config: WindowJoinSettings<L, R, K, Result>,
    context: LogicContext<Sided<L, R>, Result>,
  ) {
    this.#config = config;
    this.#context = context;
    this.#cells = new CellJoin(config, context);
  }

  get openWindows(): OpenWindows {
    return { count: this.#ends.size, nextEnd: this.#ends.first ?? Infinity };
  }

  add(chunk: SidedChunk<L, R>, from: number, to: number): number {
    const { wake } = this;
    for (let i = from; i < to; i += 1) {
      this.#take(chunk, i);
      if (this.wake < wake) return i + 1;
    }
    return to;
  }

  advance(watermark: Milliseconds): void {
    for (let { first } = this.#ends; first !== undefined; { first } = this.#ends) {
      if (first - 1 > watermark) break;
      this.#ends.pop();
      const open = this.#windows.get(first) as OpenWindow<K, L, R>;
      this.#windows.delete(first);
      this.#context.output.raise(first - 2);
      this.#fire(open);
      this.#blocks?.remove(open);
      if (this.#config.lateness > 0) this.#keep(open);
      else {
        this.size -= open.left.length + open.right.length;
        this.#context.counters.closed += 1;
      }
    }
    this.#close(watermark);
    this.#setWake();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view(undefined, changesOnly);
  }

  restore(state: unknown): void {
    const { entries } = readSavedView(this.#config.owner, state);
    const blocks = entries.map(([, content]) => content as SavedRows<K, L, R>);
    for (const [start, fired, side, , rows] of blocks.sort((a, b) => a[3] - b[3])) {
      const [first] = rows;
      const open = fired && first !== undefined ? this.#cell(start, first[0]) : this.#open(start);
      for (const [key, value] of rows) this.#put(open, side, value, key);
    }
    this.#setWake();
  }

  #beginTelling(): ItemChanges<RowBlock> {
    const changes = new ItemChanges<RowBlock>([], (block) => {
      const { window, fired } = block.lists as OpenWindow<K, L, R>;
      return [window.start, fired, block.side, block.from, rowsOf(block)];
    });
    const blocks = new RowBlocks(changes);
    const cells = [...this.#fired.values()].flatMap((byKey) => [...byKey.values()]);
    for (const open of [...this.#windows.values(), ...cells]) blocks.begin(open);
    this.#blocks = blocks;
    return changes;
  }

  #take(chunk: SidedChunk<L, R>, index: number): void {
    const { grid, keyOf, lateBy, lateness } = this.#config;
    const timestamp = chunk.timestamps[index] as number;
    const last = lastEnd(grid, timestamp);
    if (last <= timestamp) {
      this.#context.counters.unassigned += 1;
      return;
    }
    const combined = watermarkBefore(chunk, index);
    const watermark = judgedBy(lateBy, chunk, index, combined);
    const behind = watermark - (last - 1 + lateness);
    if (behind >= 0) {
      const late = sidedAt(chunk, index);
      this.#context.late({ value: late, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const { side } = chunk;
    const value = chunk.values[index] as L | R;
    const key = keyOf(side, value);
    const earliest = Math.max(timestamp, watermark - lateness + 1);
    const others = Math.floor((last - 1 - earliest) / grid.every);
    for (let end = last - others * grid.every; end <= last; end += grid.every) {
      if (end - 1 > combined) this.#put(this.#open(end - grid.size), side, value, key);
      else {
        this.#context.output.at(chunk, index);
        this.#correct(this.#cell(end - grid.size, key), side, value, key);
      }
    }
  }

  #put(open: OpenWindow<K, L, R>, side: Side, value: L | R, key: K): void {
    this.#blocks?.grow(open, side);
    if (side === 'left') open.left.push([key, value as L]);
    else open.right.push([key, value as R]);
    this.size += 1;
  }

  #correct(cell: OpenWindow<K, L, R>, side: Side, value: L | R, key: K): void {
    this.#put(cell, side, value, key);
    this.#cells.correct(key, cell.window, cell, side);
  }

  #open(start: Milliseconds): OpenWindow<K, L, R> {
    const end = start + this.#config.grid.size;
    const found = this.#windows.get(end);
    if (found !== undefined) return found;
    const made = makeWindow<K, L, R>({ start, end }, false);
    this.#windows.set(end, made);
    this.#ends.push(end);
    this.#setWake();
    return made;
  }

  /** The rows of a key in a window that has fired, or whose end has passed without a row. */
  #cell(start: Milliseconds, key: K): OpenWindow<K, L, R> {
    const end = start + this.#config.grid.size;
    let cells = this.#fired.get(end);
    if (cells === undefined) {
      cells = new Map();
      this.#fired.set(end, cells);
      this.#firedEnds.push(end);
      this.#setWake();
    }
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = makeWindow({ start, end }, true);
      cells.set(key, cell);
    }
    return cell;
  }

  #keep({ window, left, right }: OpenWindow<K, L, R>): void {
    for (const row of left) this.#growing(window.start, row[0], 'left').left.push(row);
    for (const row of right) this.#growing(window.start, row[0], 'right').right.push(row);
  }

  #growing(start: Milliseconds, key: K, side: Side): OpenWindow<K, L, R> {
    const cell = this.#cell(start, key);
    this.#blocks?.grow(cell, side);
    return cell;
  }

  /** Forgets the windows that take no more late rows. */
  #close(watermark: Milliseconds): void {
    const { lateness } = this.#config;
    for (let { first } = this.#firedEnds; first !== undefined; { first } = this.#firedEnds) {
      if (first - 1 + lateness > watermark) break;
      this.#firedEnds.pop();
      const cells = this.#fired.get(first) as FiredWindow<K, L, R>;
      this.#fired.delete(first);
      this.#context.counters.closed += 1;
      for (const cell of cells.values()) {
        this.size -= cell.left.length + cell.right.length;
        this.#cells.close(cell);
        this.#blocks?.remove(cell);
      }
    }
  }

  #fire(open: OpenWindow<K, L, R>): void {
    const { window, left, right } = open;
    const { plan } = this.#config;
    const byKey = new Map<K, R[]>();
    for (const [key, value] of right) {
      const there = byKey.get(key);
      if (there === undefined) byKey.set(key, [value]);
      else there.push(value);
    }
    for (const [key, value] of left) {
      const partners = byKey.get(key);
      if (partners === undefined) this.#giveAlone(plan.padLeft, window, key, value, undefined);
      else if (!plan.pairs) this.#giveAlone(plan.semi, window, key, value, undefined);
      else for (const partner of partners) this.#give(window, key, value, partner);
    }
    this.#giveRights(open);
  }

  #giveRights({ window, left, right }: OpenWindow<K, L, R>): void {
    const { plan } = this.#config;
    const keys = new Set(left.map(([key]) => key));
    for (const [key, value] of right) {
      const joined = keys.has(key) && (plan.pairs || plan.semi);
      if (!joined) this.#giveAlone(plan.padRight, window, key, undefined, value);
    }
  }

  #giveAlone(
    wanted: boolean,
    window: Window,
    key: K,
    left: L | undefined,
    right: R | undefined,
  ): void {
    if (wanted) this.#give(window, key, left, right);
    // A row may still find a partner where lateness is allowed: counted when the window closes.
    else if (this.#config.lateness === 0) this.#context.counters.unjoined += 1;
  }

  #give(window: Window, key: K, left: L | undefined, right: R | undefined): void {
    const result = this.#config.project(left, right, { key, window, timing: 'onTime' });
    this.#context.output.emit(result, window.end - 1);
  }

  #setWake(): void {
    const firing = (this.#ends.first ?? Infinity) - 1;
    const closing = (this.#firedEnds.first ?? Infinity) - 1 + this.#config.lateness;
    this.wake = Math.min(firing, closing);
  }
}

function makeWindow<K, L, R>(window: Window, fired: boolean): OpenWindow<K, L, R> {
  return { window, fired, left: [], right: [], blocks: undefined };
}
