import { readSavedView, RowChanges, show, StreamError, watermarkBefore } from '../kernel/index.ts';
import type {
  Chunk,
  Logic,
  LogicContext,
  Milliseconds,
  OpenWindows,
  StateView,
} from '../kernel/index.ts';
import type { AlignedConfig, PlainPane } from './alignedConfig.ts';
import { Corrections } from './corrections.ts';
import { firstEnd, lastEnd, passedEnd, sliceEnd, sliceStart } from './grid.ts';
import type { Key } from './pane.ts';
import { RowOwners } from './rowOwners.ts';
import type { OwnedRow } from './rowOwners.ts';
import { RowTable } from './rowTable.ts';
import { Slices } from './slices.ts';
import type { Slice } from './slices.ts';
import type { Span } from './span.ts';
import { spanFor } from './spanFor.ts';

/**
 * Windows that lie on a grid: fixed and sliding ones.
 *
 * Algorithm: events are gathered in slices between neighbouring window edges (general stream
 * slicing, Traub et al. 2019), window-major: slice → key → row of the table. When the watermark
 * passes the next end, the span gives each key's whole window. An event whose slice was passed
 * already corrects the fired windows that are still open, one pane each.
 *
 * State: one row per key and slice up to lastEnd + allowedLateness, and what the span keeps. A snapshot
 * has an entry per row, and as a whole what is kept of corrections.
 *
 * Invariants: every slice's last window is open; `#nextEnd` is the smallest end of a window that has
 * not fired and holds a slice; between two wakes no window with data fires or closes, so most values
 * of a run are judged without looking at the watermark.
 *
 * Cost: one Map lookup and one step per aggregate for each event, and the firings.
 */
export class AlignedLogic<T, K extends Key> implements Logic<T> {
  readonly #config: AlignedConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #table: RowTable<T>;
  readonly #slices: Slices<K> = new Slices();
  readonly #span: Span<T, K>;
  readonly #corrections: Corrections<T, K>;
  #nextEnd: Milliseconds = Infinity;
  /** Windows that end here or before have fired, or would have if they had held an event. */
  #passedEnd: Milliseconds = -Infinity;
  #rows: Int32Array = new Int32Array(512);
  /** The slice that the last event of a run fell into: mostly also that of the next run. */
  #current: Slice<K> | undefined;
  /** Both undefined before the first snapshot. */
  #owners: RowOwners<K> | undefined;
  #changes: RowChanges | undefined;
  wake: Milliseconds = Infinity;

  constructor(config: AlignedConfig<T, K>, context: LogicContext<T, PlainPane<K>>) {
    this.#config = config;
    this.#context = context;
    this.#table = new RowTable(config.aggregate);
    this.#span = spanFor(config, this.#slices, this.#table);
    this.#corrections = new Corrections(config, context, this.#slices, this.#table);
  }

  get size(): number {
    return this.#table.size + this.#corrections.size;
  }

  get openWindows(): OpenWindows {
    const { every } = this.#config.grid;
    let counted = this.#passedEnd;
    let count = 0;
    // Slices are in order, so that each one adds the windows behind those of the one before.
    for (const { firstEnd: first, lastEnd: last } of this.#slices.all()) {
      const from = Math.max(first, counted + every);
      if (from <= last) count += (last - from) / every + 1;
      counted = Math.max(counted, last);
    }
    return { count, nextEnd: this.#nextEnd };
  }

  add(chunk: Chunk<T>, from: number, to: number): number {
    if (this.#rows.length < to - from) this.#rows = new Int32Array(to - from);
    const { values, timestamps } = chunk;
    const { keyOf } = this.#config;
    const { wake } = this;
    const rows = this.#rows;
    let slice = this.#current;
    if (slice !== undefined && slice.firstEnd <= this.#passedEnd) slice = undefined;
    let start = from;
    for (let i = from; i < to; i += 1) {
      const timestamp = timestamps[i] as number;
      if (slice === undefined || timestamp < slice.start || timestamp >= slice.end) {
        slice = this.#openSlice(timestamp);
      }
      if (slice === undefined) {
        this.#table.add(rows, chunk, start, i);
        this.#addAlone(chunk, i);
        start = i + 1;
        // The driver must look at the watermark again before the next value.
        if (this.wake !== wake) return start;
      } else {
        const key = keyOf(values[i] as T);
        rows[i - start] = slice.rows.get(key) ?? this.#newRow(slice, key, chunk, i);
      }
    }
    this.#current = slice;
    this.#table.add(rows, chunk, start, to);
    return to;
  }

  advance(watermark: Milliseconds): void {
    while (this.#nextEnd !== Infinity && this.#nextEnd - 1 <= watermark) {
      this.#fire(this.#nextEnd, watermark);
    }
    this.#pass(watermark);
    this.#close(watermark + 1 - this.#config.lateness);
    this.#setWake();
  }

  snapshot(changesOnly: boolean): StateView {
    this.#changes ??= this.#beginTelling();
    const times = [this.#passedEnd, this.#nextEnd];
    const head = [times, this.#span.snapshot(), this.#corrections.snapshot()];
    return this.#changes.view(head, this.#table.count, changesOnly);
  }

  restore(state: unknown): void {
    const { entries, head } = readSavedView(this.#config.owner, state);
    const [times, span, corrections] = this.#readHead(head);
    [this.#passedEnd, this.#nextEnd] = times;
    const rows = entries.map(([, content]) => content as OwnedRow<K>);
    // In this order keys fire.
    rows.sort((a, b) => a[1] - b[1]);
    const kept: (readonly [K, number])[] = [];
    for (const [place, , key, saved] of rows) {
      const row = this.#table.load(this.#config.owner, saved);
      if (place === 'span') kept.push([key, row]);
      else (this.#slices.get(place) ?? this.#addSlice(place)).rows.set(key, row);
    }
    this.#span.restore(span, kept);
    this.#corrections.restore(corrections);
    this.#setWake();
  }

  #readHead(head: unknown): [times: [number, number], span: unknown, corrections: unknown[]] {
    const [times, span, corrections] = Array.isArray(head) ? (head as unknown[]) : [];
    if (Array.isArray(times) && Array.isArray(corrections))
      return [times as [number, number], span, corrections];
    const text = `${this.#config.owner}: saved state: expected times and corrections, got ${show(head)}`;
    throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
  }

  #beginTelling(): RowChanges {
    const owners = new RowOwners<K>(this.#table);
    for (const { start, rows } of this.#slices.all())
      rows.forEach((row, key) => owners.own(row, start, key));
    this.#owners = owners;
    this.#span.tell(owners);
    const changes = new RowChanges((row) => owners.save(row));
    this.#table.tell(changes);
    return changes;
  }

  /** The slice of a time, if it is there and none of its windows has passed. */
  #openSlice(timestamp: Milliseconds): Slice<K> | undefined {
    const slice = this.#slices.get(sliceStart(this.#config.grid, timestamp));
    if (slice === undefined || timestamp >= slice.end) return undefined;
    return slice.firstEnd > this.#passedEnd ? slice : undefined;
  }

  /** What does not go with its run: it opens a slice, corrects windows, is late, or belongs to none. */
  #addAlone(chunk: Chunk<T>, index: number): void {
    const { grid, lateness, keyOf } = this.#config;
    const timestamp = chunk.timestamps[index] as number;
    const start = sliceStart(grid, timestamp);
    if (timestamp >= sliceEnd(grid, start)) {
      this.#context.counters.unassigned += 1;
      return;
    }
    const watermark = watermarkBefore(chunk, index);
    const behind = watermark - (lastEnd(grid, start) - 1 + lateness);
    if (behind >= 0) {
      const value = chunk.values[index] as T;
      this.#context.late({ value, timestamp, watermark, behind, reason: 'windowClosed' });
      return;
    }
    this.#pass(watermark);
    const key = keyOf(chunk.values[index] as T);
    const slice = this.#slices.get(start) ?? this.#addSlice(start);
    const row = slice.rows.get(key) ?? this.#newRow(slice, key, chunk, index);
    this.#table.addOne(row, chunk, index);
    if (slice.firstEnd <= this.#passedEnd) this.#correct(slice, key, chunk, index);
    this.#awaitFiring(slice);
  }

  #correct(slice: Slice<K>, key: K, chunk: Chunk<T>, index: number): void {
    if (this.#span.holds(slice.start)) this.#span.update(slice, key, chunk, index);
    this.#corrections.fire(slice, key, chunk, index, this.#passedEnd);
  }

  /** The next window that holds the slice may be the next to fire. */
  #awaitFiring(slice: Slice<K>): void {
    const next = Math.max(slice.firstEnd, this.#passedEnd + this.#config.grid.every);
    if (next <= slice.lastEnd) this.#nextEnd = Math.min(this.#nextEnd, next);
    this.#setWake();
  }

  #addSlice(start: Milliseconds): Slice<K> {
    const { grid } = this.#config;
    const slice = {
      start,
      end: sliceEnd(grid, start),
      firstEnd: firstEnd(grid, start),
      lastEnd: lastEnd(grid, start),
      rows: new Map<K, number>(),
    };
    this.#slices.add(slice);
    return slice;
  }

  #newRow(slice: Slice<K>, key: K, chunk: Chunk<T>, index: number): number {
    const row = this.#table.allocate(watermarkBefore(chunk, index));
    slice.rows.set(key, row);
    this.#owners?.own(row, slice.start, key);
    return row;
  }

  #fire(end: Milliseconds, watermark: Milliseconds): void {
    const { grid, lateness } = this.#config;
    const { output, counters } = this.#context;
    const window = { start: end - grid.size, end };
    const final = lateness === 0 || watermark === Infinity;
    // What comes before the panes in the stream is not yet past this window's end.
    output.raise(end - 2);
    this.#span.fire(end, (key, row) => {
      counters.onTime += 1;
      const value = this.#table.result(row);
      output.emit({ key, window, value, timing: 'onTime', index: 0, final }, end - 1);
    });
    const next = this.#slices.firstFrom(end + grid.every - grid.size);
    this.#nextEnd = next === undefined ? Infinity : Math.max(end + grid.every, next.firstEnd);
  }

  /** Windows without events pass without a firing: the span leaves them behind here. */
  #pass(watermark: Milliseconds): void {
    const { grid } = this.#config;
    const passed = passedEnd(grid, watermark);
    if (passed <= this.#passedEnd) return;
    this.#passedEnd = passed;
    this.#span.leave(passed + grid.every - grid.size);
  }

  #close(closedEnd: Milliseconds): void {
    if (this.#current !== undefined && this.#current.lastEnd <= closedEnd)
      this.#current = undefined;
    for (const { rows } of this.#slices.takeClosed(closedEnd)) {
      rows.forEach((row) => this.#release(row));
    }
    this.#corrections.forget(closedEnd);
  }

  #setWake(): void {
    const { first } = this.#slices;
    const close = first === undefined ? Infinity : first.lastEnd - 1 + this.#config.lateness;
    this.wake = Math.min(this.#nextEnd - 1, close);
  }

  #release(row: number): void {
    this.#table.release(row);
    this.#owners?.disown(row);
  }
}
