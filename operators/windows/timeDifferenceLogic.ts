import {
  ItemChanges,
  makeChunk,
  MinHeap,
  readSavedView,
  watermarkBefore,
} from '../kernel/index.ts';
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
import { openCells, saveCell, stepOf } from './cell.ts';
import type { Cell, SavedCell } from './cell.ts';
import { CellTimers } from './cellTimers.ts';
import { Firing } from './firing.ts';
import type { FiringRules } from './firingRules.ts';
import type { Key } from './pane.ts';
import { RowTable } from './rowTable.ts';
import { firstFrom, itemsWithin, putInOrder } from './firstFrom.ts';

/** The checked config of windows by time difference. */
export interface TimeDifferenceConfig<T, K extends Key> {
  readonly owner: string;
  readonly difference: Milliseconds;
  readonly lowestStart: Milliseconds;
  readonly keyOf: (value: T) => K;
  readonly aggregate: AggregateRecord<T>;
  readonly lateness: Milliseconds;
  readonly rules: FiringRules | undefined;
}

/** An event that windows to come may still need. */
interface HeldEvent<T, K extends Key> {
  readonly timestamp: Milliseconds;
  readonly value: T;
  /** Whether a window has held it. */
  placed: boolean;
  readonly key: K;
  /** How many events were held before it. */
  readonly order: number;
  /** Its number while changes are told for snapshots. */
  slot: number;
}

/** What is kept of one key: events in order of time, windows in order of start. */
interface Line<T, K extends Key> {
  readonly key: K;
  readonly events: HeldEvent<T, K>[];
  readonly cells: Cell<K>[];
}

/** The saved form of an event; that of a window is no list. */
type SavedEvent<T, K extends Key> = readonly [
  key: K,
  order: number,
  timestamp: Milliseconds,
  value: T,
  placed: boolean,
];

const timeOf = ({ timestamp }: { readonly timestamp: Milliseconds }): Milliseconds => timestamp;
const startOf = <K extends Key>({ window }: Cell<K>): Milliseconds => window.start;

/**
 * Windows by time difference: one that ends with each event, and one that starts right after it when
 * there are events in it.
 *
 * Algorithm: an event first makes its own window and that behind the event before it, where they are
 * missing, is then put into all windows that hold its time, and last makes the window right behind
 * it, where there are events for it already. A new window is filled from the events that are held.
 *
 * State: per key the windows that are not closed, and the events that one to come may hold. A snapshot
 * has an entry for each of either.
 */
export class TimeDifferenceLogic<T, K extends Key> implements Logic<T> {
  readonly #config: TimeDifferenceConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #firing: Firing<T, K>;
  readonly #lines = new Map<K, Line<T, K>>();
  readonly #due: CellTimers<K>;
  readonly #steps = new CellTimers<K>(stepOf);
  readonly #held = new MinHeap<{ readonly timestamp: Milliseconds; readonly line: Line<T, K> }>(
    (a, b) => a.timestamp - b.timestamp,
  );
  /** Undefined before the first snapshot. */
  #changes: ItemChanges<Cell<K> | HeldEvent<T, K>> | undefined;
  #events = 0;

  constructor(config: TimeDifferenceConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    const { owner, rules, lateness, aggregate } = config;
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(aggregate);
    this.#firing = new Firing({ owner, rules, lateness, moving: false }, context, this.#table);
    this.#due = new CellTimers(({ window, passed }) => window.end - 1 + (passed ? lateness : 0));
  }

  get size(): number {
    let size = 0;
    for (const { events, cells } of this.#lines.values()) size += events.length + cells.length;
    return size;
  }

  get openWindows(): OpenWindows {
    const cells = [...this.#lines.values()].flatMap((line) => line.cells);
    return openCells(cells);
  }

  get wake(): Milliseconds {
    return Math.min(this.#due.next, this.#steps.next, this.#forgetAt());
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
      const [due, step] = [this.#due.next, this.#steps.next];
      if (Math.min(due, step) > watermark || Math.min(due, step) === Infinity) break;
      if (due <= step) this.#reach(this.#due.take(due) as Cell<K>, watermark);
      else this.#step(this.#steps.take(step) as Cell<K>, step);
    }
    while (this.#held.size > 0 && this.#forgetAt() <= watermark) this.#forget();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    return this.#changes.view([this.#firing.created, this.#events], changesOnly);
  }

  restore(state: unknown): void {
    const { owner } = this.#config;
    const { head, entries } = readSavedView(owner, state);
    const [created, held] = head as readonly [number, number];
    const saved = entries.map(([, content]) => content as SavedCell<K> | SavedEvent<T, K>);
    const events = saved.filter((each) => isSavedEvent(each));
    for (const [key, order, timestamp, value, placed] of events.sort((a, b) => a[1] - b[1])) {
      this.#hold({ key, order, timestamp, value, placed, slot: -1 });
    }
    this.#events = held;
    const cells = saved.filter((each): each is SavedCell<K> => !isSavedEvent(each));
    for (const cell of this.#firing.restore(created, cells)) this.#put(cell);
  }

  #beginTelling(): ItemChanges<Cell<K> | HeldEvent<T, K>> {
    const all = [...this.#lines.values()].flatMap(({ cells, events }) => [...cells, ...events]);
    const changes = new ItemChanges(all, (item) => this.#save(item));
    this.#firing.tell(changes);
    return changes;
  }

  #save(item: Cell<K> | HeldEvent<T, K>): SavedCell<K> | SavedEvent<T, K> {
    if ('window' in item) return saveCell(item, this.#table);
    const { key, order, timestamp, value, placed } = item;
    return [key, order, timestamp, value, placed];
  }

  #take(chunk: Chunk<T>, index: number): void {
    const { difference, lateness, lowestStart, keyOf } = this.#config;
    const timestamp = chunk.timestamps[index] as number;
    const value = chunk.values[index] as T;
    const watermark = watermarkBefore(chunk, index);
    if (timestamp < lowestStart) {
      this.#context.counters.unassigned += 1;
      return;
    }
    const behind = watermark - (timestamp + difference + lateness);
    if (behind >= 0) {
      this.#context.late({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    const key = keyOf(value);
    const line = this.#line(key);
    this.#context.output.at(chunk, index);
    this.#open(line, Math.max(lowestStart, timestamp - difference), watermark);
    const before = line.events[firstFrom(line.events, timestamp, timeOf) - 1];
    if (before !== undefined && before.timestamp + 1 + difference >= timestamp) {
      this.#open(line, before.timestamp + 1, watermark);
    }
    const placed = this.#place(line, chunk, index);
    this.#openBehind(line, timestamp, watermark);
    const event = { key, order: this.#events, timestamp, value, placed, slot: -1 };
    this.#events += 1;
    this.#changes?.add(event);
    this.#hold(event);
  }

  /** @returns whether there is a window for the event */
  #place(line: Line<T, K>, chunk: Chunk<T>, index: number): boolean {
    const timestamp = chunk.timestamps[index] as number;
    const from = timestamp - this.#config.difference;
    const cells = itemsWithin(line.cells, from, timestamp, startOf);
    const open = cells.filter(({ finished }) => !finished);
    for (const cell of open) this.#accept(cell, chunk, index);
    if (cells.length > 0 && open.length === 0) this.#context.counters.finished += 1;
    return cells.length > 0;
  }

  #accept(cell: Cell<K>, chunk: Chunk<T>, index: number): void {
    const { stepAt } = cell;
    this.#firing.accept(cell, chunk, index);
    if (cell.stepAt !== stepAt) this.#steps.set(cell);
  }

  /** Makes the window right behind an event, if it is missing and there are events for it. */
  #openBehind(line: Line<T, K>, timestamp: Milliseconds, watermark: Milliseconds): void {
    const next = line.events[firstFrom(line.events, timestamp + 1, timeOf)];
    if (next === undefined || next.timestamp > timestamp + 1 + this.#config.difference) return;
    const cell = this.#open(line, timestamp + 1, watermark, 1);
    if (cell === undefined) return;
    const { end } = cell.window;
    const last = line.events[firstFrom(line.events, end, timeOf) - 1] as HeldEvent<T, K>;
    this.#markPlaced(last);
    const { value } = last;
    const [values, timestamps] = [[value], [last.timestamp]];
    this.#accept(cell, makeChunk({ values, timestamps, watermark }), 0);
  }

  /**
   * Makes a window if it is missing and not closed, and fills it from the events that are held.
   *
   * @param without how many of the last of them are left out
   * @returns the window, if it was made
   */
  #open(
    line: Line<T, K>,
    start: Milliseconds,
    watermark: Milliseconds,
    without = 0,
  ): Cell<K> | undefined {
    const { difference, lateness } = this.#config;
    const window = { start, end: start + difference + 1 };
    const known = line.cells[firstFrom(line.cells, start, startOf)];
    if (known?.window.start === start || window.end - 1 + lateness <= watermark) return undefined;
    const cell = this.#firing.open(line.key, window, watermark);
    cell.passed = window.end - 1 <= watermark;
    this.#put(cell);
    const events = itemsWithin(line.events, start, start + difference, timeOf);
    this.#fill(cell, events.slice(0, events.length - without), watermark);
    return cell;
  }

  /** Puts events into a new window without firing it: the one that made it follows. */
  #fill(cell: Cell<K>, events: readonly HeldEvent<T, K>[], watermark: Milliseconds): void {
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return;
    const values = events.map(({ value }) => value);
    const chunk = makeChunk({ values, timestamps: events.map(timeOf), watermark });
    cell.row = this.#table.allocate(watermark);
    this.#table.add(new Int32Array(events.length).fill(cell.row), chunk, 0, events.length);
    cell.fresh = events.length;
    cell.earliest = first.timestamp;
    cell.latest = last.timestamp;
    cell.latestEver = last.timestamp;
    cell.earliestAhead =
      events.find(({ timestamp }) => timestamp > watermark)?.timestamp ?? Infinity;
    for (const event of events) this.#markPlaced(event);
  }

  #markPlaced(event: HeldEvent<T, K>): void {
    if (event.placed) return;
    this.#changes?.touch(event);
    event.placed = true;
  }

  #put(cell: Cell<K>): void {
    putInOrder(this.#line(cell.key).cells, cell, startOf);
    this.#firing.refile(cell);
    this.#due.set(cell);
    this.#steps.set(cell);
  }

  #line(key: K): Line<T, K> {
    let line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, (line = { key, events: [], cells: [] }));
    return line;
  }

  #hold(event: HeldEvent<T, K>): void {
    const line = this.#line(event.key);
    putInOrder(line.events, event, timeOf);
    this.#held.push({ timestamp: event.timestamp, line });
  }

  /** The watermark has reached a window's end, its close, or both at once. */
  #reach(cell: Cell<K>, watermark: Milliseconds): void {
    const { lateness } = this.#config;
    if (!cell.passed) {
      this.#context.output.raise(cell.window.end - 2);
      this.#firing.passEnd(cell, watermark, lateness === 0);
      if (lateness > 0) {
        this.#due.set(cell);
        return;
      }
    } else this.#context.output.raise(cell.window.end - 2 + lateness);
    this.#firing.close(cell);
    const { cells } = this.#lines.get(cell.key) as Line<T, K>;
    cells.splice(firstFrom(cells, cell.window.start, startOf), 1);
    this.#context.counters.closed += 1;
  }

  #step(cell: Cell<K>, step: Milliseconds): void {
    this.#context.output.raise(step - 1);
    this.#firing.passStep(cell);
    this.#steps.set(cell);
  }

  /** When the window right behind the earliest event is closed, nothing needs the event any more. */
  #forgetAt(): Milliseconds {
    const { difference, lateness } = this.#config;
    return (this.#held.first?.timestamp ?? Infinity) + difference + 1 + lateness;
  }

  #forget(): void {
    const { timestamp, line } = this.#held.pop() as { timestamp: number; line: Line<T, K> };
    const position = firstFrom(line.events, timestamp, timeOf);
    const [event] = line.events.splice(position, 1) as [HeldEvent<T, K>];
    this.#changes?.remove(event);
    if (!event.placed) this.#context.counters.unassigned += 1;
    if (line.events.length === 0 && line.cells.length === 0) this.#lines.delete(line.key);
  }
}

function isSavedEvent<T, K extends Key>(
  saved: SavedCell<K> | SavedEvent<T, K>,
): saved is SavedEvent<T, K> {
  return Array.isArray(saved);
}
