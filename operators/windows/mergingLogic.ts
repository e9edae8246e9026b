import { ItemChanges, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  OpenWindows,
  StateView,
} from '../kernel/index.ts';
import type { AggregateRecord } from '../aggregates/index.ts';
import { addUntilDue } from './addUntilDue.ts';
import type { PlainPane } from './alignedConfig.ts';
import { hull, mergeCell, openCells, saveCell, stepOf } from './cell.ts';
import type { Cell, SavedCell } from './cell.ts';
import { Deadlines } from './deadlines.ts';
import { Firing } from './firing.ts';
import type { FiringRules } from './firingRules.ts';
import type { Key, Window } from './pane.ts';
import { RowTable } from './rowTable.ts';

/** The checked config of sessions that fire by any rules. */
export interface MergingConfig<T, K extends Key> {
  readonly owner: string;
  readonly gap: Milliseconds;
  /** The gap of each event, where it is not the same for all; `gap` is then about what is typical. */
  readonly gapOf: ((value: T) => Milliseconds) | undefined;
  /** Whether sessions that touch are one. */
  readonly touching: boolean;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly lateness: Milliseconds;
  readonly rules: FiringRules | undefined;
}

/**
 * Session windows fired by any rules: each key's open sessions are cells that grow and merge.
 *
 * State: one cell, with its row, per session that is not closed. A snapshot has an entry per session.
 */
export class MergingLogic<T, K extends Key> implements Logic<T> {
  readonly #config: MergingConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #firing: Firing<T, K>;
  /** The sessions of each key, in no order: they are few. */
  readonly #sessions = new Map<K, readonly Cell<K>[]>();
  readonly #deadlines: Deadlines<Cell<K>>;
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Cell<K>> | undefined;
  #size = 0;

  constructor(config: MergingConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    const { owner, rules, lateness, aggregate, gap } = config;
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(aggregate);
    this.#firing = new Firing({ owner, rules, lateness, moving: true }, context, this.#table);
    this.#deadlines = new Deadlines(
      gap / 16,
      (cell) => this.#deadlineOf(cell),
      // At one time ends and closes come first, as they do with windows on a grid.
      (cell) => (isAtStep(cell) ? 1 : 0),
    );
  }

  get size(): number {
    return this.#size;
  }

  get openWindows(): OpenWindows {
    return openCells([...this.#sessions.values()].flat());
  }

  get wake(): Milliseconds {
    return this.#deadlines.next;
  }

  get nextTick(): Milliseconds {
    return this.#firing.nextTick;
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    return addUntilDue(this, (index) => this.#take(chunk, index), from, to);
  }

  tick(now: Milliseconds): void {
    this.#firing.tick(now);
  }

  advance(watermark: Milliseconds): void {
    for (
      let cell = this.#deadlines.take(watermark);
      cell !== undefined;
      cell = this.#deadlines.take(watermark)
    ) {
      this.#reach(cell, watermark);
    }
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view(this.#firing.created, changesOnly);
  }

  restore(state: unknown): void {
    const { head, entries } = readSavedView(this.#config.owner, state);
    const saved = entries.map(([, content]) => content as SavedCell<K>);
    for (const cell of this.#firing.restore(head as number, saved)) {
      this.#keep(cell);
      this.#firing.refile(cell);
      this.#deadlines.file(cell);
    }
  }

  #beginTelling(): ItemChanges<Cell<K>> {
    const cells = [...this.#sessions.values()].flat();
    const changes = new ItemChanges(cells, (cell) => saveCell(cell, this.#table));
    this.#firing.tell(changes);
    return changes;
  }

  #deadlineOf(cell: Cell<K>): Milliseconds {
    const end = cell.window.end - 1;
    return cell.passed ? end + this.#config.lateness : Math.min(end, stepOf(cell));
  }

  #take(chunk: Chunk<T>, index: number): void {
    const { gap, gapOf, keyOf, lateness } = this.#config;
    const value = chunk.values[index] as T;
    const timestamp = chunk.timestamps[index] as number;
    const watermark = watermarkBefore(chunk, index);
    const key = keyOf(value);
    const own = { start: timestamp, end: timestamp + (gapOf === undefined ? gap : gapOf(value)) };
    const met = this.#meeting(key, own);
    const behind = watermark - (own.end - 1 + lateness);
    if (met.length === 0 && behind >= 0) {
      this.#context.late({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    this.#context.output.at(chunk, index);
    const cell = this.#joined(key, own, met, watermark);
    if (cell.finished) this.#context.counters.finished += 1;
    else this.#firing.accept(cell, chunk, index);
    this.#deadlines.file(cell);
  }

  /** The sessions that a window meets, the one created first in front. */
  #meeting(key: K, { start, end }: Window): Cell<K>[] {
    const slack = this.#config.touching ? 1 : 0;
    const met = (this.#sessions.get(key) ?? []).filter(
      ({ window }) => window.start < end + slack && start < window.end + slack,
    );
    return met.sort((a, b) => a.created - b.created);
  }

  /** One session of those that a window meets and the window. */
  #joined(key: K, own: Window, met: readonly Cell<K>[], watermark: Milliseconds): Cell<K> {
    const [first, ...others] = met;
    const cell = first ?? this.#firing.open(key, own, watermark);
    if (first === undefined) this.#keep(cell);
    else this.#firing.touch(cell);
    for (const other of others) {
      this.#firing.drop(other);
      mergeCell(cell, other, this.#table);
      this.#forget(other);
    }
    cell.window = hull(cell.window, own);
    // Its end may have moved on beyond the watermark: then it is to be passed anew.
    cell.passed = cell.window.end - 1 <= watermark;
    if (!cell.passed) cell.owed = true;
    if (others.length > 0) this.#settle(cell);
    return cell;
  }

  /** What was merged may bring a time of its own, and what was finished takes nothing more. */
  #settle(cell: Cell<K>): void {
    if (!cell.finished) this.#firing.refile(cell);
    else {
      this.#context.counters.unfired += cell.fresh;
      this.#firing.finish(cell);
    }
  }

  /** The watermark has reached what the session waits for: a step, its end, or its close. */
  #reach(cell: Cell<K>, watermark: Milliseconds): void {
    const at = this.#deadlineOf(cell);
    this.#context.output.raise(at - 1);
    const end = cell.window.end - 1;
    const closing = at === end + this.#config.lateness;
    if (!cell.passed && at < end) this.#firing.passStep(cell);
    else if (!cell.passed) this.#firing.passEnd(cell, watermark, closing);
    if (closing) this.#close(cell);
    else this.#deadlines.file(cell);
  }

  #close(cell: Cell<K>): void {
    this.#context.counters.closed += 1;
    this.#firing.close(cell);
    this.#forget(cell);
  }

  #keep(cell: Cell<K>): void {
    this.#sessions.set(cell.key, [...(this.#sessions.get(cell.key) ?? []), cell]);
    this.#size += 1;
  }

  #forget(cell: Cell<K>): void {
    const rest = (this.#sessions.get(cell.key) ?? []).filter((other) => other !== cell);
    if (rest.length > 0) this.#sessions.set(cell.key, rest);
    else this.#sessions.delete(cell.key);
    this.#size -= 1;
  }
}

/** Whether a cell waits for a step of event time, not for its end or its close. */
function isAtStep<K extends Key>(cell: Cell<K>): boolean {
  return !cell.passed && stepOf(cell) < Infinity;
}
