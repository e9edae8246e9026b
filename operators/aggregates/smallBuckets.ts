/** Cells of a row: how many are used by buckets, the total, then key, count, key, count … */
const STRIDE = 16;
const TOTAL = 1;
const FIRST = 2;
/** Stands for the number of used cells in a row that is kept elsewhere. */
const ELSEWHERE = -1;
/** Counts beyond this are not kept here: the cells are 32-bit numbers. */
const LARGEST_TOTAL = 2 ** 30;

/**
 * The buckets of rows that have seven or fewer, all in one block of memory: 64 bytes a row, the line
 * that a processor reads at once. Sliding windows have many rows with few values each, and following
 * a pointer or two to each of them costs more than all the counting.
 *
 * Invariants: keys rise; no count is 0; a row that is kept elsewhere says so and holds nothing.
 */
export class SmallBuckets {
  #cells: Int32Array = new Int32Array(0);

  grow(capacity: number): void {
    if (capacity * STRIDE <= this.#cells.length) return;
    const grown = new Int32Array(capacity * STRIDE);
    grown.set(this.#cells);
    this.#cells = grown;
  }

  clear(row: number): void {
    this.#cells[row * STRIDE] = 0;
    this.#cells[row * STRIDE + TOTAL] = 0;
  }

  /** From now on, until it is cleared, the row is kept elsewhere. */
  leave(row: number): void {
    this.clear(row);
    this.#cells[row * STRIDE] = ELSEWHERE;
  }

  isElsewhere(row: number): boolean {
    return this.#cells[row * STRIDE] === ELSEWHERE;
  }

  total(row: number): number {
    return this.#cells[row * STRIDE + TOTAL] as number;
  }

  /**
   * Counts `times` values, which may be fewer than none, in the bucket of a key.
   *
   * @returns false, and counts nothing, where there is no room or the row is kept elsewhere
   */
  count(row: number, key: number, times: number): boolean {
    const cells = this.#cells;
    const start = row * STRIDE;
    const used = cells[start] as number;
    const total = (cells[start + TOTAL] as number) + times;
    if (used === ELSEWHERE || total > LARGEST_TOTAL) return false;
    const first = start + FIRST;
    const end = first + used;
    let at = first;
    while (at < end && (cells[at] as number) < key) at += 2;
    if (at === end || cells[at] !== key) {
      if (used === STRIDE - FIRST) return false;
      cells.copyWithin(at + 2, at, end);
      cells[at] = key;
      cells[at + 1] = times;
      cells[start] = used + 2;
    } else if (cells[at + 1] === -times) {
      cells.copyWithin(at, at + 2, end);
      cells[start] = used - 2;
    } else cells[at + 1] = (cells[at + 1] as number) + times;
    cells[start + TOTAL] = total;
    return true;
  }

  /** The key of the bucket that holds the value of a rank, from 1 for the smallest. */
  keyAt(row: number, rank: number): number {
    const cells = this.#cells;
    let at = row * STRIDE + FIRST;
    let left = rank - (cells[at + 1] as number);
    while (left > 0) {
      at += 2;
      left -= cells[at + 1] as number;
    }
    return cells[at] as number;
  }

  /** How many buckets a row has. */
  size(row: number): number {
    return Math.max(0, this.#cells[row * STRIDE] as number) / 2;
  }

  key(row: number, bucket: number): number {
    return this.#cells[row * STRIDE + FIRST + 2 * bucket] as number;
  }

  times(row: number, bucket: number): number {
    return this.#cells[row * STRIDE + FIRST + 2 * bucket + 1] as number;
  }

  /** Key, count, key, count … */
  save(row: number): number[] {
    const first = row * STRIDE + FIRST;
    return Array.from(this.#cells.subarray(first, first + 2 * this.size(row)));
  }
}
