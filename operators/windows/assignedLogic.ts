import { ItemChanges, MinHeap, readSavedView, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  OpenWindows,
  StateView,
} from '../kernel/index.ts';
import { addUntilDue } from './addUntilDue.ts';
import type { PlainPane } from './alignedConfig.ts';
import type { AssignedConfig } from './assignedConfig.ts';
import { saveCell, stepOf } from './cell.ts';
import type { Cell, SavedCell } from './cell.ts';
import { CellTimers } from './cellTimers.ts';
import { Firing } from './firing.ts';
import type { Key, Window } from './pane.ts';
import { RowTable } from './rowTable.ts';

/** One window that is not closed, with its keys. */
interface OpenWindow<K extends Key> {
  readonly window: Window;
  readonly cells: Map<K, Cell<K>>;
  passed: boolean;
  /** The watermark at which its end is passed or, after that, at which it is closed. */
  due: Milliseconds;
}

/**
 * Windows of any kind that lies still, fired by any rules: an assigner tells which windows an event
 * belongs to, `Firing` when they fire.
 *
 * State: one cell, with its row, per key and window that is not closed; window-major: end → start → key.
 * A snapshot has an entry per cell.
 */
export class AssignedLogic<T, K extends Key> implements Logic<T> {
  readonly #config: AssignedConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #firing: Firing<T, K>;
  readonly #windows = new Map<Milliseconds, Map<Milliseconds, OpenWindow<K>>>();
  readonly #due = new MinHeap<OpenWindow<K>>(inOrder);
  readonly #steps = new CellTimers<K>(stepOf);
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Cell<K>> | undefined;
  #size = 0;

  constructor(config: AssignedConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    const { owner, rules, lateness, aggregate } = config;
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(aggregate);
    this.#firing = new Firing({ owner, rules, lateness, moving: false }, context, this.#table);
  }

  get size(): number {
    return this.#size;
  }

  get openWindows(): OpenWindows {
    const waiting = this.#all().filter(({ passed }) => !passed);
    const nextEnd = waiting.reduce((end, { window }) => Math.min(end, window.end), Infinity);
    return { count: waiting.length, nextEnd };
  }

  get wake(): Milliseconds {
    return Math.min(this.#due.first?.due ?? Infinity, this.#steps.next);
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
    for (;;) {
      const next = this.#due.first;
      const step = this.#steps.next;
      if (next !== undefined && next.due <= Math.min(watermark, step)) {
        this.#due.pop();
        this.#reach(next, watermark);
      } else if (step !== Infinity && step <= watermark) this.#step(step, watermark);
      else return;
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
      const open = this.#find(cell.window) ?? this.#open(cell.window, cell.passed);
      open.cells.set(cell.key, cell);
      this.#size += 1;
      this.#firing.refile(cell);
      this.#steps.set(cell);
    }
  }

  #beginTelling(): ItemChanges<Cell<K>> {
    const cells = this.#all().flatMap((open) => [...open.cells.values()]);
    const changes = new ItemChanges(cells, (cell) => saveCell(cell, this.#table));
    this.#firing.tell(changes);
    return changes;
  }

  #all(): OpenWindow<K>[] {
    return [...this.#windows.values()].flatMap((byStart) => [...byStart.values()]);
  }

  #find({ start, end }: Window): OpenWindow<K> | undefined {
    return this.#windows.get(end)?.get(start);
  }

  #take(chunk: Chunk<T>, index: number): void {
    const { assigner, keyOf, lateness } = this.#config;
    const timestamp = chunk.timestamps[index] as number;
    const value = chunk.values[index] as T;
    const windows = assigner.windowsOf(timestamp, value);
    const last = windows.at(-1);
    if (last === undefined) {
      this.#context.counters.unassigned += 1;
      return;
    }
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - (last.end - 1 + lateness);
    if (behind >= 0) {
      this.#context.late({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const key = keyOf(value);
    this.#context.output.at(chunk, index);
    let taken = false;
    for (const window of windows) {
      const open = window.end - 1 + lateness > watermark;
      if (open && this.#put(window, key, chunk, index)) taken = true;
    }
    if (!taken) this.#context.counters.finished += 1;
  }

  /** @returns whether the window took the event */
  #put(window: Window, key: K, chunk: Chunk<T>, index: number): boolean {
    const watermark = watermarkBefore(chunk, index);
    const open = this.#find(window) ?? this.#open(window, window.end - 1 <= watermark);
    let cell = open.cells.get(key);
    if (cell === undefined) {
      cell = this.#firing.open(key, open.window, watermark);
      cell.passed = open.passed;
      open.cells.set(key, cell);
      this.#size += 1;
    }
    if (cell.finished) return false;
    const { stepAt } = cell;
    this.#firing.accept(cell, chunk, index);
    if (cell.stepAt !== stepAt) this.#steps.set(cell);
    return true;
  }

  #open({ start, end }: Window, passed: boolean): OpenWindow<K> {
    const due = end - 1 + (passed ? this.#config.lateness : 0);
    const open = { window: { start, end }, cells: new Map<K, Cell<K>>(), passed, due };
    const byStart = this.#windows.get(end) ?? new Map<Milliseconds, OpenWindow<K>>();
    this.#windows.set(end, byStart.set(start, open));
    this.#due.push(open);
    return open;
  }

  /** The watermark has reached what the window waits for: its end, its close, or both at once. */
  #reach(open: OpenWindow<K>, watermark: Milliseconds): void {
    const closeAt = open.window.end - 1 + this.#config.lateness;
    // What comes before the panes in the stream is not yet past what they wait for.
    if (open.due !== Infinity) this.#context.output.raise(open.due - 1);
    const closing = open.due === closeAt;
    if (!open.passed) {
      open.passed = true;
      for (const cell of open.cells.values()) this.#firing.passEnd(cell, watermark, closing);
    }
    if (closing) this.#close(open);
    else {
      open.due = closeAt;
      this.#due.push(open);
    }
  }

  #step(step: Milliseconds, watermark: Milliseconds): void {
    const cell = this.#steps.take(step);
    if (cell === undefined) return;
    // A window over all time has steps without end: at the end of time it fires once.
    if (watermark === Infinity && cell.window.end === Infinity) {
      this.#firing.touch(cell);
      cell.stepAt = Infinity;
    } else {
      this.#context.output.raise(step - 1);
      this.#firing.passStep(cell);
      this.#steps.set(cell);
    }
  }

  #close({ window, cells }: OpenWindow<K>): void {
    for (const cell of cells.values()) this.#firing.close(cell);
    this.#size -= cells.size;
    const byStart = this.#windows.get(window.end);
    byStart?.delete(window.start);
    if (byStart?.size === 0) this.#windows.delete(window.end);
    this.#context.counters.closed += 1;
  }
}

function inOrder<K extends Key>(a: OpenWindow<K>, b: OpenWindow<K>): number {
  // Infinity - Infinity is no number.
  if (a.due !== b.due) return a.due - b.due;
  if (a.window.end !== b.window.end) return a.window.end - b.window.end;
  return a.window.start - b.window.start;
}
