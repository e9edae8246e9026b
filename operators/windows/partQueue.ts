import type { Milliseconds } from '../kernel/index.ts';
import type { RowTable } from './rowTable.ts';

/** Some neighbouring events of a key: their row, and the first and the last of their times. */
export interface Part {
  readonly row: number;
  earliest: Milliseconds;
  latest: Milliseconds;
}

/** A saved part: earliest, latest, row. */
export type SavedPart = readonly [Milliseconds, Milliseconds, unknown];

/**
 * Parts in order of arrival of which the oldest leave: their total at any time, for aggregates that
 * cannot be taken back.
 *
 * Algorithm: two stacks. `#front` holds the older parts, each merged with those that came after it
 * up to the newest of `#front`, the oldest on top; `#back` holds the newer ones and `#total` all of
 * them. When `#front` is empty, `#back` is turned over into it: a part is merged about three times in
 * all, however many there are.
 */
export class PartQueue<T> {
  readonly #table: RowTable<T>;
  #front: Part[] = [];
  #back: Part[] = [];
  #total: Part | undefined;

  constructor(table: RowTable<T>) {
    this.#table = table;
  }

  get size(): number {
    return this.#front.length + this.#back.length;
  }

  /** Takes a part over: its row is the queue's from now on. */
  push(part: Part): void {
    this.#back.push(part);
    if (this.#total === undefined) this.#total = this.#copy(part);
    else this.#merge(this.#total, part);
  }

  /** Lets the oldest part go. */
  shift(): void {
    if (this.#front.length === 0) this.#turn();
    const oldest = this.#front.pop();
    if (oldest !== undefined) this.#table.release(oldest.row);
  }

  /** All parts as one, in a row of its own that the caller releases; there must be a part. */
  whole(): Part {
    const older = this.#front.at(-1);
    const whole = this.#copy(older ?? (this.#total as Part));
    if (older !== undefined && this.#total !== undefined) this.#merge(whole, this.#total);
    return whole;
  }

  /** Frees all rows. */
  clear(): void {
    while (this.size > 0) this.shift();
  }

  save(): readonly [front: SavedPart[], back: SavedPart[]] {
    const save = ({ earliest, latest, row }: Part): SavedPart => [
      earliest,
      latest,
      this.#table.save(row),
    ];
    return [this.#front.map(save), this.#back.map(save)];
  }

  load(owner: string, [front, back]: readonly [readonly SavedPart[], readonly SavedPart[]]): void {
    const load = ([earliest, latest, row]: SavedPart): Part => ({
      earliest,
      latest,
      row: this.#table.load(owner, row),
    });
    this.#front = front.map(load);
    for (const part of back) this.push(load(part));
  }

  #turn(): void {
    let newer: Part | undefined;
    for (const part of this.#back.reverse()) {
      if (newer !== undefined) this.#merge(part, newer);
      this.#front.push(part);
      newer = part;
    }
    this.#back = [];
    if (this.#total !== undefined) this.#table.release(this.#total.row);
    this.#total = undefined;
  }

  #merge(into: Part, part: Part): void {
    this.#table.merge(into.row, part.row);
    into.earliest = Math.min(into.earliest, part.earliest);
    into.latest = Math.max(into.latest, part.latest);
  }

  #copy({ row, earliest, latest }: Part): Part {
    const copy = this.#table.allocate(this.#table.born(row));
    this.#table.merge(copy, row);
    return { row: copy, earliest, latest };
  }
}
