import type { AggregateColumn, AggregateRecord } from '../aggregates/index.ts';
import { growNumbers, show, StreamError } from '../kernel/index.ts';
import type { Chunk, Milliseconds, RowChanges } from '../kernel/index.ts';
import { recordBuilder } from './recordBuilder.ts';
import type { RecordBuilder } from './recordBuilder.ts';

/** The saved form of a row: born, count, then the state of each aggregate. */
export type SavedRow = readonly [born: Milliseconds, count: number, ...states: unknown[]];

const FIRST_CAPACITY = 64;

/**
 * The aggregates of all keys in all windows of one operator: a row is one key in one window or
 * slice, a column is one aggregate. All windows share the columns, so that a run of events is added
 * in one loop per aggregate however its events are spread over windows; rows that are free are used
 * again.
 */
export class RowTable<T> {
  readonly #columns: readonly AggregateColumn<T, unknown>[];
  readonly #build: RecordBuilder;
  readonly #free: number[] = [];
  #counts: Float64Array = new Float64Array(0);
  #born: Float64Array = new Float64Array(0);
  #used = 0;
  #one: Int32Array = new Int32Array(1);
  #changes: RowChanges | undefined;

  constructor(aggregate: AggregateRecord<T>) {
    this.#columns = Object.values(aggregate).map((made) => made.column());
    this.#build = recordBuilder(Object.keys(aggregate), this.#columns);
  }

  /** How many rows are in use. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  /** How many rows there are, used or free. */
  get count(): number {
    return this.#used;
  }

  /** From now on each row is told before it is written. */
  tell(changes: RowChanges): void {
    this.#changes = changes;
  }

  /** An empty row. `born` is the watermark that its first event meets. */
  allocate(born: Milliseconds): number {
    const row = this.#free.pop() ?? this.#next();
    this.#changes?.touch(row);
    this.#born[row] = born;
    return row;
  }

  release(row: number): void {
    this.#changes?.touch(row);
    this.#counts[row] = 0;
    for (const column of this.#columns) column.clear(row);
    this.#free.push(row);
  }

  /** Adds the values of a chunk from `from` up to, without, `to`: position i to row `rows[i - from]`. */
  add(rows: Int32Array, chunk: Chunk<T>, from: number, to: number): void {
    if (from >= to) return;
    this.#changes?.touchAll(rows, to - from);
    const counts = this.#counts;
    for (let i = 0; i < to - from; i += 1) {
      const row = rows[i] as number;
      counts[row] = (counts[row] as number) + 1;
    }
    const { values, timestamps } = chunk;
    for (const column of this.#columns) column.add(rows, values, timestamps, from, to);
  }

  /** Adds the value at one position to one row. */
  addOne(row: number, chunk: Chunk<T>, index: number): void {
    this.#one[0] = row;
    this.add(this.#one, chunk, index, index + 1);
  }

  merge(into: number, part: number): void {
    this.#changes?.touch(into);
    this.#counts[into] = this.countOf(into) + this.countOf(part);
    this.#born[into] = Math.min(this.born(into), this.born(part));
    for (const column of this.#columns) column.merge(into, part);
  }

  /** Takes a merged part out; only where all aggregates are removable. */
  remove(from: number, part: number): void {
    this.#changes?.touch(from);
    this.#counts[from] = this.countOf(from) - this.countOf(part);
    for (const column of this.#columns) column.remove?.(from, part);
  }

  /** How many events a row holds. */
  countOf(row: number): number {
    return this.#counts[row] as number;
  }

  /** The watermark that the first event of a row met. */
  born(row: number): Milliseconds {
    return this.#born[row] as number;
  }

  /** The results of a row by the names of the aggregates. */
  result(row: number): Readonly<Record<string, unknown>> {
    return this.#build(row);
  }

  save(row: number): SavedRow {
    const saved: [number, number, ...unknown[]] = [this.born(row), this.countOf(row)];
    for (const column of this.#columns) saved.push(column.save(row));
    return saved;
  }

  /** @returns the new row */
  load(owner: string, saved: unknown): number {
    if (!Array.isArray(saved) || saved.length !== this.#columns.length + 2) {
      const expected = `a row of ${this.#columns.length} aggregates`;
      const text = `${owner}: saved state: expected ${expected}, got ${show(saved)}`;
      throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
    }
    const [born, count, ...states] = saved as unknown as SavedRow;
    const row = this.allocate(born);
    this.#counts[row] = count;
    for (const [index, column] of this.#columns.entries()) column.load(row, states[index]);
    return row;
  }

  #next(): number {
    const row = this.#used;
    this.#used += 1;
    if (row >= this.#counts.length) this.#grow(Math.max(FIRST_CAPACITY, row * 2));
    return row;
  }

  #grow(capacity: number): void {
    this.#counts = growNumbers(this.#counts, capacity);
    this.#born = growNumbers(this.#born, capacity);
    for (const column of this.#columns) column.grow(capacity);
  }
}
