import { MinHeap, watermarkBefore } from '../kernel/index.ts';
import type { Chunk, LogicContext, Milliseconds } from '../kernel/index.ts';
import type { AlignedConfig, PlainPane } from './alignedConfig.ts';
import { passedEnd } from './grid.ts';
import type { Key } from './pane.ts';
import type { RowTable } from './rowTable.ts';
import type { Slice, Slices } from './slices.ts';

/** A row that holds a window's part up to the event's slice, and where that part begins. */
interface LeftPart {
  readonly start: Milliseconds;
  readonly row: number;
}

/**
 * Fires windows again for an event that came after they had fired.
 *
 * All windows to correct hold the event's slice, so each is a left part that ends with that slice
 * and a right part that begins after it: left parts are made from the slice outwards, the right part
 * grows from window to window. That is about three merges per window, whatever size/every is.
 *
 * State: for each window still open, how often each corrected key has been corrected.
 */
export class Corrections<T, K extends Key> {
  readonly #config: AlignedConfig<T, K>;
  readonly #context: LogicContext<T, PlainPane<K>>;
  readonly #slices: Slices<K>;
  readonly #table: RowTable<T>;
  readonly #counts = new Map<Milliseconds, Map<K, number>>();
  /** The ends in `#counts`, the next to be forgotten first. */
  readonly #ends = new MinHeap<Milliseconds>((a, b) => a - b);

  constructor(
    config: AlignedConfig<T, K>,
    context: LogicContext<T, PlainPane<K>>,
    slices: Slices<K>,
    table: RowTable<T>,
  ) {
    this.#config = config;
    this.#context = context;
    this.#slices = slices;
    this.#table = table;
  }

  get size(): number {
    let size = 0;
    for (const counts of this.#counts.values()) size += counts.size;
    return size;
  }

  /** The event at `index` is already in its slice's row: fires the windows up to `passed` that hold it. */
  fire(slice: Slice<K>, key: K, chunk: Chunk<T>, index: number, passed: Milliseconds): void {
    const { grid, lateness } = this.#config;
    const closed = passedEnd(grid, watermarkBefore(chunk, index) - lateness);
    const first = Math.max(slice.firstEnd, closed + grid.every);
    const last = Math.min(slice.lastEnd, passed);
    if (first > last) return;
    this.#context.output.at(chunk, index);
    const lefts = this.#leftParts(slice, key, first - grid.size);
    const rights = this.#slices.between(slice.end, last);
    this.#fireEach(key, lefts, rights, first, last);
    // The slice's own row is the last left part, and stays.
    for (const { row } of lefts.slice(0, -1)) this.#table.release(row);
  }

  /** Forgets windows that end at `end` or before. */
  forget(end: Milliseconds): void {
    for (
      let first = this.#ends.first;
      first !== undefined && first <= end;
      first = this.#ends.first
    ) {
      this.#ends.pop();
      this.#counts.delete(first);
    }
  }

  snapshot(): unknown {
    return [...this.#counts].map(([end, counts]) => [end, [...counts]]);
  }

  restore(saved: readonly unknown[]): void {
    for (const [end, counts] of saved as [Milliseconds, [K, number][]][]) {
      this.#open(end, counts);
    }
  }

  /** In order of start: each holds the key's slices from its start up to the event's slice. */
  #leftParts(slice: Slice<K>, key: K, from: Milliseconds): LeftPart[] {
    const parts: LeftPart[] = [{ start: slice.start, row: slice.rows.get(key) as number }];
    const before = this.#slices.between(from, slice.start);
    for (let i = before.length - 1; i >= 0; i -= 1) {
      const { start, rows } = before[i] as Slice<K>;
      const part = rows.get(key);
      if (part === undefined) continue;
      const row = this.#copy(part);
      this.#table.merge(row, (parts.at(-1) as LeftPart).row);
      parts.push({ start, row });
    }
    return parts.reverse();
  }

  #fireEach(
    key: K,
    lefts: readonly LeftPart[],
    rights: readonly Slice<K>[],
    first: Milliseconds,
    last: Milliseconds,
  ): void {
    const { size, every } = this.#config.grid;
    let [left, next] = [0, 0];
    let right: number | undefined;
    for (let end = first; end <= last; end += every) {
      while ((lefts[left] as LeftPart).start < end - size) left += 1;
      for (; next < rights.length && (rights[next] as Slice<K>).start < end; next += 1) {
        right = this.#grow(right, (rights[next] as Slice<K>).rows.get(key));
      }
      this.#emit(key, (lefts[left] as LeftPart).row, right, end);
    }
    if (right !== undefined) this.#table.release(right);
  }

  #emit(key: K, left: number, right: number | undefined, end: Milliseconds): void {
    const whole = right === undefined ? left : this.#copy(left);
    if (right !== undefined) this.#table.merge(whole, right);
    const firedOnTime = this.#table.born(whole) < end - 1;
    const pane: PlainPane<K> = {
      key,
      window: { start: end - this.#config.grid.size, end },
      value: this.#table.result(whole),
      timing: 'late',
      index: this.#countUp(end, key) + (firedOnTime ? 1 : 0),
      final: false,
    };
    if (right !== undefined) this.#table.release(whole);
    this.#context.counters.corrections += 1;
    this.#context.output.emit(pane, end - 1);
  }

  /** How often the key was corrected in the window before now. */
  #countUp(end: Milliseconds, key: K): number {
    const counts = this.#counts.get(end) ?? this.#open(end, []);
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  }

  #open(end: Milliseconds, saved: readonly (readonly [K, number])[]): Map<K, number> {
    const counts = new Map(saved);
    this.#counts.set(end, counts);
    this.#ends.push(end);
    return counts;
  }

  #grow(row: number | undefined, part: number | undefined): number | undefined {
    if (part === undefined) return row;
    if (row === undefined) return this.#copy(part);
    this.#table.merge(row, part);
    return row;
  }

  #copy(part: number): number {
    const row = this.#table.allocate(this.#table.born(part));
    this.#table.merge(row, part);
    return row;
  }
}
