/** Up to this many cells an emptied list keeps its room for the next use of its row. */
const KEPT_CELLS = 128;
/** A part this many times smaller is searched for key by key, not walked through side by side. */
const MUCH_SMALLER = 16;

/**
 * The counts of the buckets of one row: a sorted list of keys (see `LogScale`) with their counts,
 * in one array as key, count, key, count … so that the few buckets of a usual row lie together.
 *
 * Invariants: keys rise; no count is 0; at most `maxBuckets` buckets. Beyond those, the buckets of
 * the smallest magnitude are counted together in the bucket `floor` of their sign: every key nearer
 * to zero than `floor` is read as `floor`. Which values that are depends on the set of keys alone,
 * not on the order they came in, and a part that is taken out is read the same way, so it comes out
 * of the buckets that it went into. Once no bucket is at the floor, nothing is left below it and
 * the floor falls back to 0.
 *
 * Cost: adding is a binary search and a shift; merging walks both lists once, without garbage.
 */
export class LogBuckets {
  total = 0;
  #floor = 0;
  #cells: number[] = [];
  /** How many cells are in use; the array keeps its length, since shrinking it costs a copy. */
  #used = 0;

  clear(): void {
    this.total = 0;
    this.#floor = 0;
    this.#used = 0;
    if (this.#cells.length > KEPT_CELLS) this.#cells = [];
  }

  /** Counts `times` values in the bucket of a key. */
  add(key: number, times: number, maxBuckets: number): void {
    this.total += times;
    this.#count(this.#floored(key), times);
    if (this.#used > 2 * maxBuckets) this.#raiseFloor(maxBuckets);
  }

  merge(part: LogBuckets, maxBuckets: number): void {
    if (part.#floor > this.#floor) this.#setFloor(part.#floor);
    if (this.#floor !== part.#floor || part.#used * MUCH_SMALLER < this.#used) {
      this.#countEach(part, 1);
    } else {
      const fresh = this.#countKnown(part);
      if (fresh > 0) this.#insertFresh(part, fresh);
    }
    this.total += part.total;
    if (this.#used > 2 * maxBuckets) this.#raiseFloor(maxBuckets);
  }

  /** Takes out what was merged from `part`. */
  remove(part: LogBuckets): void {
    this.total -= part.total;
    if (this.total === 0) return this.clear();
    if (this.#floor > 0 || part.#used * MUCH_SMALLER < this.#used) this.#countEach(part, -1);
    else if (this.#countOff(part) > 0) this.#dropEmptied();
    if (this.#floor > 0 && !this.#hasFloor()) this.#floor = 0;
  }

  /** Takes `times` values, counted before, out of the bucket of a key. */
  takeOut(key: number, times: number): void {
    this.total -= times;
    if (this.total === 0) return this.clear();
    this.#count(this.#floored(key), -times);
    if (this.#floor > 0 && !this.#hasFloor()) this.#floor = 0;
  }

  /** The key of the bucket that holds the value of a rank, from 1 for the smallest. */
  keyAt(rank: number): number {
    return 2 * rank <= this.total ? this.#fromStart(rank) : this.#fromEnd(this.total - rank + 1);
  }

  /** The floor, then key, count, key, count … */
  save(): number[] {
    return [this.#floor, ...this.#cells.slice(0, this.#used)];
  }

  load([floor = 0, ...cells]: readonly number[]): void {
    this.#floor = floor;
    this.#cells = cells;
    this.#used = cells.length;
    this.total = cells.reduce((total, cell, at) => (at % 2 === 1 ? total + cell : total), 0);
  }

  #fromStart(rank: number): number {
    const cells = this.#cells;
    let at = 0;
    let left = rank - (cells[1] as number);
    while (left > 0) {
      at += 2;
      left -= cells[at + 1] as number;
    }
    return cells[at] as number;
  }

  #fromEnd(rank: number): number {
    const cells = this.#cells;
    let at = this.#used - 2;
    let left = rank - (cells[at + 1] as number);
    while (left > 0) {
      at -= 2;
      left -= cells[at + 1] as number;
    }
    return cells[at] as number;
  }

  #floored(key: number): number {
    const floor = this.#floor;
    if (key === 0 || key >= floor || key <= -floor) return key;
    return key > 0 ? floor : -floor;
  }

  #countEach(part: LogBuckets, sign: 1 | -1): void {
    for (let at = 0; at < part.#used; at += 2) {
      this.#count(this.#floored(part.#cells[at] as number), sign * (part.#cells[at + 1] as number));
    }
  }

  #count(key: number, times: number): void {
    const cells = this.#cells;
    const at = this.#find(key);
    if (at === this.#used || cells[at] !== key) return this.#insert(at, key, times);
    const count = (cells[at + 1] as number) + times;
    if (count === 0) this.#delete(at);
    else cells[at + 1] = count;
  }

  /** The cell of the first key that is not below `key`. */
  #find(key: number): number {
    const cells = this.#cells;
    let low = 0;
    let high = this.#used >> 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cells[2 * middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return 2 * low;
  }

  #insert(at: number, key: number, times: number): void {
    const cells = this.#cells;
    if (cells.length < this.#used + 2) cells.push(0, 0);
    for (let i = this.#used - 1; i >= at; i -= 1) cells[i + 2] = cells[i] as number;
    cells[at] = key;
    cells[at + 1] = times;
    this.#used += 2;
  }

  #delete(at: number): void {
    const cells = this.#cells;
    this.#used -= 2;
    for (let i = at; i < this.#used; i += 1) cells[i] = cells[i + 2] as number;
  }

  /** Adds the counts of the keys that both have; returns how many only the part has. */
  #countKnown(part: LogBuckets): number {
    const cells = this.#cells;
    const others = part.#cells;
    const end = this.#used;
    const othersEnd = part.#used;
    let at = 0;
    let fresh = 0;
    for (let from = 0; from < othersEnd; from += 2) {
      const key = others[from] as number;
      while (at < end && (cells[at] as number) < key) at += 2;
      if (at === end || cells[at] !== key) fresh += 1;
      else cells[at + 1] = (cells[at + 1] as number) + (others[from + 1] as number);
    }
    return fresh;
  }

  /** Inserts the keys that only the part has: from the end, so that every cell moves once. */
  #insertFresh(part: LogBuckets, fresh: number): void {
    const cells = this.#cells;
    const others = part.#cells;
    let own = this.#used - 2;
    let from = part.#used - 2;
    this.#used += 2 * fresh;
    while (cells.length < this.#used) cells.push(0, 0);
    for (let to = this.#used - 2; to > own; to -= 2) {
      const key = others[from] as number;
      if (own < 0 || key > (cells[own] as number)) {
        cells[to] = key;
        cells[to + 1] = others[from + 1] as number;
        from -= 2;
        continue;
      }
      if (key === cells[own]) from -= 2;
      cells[to] = cells[own] as number;
      cells[to + 1] = cells[own + 1] as number;
      own -= 2;
    }
  }

  /** Subtracts the counts of the part; returns how many buckets that emptied. */
  #countOff(part: LogBuckets): number {
    const cells = this.#cells;
    const others = part.#cells;
    const end = this.#used;
    const othersEnd = part.#used;
    let at = 0;
    let emptied = 0;
    for (let from = 0; from < othersEnd; from += 2) {
      const key = others[from] as number;
      while (at < end && (cells[at] as number) < key) at += 2;
      const count = (cells[at + 1] as number) - (others[from + 1] as number);
      cells[at + 1] = count;
      if (count === 0) emptied += 1;
    }
    return emptied;
  }

  /** Closes the gaps of emptied buckets. */
  #dropEmptied(): void {
    const cells = this.#cells;
    const end = this.#used;
    let to = 0;
    for (let at = 0; at < end; at += 2) {
      const count = cells[at + 1] as number;
      if (count === 0) continue;
      cells[to] = cells[at] as number;
      cells[to + 1] = count;
      to += 2;
    }
    this.#used = to;
  }

  #hasFloor(): boolean {
    const cells = this.#cells;
    return [this.#floor, -this.#floor].some((key) => {
      const at = this.#find(key);
      return at < this.#used && cells[at] === key;
    });
  }

  /** Raises the floor to the lowest magnitude that leaves room for all buckets. */
  #raiseFloor(maxBuckets: number): void {
    const keys = this.#cells.slice(0, this.#used).filter((_, at) => at % 2 === 0);
    const magnitudes = keys.map(Math.abs).sort((a, b) => a - b);
    let floor = magnitudes.findIndex((each) => each > this.#floor);
    while (bucketsAbove(keys, magnitudes[floor] as number) > maxBuckets) floor += 1;
    this.#setFloor(magnitudes[floor] as number);
  }

  #setFloor(floor: number): void {
    const { total } = this;
    const cells = this.#cells.slice(0, this.#used);
    this.clear();
    this.total = total;
    this.#floor = floor;
    for (let at = 0; at < cells.length; at += 2) {
      this.#count(this.#floored(cells[at] as number), cells[at + 1] as number);
    }
  }
}

/** How many buckets there are when the keys nearer to zero than `floor` are read as `floor`. */
function bucketsAbove(keys: readonly number[], floor: number): number {
  const read = keys.map((key) => (key === 0 ? 0 : Math.sign(key) * Math.max(floor, Math.abs(key))));
  return new Set(read).size;
}
