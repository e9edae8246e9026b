import { MinHeap, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type { Logic, LogicContext, Milliseconds, OpenWindows } from '../kernel/index.ts';
import { lastEnd } from '../windows/index.ts';
import type { Grid, Key, Window } from '../windows/index.ts';
import { CellJoin } from './cellJoin.ts';
import type { CellJoinSettings } from './cellJoin.ts';
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
interface OpenWindow<K, L, R> {
  readonly window: Window;
  readonly left: Row<K, L>[];
  readonly right: Row<K, R>[];
}

/** The rows of a window that has fired and waits for late ones, by key. */
type FiredWindow<K, L, R> = Map<K, OpenWindow<K, L, R>>;

/**
 * Joins the rows of two sides that share a key and a window on a grid.
 *
 * Rows are gathered per window; the join is made when the window fires, by a table of its right
 * rows by key. Left rows come out in their order of arrival, each with its partners in theirs, then
 * the right rows without a partner: so how the sides interleave changes nothing. Where lateness is
 * allowed, the rows of a fired window are kept by key: a late row looks at those of its own.
 */
export class WindowJoinLogic<L, R, K extends Key, Result> implements Logic<L | R> {
  readonly #config: WindowJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;
  readonly #cells: CellJoin<L, R, K, Result>;
  readonly #windows = new Map<Milliseconds, OpenWindow<K, L, R>>();
  readonly #ends = new MinHeap<Milliseconds>((a, b) => a - b);
  readonly #fired = new Map<Milliseconds, FiredWindow<K, L, R>>();
  readonly #firedEnds = new MinHeap<Milliseconds>((a, b) => a - b);
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
      if (this.#config.lateness > 0) this.#keep(open);
      else {
        this.size -= open.left.length + open.right.length;
        this.#context.counters.closed += 1;
      }
    }
    this.#close(watermark);
    this.#setWake();
  }

  snapshot(): unknown {
    const save = ({ window, left, right }: OpenWindow<K, L, R>, fired: boolean): unknown => [
      window.start,
      [...left],
      [...right],
      fired,
    ];
    const fired = [...this.#fired.values()].flatMap((cells) => [...cells.values()]);
    return [
      ...[...this.#windows.values()].map((open) => save(open, false)),
      ...fired.map((cell) => save(cell, true)),
    ];
  }

  restore(state: unknown): void {
    if (!Array.isArray(state)) {
      const text = `${this.#config.owner}: saved state: expected a list of windows, got ${show(state)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    type Saved = [start: Milliseconds, left: Row<K, L>[], right: Row<K, R>[], fired: boolean];
    for (const [start, left, right, fired] of state as Saved[]) {
      const key = (left[0] ?? right[0])?.[0] as K;
      const rows = fired ? this.#cell(start, key) : this.#open(start);
      rows.left.push(...left);
      rows.right.push(...right);
      this.size += left.length + right.length;
    }
    this.#setWake();
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

  #put({ left, right }: OpenWindow<K, L, R>, side: Side, value: L | R, key: K): void {
    if (side === 'left') left.push([key, value as L]);
    else right.push([key, value as R]);
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
    const made = { window: { start, end }, left: [], right: [] };
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
      cell = { window: { start, end }, left: [], right: [] };
      cells.set(key, cell);
    }
    return cell;
  }

  #keep({ window, left, right }: OpenWindow<K, L, R>): void {
    for (const row of left) this.#cell(window.start, row[0]).left.push(row);
    for (const row of right) this.#cell(window.start, row[0]).right.push(row);
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
      }
    }
  }

  #fire({ window, left, right }: OpenWindow<K, L, R>): void {
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
    this.#giveRights({ window, left, right });
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
