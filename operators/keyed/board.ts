import type { BoardMove, BoardRow, SavedBoard } from './boards.ts';

/** Never changed, so that two rows are the same place only when they are one. */
interface Row<T> extends BoardRow<T> {
  readonly score: number;
  /** Counts up in order of arrival: of two rows with one score the earlier is in front. */
  readonly order: number;
}

/**
 * Rows with ids in order of a score, of which the first `limit` are shown. They may change and leave,
 * so all of them are kept.
 *
 * A row costs a binary search, and the move of those between the place that it takes and the one that
 * becomes free.
 */
export class Board<T> {
  readonly limit: number;
  readonly #direction: 1 | -1;
  readonly #byId = new Map<unknown, Row<T>>();
  readonly #rows: Row<T>[] = [];
  #arrived = 0;

  /** @param direction 1 where the smallest score is in front, -1 where the largest is */
  constructor(limit: number, direction: 1 | -1) {
    this.limit = limit;
    this.#direction = direction;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** The row at a place, from 0, as it is now. */
  at(place: number): BoardRow<T> | undefined {
    return place < this.#rows.length ? this.#rows[place] : undefined;
  }

  /** Puts a row in its place. One with the same id leaves, and hands its place on if the score is the same. */
  put(value: T, score: number, id: unknown): BoardMove<T> {
    const rows = this.#rows;
    const old = this.#byId.get(id);
    const order = old !== undefined && old.score === score ? old.order : this.#arrived++;
    const row = { value, score, order, id };
    this.#byId.set(id, row);
    const left = old === undefined ? rows.length : this.#placeOf(old);
    const behind = this.#placeOf(row);
    const place = left < behind ? behind - 1 : behind;
    shift(rows, left, place);
    rows[place] = row;
    return { left, old, place, row };
  }

  /** @returns undefined when there was no row with this id */
  remove(id: unknown): BoardMove<T> | undefined {
    const old = this.#byId.get(id);
    if (old === undefined) return undefined;
    this.#byId.delete(id);
    const left = this.#placeOf(old);
    const place = this.#rows.length - 1;
    shift(this.#rows, left, place);
    this.#rows.pop();
    return { left, old, place, row: undefined };
  }

  save(): SavedBoard<T> {
    const rows = this.#rows.map(
      ({ value, score, order, id }) => [value, score, order, id] as const,
    );
    return { limit: this.limit, arrived: this.#arrived, rows };
  }

  load({ arrived, rows }: SavedBoard<T>): void {
    this.#arrived = arrived;
    for (const [value, score, order, id] of rows) {
      const row = { value, score, order, id };
      this.#rows.push(row);
      this.#byId.set(id, row);
    }
  }

  /** How many rows stand in front of a row: where it is, or where it belongs. */
  #placeOf({ score, order }: Row<T>): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#rows[middle] as Row<T>;
      const inFront = (other.score - score) * this.#direction || other.order - order;
      if (inFront < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Moves what stands between a place that becomes free and one that is needed. */
function shift<T>(rows: T[], free: number, needed: number): void {
  for (let place = free; place > needed; place -= 1) rows[place] = rows[place - 1] as T;
  for (let place = free; place < needed; place += 1) rows[place] = rows[place + 1] as T;
}
