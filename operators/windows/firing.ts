import { watermarkBefore } from '../kernel/index.ts';
import type { Chunk, ItemChanges, LogicContext, Milliseconds } from '../kernel/index.ts';
import type { PlainPane } from './alignedConfig.ts';
import { loadCell, makeCell } from './cell.ts';
import type { Cell, SavedCell, SentPane } from './cell.ts';
import { CellTimers } from './cellTimers.ts';
import { DEFAULT_RULES } from './firingRules.ts';
import type { FiringRules } from './firingRules.ts';
import { startAtOrBefore } from './grid.ts';
import type { Key, Timing, Window } from './pane.ts';
import type { RowTable } from './rowTable.ts';
import { sameValue } from './sameValue.ts';

/** What is told of cells for snapshots. */
export type CellChanges<K extends Key> = Pick<ItemChanges<Cell<K>>, 'add' | 'touch' | 'remove'>;

/** What a firing needs to know of the windows that fire. */
export interface FiringSpec {
  /** The operator, in errors. */
  readonly owner: string;
  /** When windows fire (default: at their end, and then for each event). */
  readonly rules: FiringRules | undefined;
  readonly lateness: Milliseconds;
  /** Whether windows grow and merge, so that a pane tells which windows it takes the place of. */
  readonly moving: boolean;
}

/**
 * Fires cells by the rules: decides when an event or a clock makes a pane, builds the pane, and keeps
 * account of what each pane has shown. Which cells there are, and when the watermark reaches their
 * ends, is the business of the logic that owns them.
 *
 * Whoever writes a cell beside it calls `touch` first, and `drop` instead of leaving it to be forgotten.
 */
export class Firing<T, K extends Key> {
  readonly #rules: FiringRules;
  readonly #spec: FiringSpec;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  /** Cells by the processing time of their next early firing. */
  readonly #early = new CellTimers<K>(({ earlyAt }) => earlyAt);
  /** Whether the values of panes that were sent are still needed. */
  readonly #keeps: boolean;
  /** Undefined before the first snapshot. */
  #changes: CellChanges<K> | undefined;
  #created = 0;

  constructor(spec: FiringSpec, context: LogicContext<T, PlainPane<K>>, table: RowTable<T>) {
    const rules = spec.rules ?? DEFAULT_RULES;
    this.#rules = rules;
    this.#spec = spec;
    this.#context = context;
    this.#table = table;
    this.#keeps = rules.onlyChanged || rules.accumulation === 'retracting' || rules.retractMerged;
  }

  /** The processing time of the next early firing. */
  get nextTick(): Milliseconds {
    return this.#early.next;
  }

  tick(now: Milliseconds): void {
    for (let cell = this.#early.take(now); cell !== undefined; cell = this.#early.take(now)) {
      this.#changes?.touch(cell);
      cell.earlyAt = Infinity;
      this.#fire(cell, 'early', false);
    }
  }

  /** How many cells there have been: what is to be saved beside them. */
  get created(): number {
    return this.#created;
  }

  /** From now on each cell is told before it is written. */
  tell(changes: CellChanges<K>): void {
    this.#changes = changes;
  }

  /** @returns the cells that were saved, in the order of their creation: they are to be filed */
  restore(created: number, saved: readonly SavedCell<K>[]): Cell<K>[] {
    this.#created = created;
    const inOrder = saved.toSorted((a, b) => a.created - b.created);
    return inOrder.map((each) => loadCell(this.#spec.owner, each, this.#table));
  }

  open(key: K, window: Window, watermark: Milliseconds): Cell<K> {
    const cell = makeCell(key, window, this.#created, watermark);
    this.#created += 1;
    this.#changes?.add(cell);
    return cell;
  }

  /** Someone else is about to write a cell. */
  touch(cell: Cell<K>): void {
    this.#changes?.touch(cell);
  }

  /** A cell is about to be gone: closed, or merged into another. */
  drop(cell: Cell<K>): void {
    this.#changes?.remove(cell);
    cell.gone = true;
  }

  /** A cell that was restored, or that others have merged into: its times have to be filed anew. */
  refile(cell: Cell<K>): void {
    this.#early.set(cell);
  }

  /** Adds the event to the cell's content, and fires the cell if it is the event that does it. */
  accept(cell: Cell<K>, chunk: Chunk<T>, index: number): void {
    const watermark = watermarkBefore(chunk, index);
    const timestamp = chunk.timestamps[index] as number;
    this.#changes?.touch(cell);
    if (cell.row < 0) cell.row = this.#table.allocate(watermark);
    this.#table.addOne(cell.row, chunk, index);
    cell.fresh += 1;
    cell.latest = Math.max(cell.latest, timestamp);
    cell.latestEver = Math.max(cell.latestEver, timestamp);
    cell.earliest = Math.min(cell.earliest, timestamp);
    if (timestamp > watermark) cell.earliestAhead = Math.min(cell.earliestAhead, timestamp);
    const early = cell.window.end - 1 > watermark;
    const { earlyCount, lateCount, finish } = this.#rules;
    if (cell.fresh >= (early ? earlyCount : lateCount)) {
      const timing = early ? 'early' : cell.owed ? 'onTime' : 'late';
      this.#fire(cell, timing, finish === 'atFirstPane');
    } else if (early) this.#wait(cell, chunk, index);
  }

  /** The watermark has passed the cell's end; with `closing`, it is closed right after. */
  passEnd(cell: Cell<K>, watermark: Milliseconds, closing: boolean): void {
    const { atEnd, emptyPanes, closePane, finish } = this.#rules;
    this.#changes?.touch(cell);
    cell.passed = true;
    cell.earlyAt = Infinity;
    cell.stepAt = Infinity;
    if (cell.finished || !atEnd) return;
    const last = closing || finish === 'atEnd';
    if (emptyPanes || this.#hasNews(cell) || (closing && closePane === 'always')) {
      const none = watermark === Infinity && closePane !== 'always';
      this.#fire(cell, 'onTime', last || none);
    }
    cell.owed = false;
    if (last) this.finish(cell);
  }

  /** The watermark has passed the cell's next step of event time. */
  passStep(cell: Cell<K>): void {
    this.#changes?.touch(cell);
    cell.stepAt += this.#rules.step;
    if (cell.row >= 0) this.#fire(cell, 'early', false);
  }

  /** The cell is closed: its last firing, if it has one. */
  close(cell: Cell<K>): void {
    const { closePane, onlyAtClose } = this.#rules;
    this.#changes?.touch(cell);
    if (!cell.finished) {
      const fires = closePane === 'always' || (closePane === 'ifNew' && cell.fresh > 0);
      if (fires) this.#fire(cell, onlyAtClose || cell.owed ? 'onTime' : 'late', true);
      else this.#context.counters.unfired += cell.fresh;
    }
    this.#empty(cell);
    this.drop(cell);
  }

  /** The cell, which was told of already, takes no more events and needs its content no more. */
  finish(cell: Cell<K>): void {
    cell.finished = true;
    cell.fresh = 0;
    cell.earlyAt = Infinity;
    cell.stepAt = Infinity;
    this.#empty(cell);
  }

  /** Sets the cell's timers, where it has none that stands. */
  #wait(cell: Cell<K>, chunk: Chunk<T>, index: number): void {
    const { earlyAfter, step } = this.#rules;
    if (earlyAfter !== Infinity && cell.earlyAt === Infinity) {
      cell.earlyAt = (chunk.arrivals?.[index] ?? this.#context.now()) + earlyAfter;
      this.#early.set(cell);
    }
    if (step === Infinity || cell.stepAt !== Infinity) return;
    const time = Math.max(chunk.timestamps[index] as number, watermarkBefore(chunk, index));
    cell.stepAt = startAtOrBefore({ size: step, every: step, offset: 0 }, time) + step;
  }

  /** Whether the watermark at the cell's end has something to show. */
  #hasNews(cell: Cell<K>): boolean {
    return cell.fresh > 0 || (this.#rules.step !== Infinity && cell.row >= 0);
  }

  #fire(cell: Cell<K>, timing: Timing, final: boolean): void {
    const { accumulation, finish } = this.#rules;
    const sent = { pane: this.#paneOf(cell, timing, final), timestamp: this.#timestampOf(cell) };
    const held = this.#rules.onlyChanged && isUnchanged(cell.standing.at(-1), sent.pane);
    if (!held) this.#send(cell, sent);
    cell.fresh = 0;
    cell.earliest = Infinity;
    cell.earliestAhead = Infinity;
    cell.earlyAt = Infinity;
    if (timing !== 'early') cell.owed = false;
    if (accumulation === 'discarding') this.#empty(cell);
    if (finish === 'atFirstPane') this.finish(cell);
  }

  #send(cell: Cell<K>, sent: SentPane<K>): void {
    const { counters, output } = this.#context;
    for (const earlier of cell.standing) this.#retract(earlier, sent.pane.window);
    if (sent.pane.timing === 'early') counters.early += 1;
    else if (sent.pane.timing === 'onTime') counters.onTime += 1;
    else counters.corrections += 1;
    cell.panes += 1;
    if (sent.pane.timing !== 'early') cell.settled += 1;
    output.emit(sent.pane, sent.timestamp);
    if (this.#keeps || this.#spec.moving) cell.standing = [this.#kept(sent)];
  }

  #retract({ pane, timestamp }: SentPane<K>, window: Window): void {
    const { accumulation, retractMerged } = this.#rules;
    const moved = pane.window.start !== window.start || pane.window.end !== window.end;
    if (accumulation !== 'retracting' && !(retractMerged && moved)) return;
    this.#context.output.emit({ ...pane, retract: true }, timestamp);
  }

  #kept(sent: SentPane<K>): SentPane<K> {
    return this.#keeps ? sent : { ...sent, pane: { ...sent.pane, value: {} } };
  }

  #paneOf(cell: Cell<K>, timing: Timing, final: boolean): PlainPane<K> {
    const { key, window, panes: index, settled, standing } = cell;
    const pane = { key, window, value: this.#valueOf(cell), timing, index, final };
    const told =
      this.#spec.rules === undefined
        ? pane
        : { ...pane, nonSpeculativeIndex: timing === 'early' ? -1 : settled };
    if (!this.#spec.moving) return told;
    const replaced = this.#rules.accumulation === 'discarding' ? [] : standing;
    return { ...told, replaces: replaced.map((earlier) => earlier.pane.window) };
  }

  #valueOf({ row }: Cell<K>): PlainPane<K>['value'] {
    if (row >= 0) return this.#table.result(row);
    const empty = this.#table.allocate(Infinity);
    const value = this.#table.result(empty);
    this.#table.release(empty);
    return value;
  }

  #timestampOf({ window, latest, latestEver, earliest, earliestAhead }: Cell<K>): Milliseconds {
    const { resultTimestamp } = this.#rules;
    const chosen = { end: Infinity, latest, earliest, earliestAhead }[resultTimestamp];
    if (Number.isFinite(chosen)) return chosen;
    return Number.isFinite(window.end) ? window.end - 1 : latestEver;
  }

  #empty(cell: Cell<K>): void {
    if (cell.row >= 0) this.#table.release(cell.row);
    cell.row = -1;
    cell.latest = -Infinity;
  }
}

function isUnchanged<K>(earlier: SentPane<K> | undefined, pane: PlainPane<K>): boolean {
  if (earlier === undefined) return false;
  const { window, value } = earlier.pane;
  return sameValue(window, pane.window) && sameValue(value, pane.value);
}
