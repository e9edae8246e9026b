import { growNumbers } from '../kernel/index.ts';
import type { BoardMove, BoardRow, Boards, SavedBoard } from './boards.ts';

/** A board has room for so many rows at first, where its limit is not smaller. */
const FEWEST = 16;

/**
 * Boards whose rows only come: those beyond the limit are let go.
 *
 * The rows of all boards are in two columns, those of one board side by side: no object for a key or
 * a row, which the collector would mostly have to do with. A board that outgrows its room moves to
 * one of twice the size. A row costs one pass over those that it comes before.
 */
export class BoardsByScore<T> implements Boards<T> {
  readonly #direction: 1 | -1;
  readonly #values: (T | undefined)[] = [];
  #scores: Float64Array = new Float64Array(FEWEST);
  /** By board: where its rows begin, how many there are and how many there is room for. */
  readonly #starts: number[] = [];
  readonly #sizes: number[] = [];
  readonly #rooms: number[] = [];
  readonly #limits: number[] = [];
  /** By size: where rooms begin that no board has any more. */
  readonly #vacant = new Map<number, number[]>();

  /** @param direction 1 where the smallest score is in front, -1 where the largest is */
  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  open(row: number, limit: number): void {
    this.#limits[row] = limit;
    this.#sizes[row] = 0;
    this.#settle(row, Math.min(limit, FEWEST));
  }

  limitOf(row: number): number {
    return this.#limits[row] as number;
  }

  sizeOf(row: number): number {
    return this.#sizes[row] ?? 0;
  }

  at(row: number, place: number): BoardRow<T> | undefined {
    if (place >= this.sizeOf(row)) return undefined;
    return { value: this.#values[(this.#starts[row] as number) + place] as T, id: undefined };
  }

  put(row: number, value: T, score: number): BoardMove<T> | undefined {
    const size = this.sizeOf(row);
    const isFull = size === this.limitOf(row);
    const left = isFull ? size - 1 : size;
    if (isFull && !this.#isBefore(score, (this.#starts[row] as number) + left)) return undefined;
    const old = isFull ? this.at(row, left) : undefined;
    if (!isFull) this.#addPlace(row);
    const place = this.#insert(this.#starts[row] as number, left, value, score);
    return { left, old, place, row: { value, id: undefined } };
  }

  /** Rows without ids do not leave. */
  remove(): undefined {
    return undefined;
  }

  free(row: number): void {
    this.#vacate(this.#starts[row] as number, this.#rooms[row] as number);
    this.#sizes[row] = 0;
  }

  save(row: number): SavedBoard<T> {
    const start = this.#starts[row] as number;
    const rows = Array.from({ length: this.sizeOf(row) }, (_, order) => {
      const at = start + order;
      return [this.#values[at] as T, this.#scores[at] as number, order, undefined] as const;
    });
    return { limit: this.limitOf(row), arrived: rows.length, rows };
  }

  load(row: number, { limit, rows }: SavedBoard<T>): void {
    this.open(row, limit);
    for (const [value, score] of rows) this.put(row, value, score);
  }

  #isBefore(score: number, at: number): boolean {
    return (score - (this.#scores[at] as number)) * this.#direction < 0;
  }

  /** Moves the rows that a score comes before back by one. @returns the place that is free for it */
  #insert(start: number, free: number, value: T, score: number): number {
    const values = this.#values;
    const scores = this.#scores;
    let at = start + free;
    for (; at > start && this.#isBefore(score, at - 1); at -= 1) {
      values[at] = values[at - 1];
      scores[at] = scores[at - 1] as number;
    }
    values[at] = value;
    scores[at] = score;
    return at - start;
  }

  #addPlace(row: number): void {
    const size = this.sizeOf(row);
    const room = this.#rooms[row] as number;
    this.#sizes[row] = size + 1;
    if (size < room) return;
    const from = this.#starts[row] as number;
    this.#settle(row, Math.min(this.limitOf(row), room * 2));
    const to = this.#starts[row] as number;
    for (let place = 0; place < size; place += 1) {
      this.#values[to + place] = this.#values[from + place];
      this.#scores[to + place] = this.#scores[from + place] as number;
    }
    this.#vacate(from, room);
  }

  #settle(row: number, room: number): void {
    this.#starts[row] = this.#vacant.get(room)?.pop() ?? this.#append(room);
    this.#rooms[row] = room;
  }

  #append(room: number): number {
    const start = this.#values.length;
    const end = start + room;
    if (end > this.#scores.length) this.#scores = growNumbers(this.#scores, end * 2);
    // Without a gap, which would make the array a dictionary.
    while (this.#values.length < end) this.#values.push(undefined);
    return start;
  }

  #vacate(start: number, room: number): void {
    this.#values.fill(undefined, start, start + room);
    const vacant = this.#vacant.get(room);
    if (vacant === undefined) this.#vacant.set(room, [start]);
    else vacant.push(start);
  }
}
