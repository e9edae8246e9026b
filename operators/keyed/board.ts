/** One row of a board; never changed, so that two rows are the same place only when they are one. */
export interface BoardRow<T> {
  readonly value: T;
  readonly score: number;
  /** Counts up in order of arrival: of two rows with one score the earlier is in front. */
  readonly order: number;
  readonly id: unknown;
}

/** The saved form of a board. */
export interface SavedBoard<T> {
  readonly limit: number;
  readonly arrived: number;
  readonly rows: readonly (readonly [value: T, score: number, order: number, id: unknown])[];
}

/**
 * Rows in order of a score, of which the first `limit` are shown.
 *
 * Rows without ids only come, so those beyond the limit are let go. Rows with ids may change and
 * leave, so all of them are kept.
 *
 * A row costs a binary search, and the move of those behind it.
 */
export class Board<T> {
  readonly limit: number;
  readonly #direction: 1 | -1;
  readonly #byId: Map<unknown, BoardRow<T>> | undefined;
  readonly #rows: BoardRow<T>[] = [];
  #arrived = 0;

  /** @param direction 1 where the smallest score is in front, -1 where the largest is */
  constructor(limit: number, direction: 1 | -1, hasIds: boolean) {
    this.limit = limit;
    this.#direction = direction;
    this.#byId = hasIds ? new Map() : undefined;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** The rows that are shown, as they are now. */
  shown(): readonly BoardRow<T>[] {
    return this.#rows.slice(0, this.limit);
  }

  /** Whether a new row with this score would not be kept. */
  refuses(score: number): boolean {
    if (this.#byId !== undefined || this.#rows.length < this.limit) return false;
    const last = this.#rows.at(-1) as BoardRow<T>;
    return (score - last.score) * this.#direction >= 0;
  }

  /** Puts a row in its place; one with the same id leaves, and hands its place on if the score is the same. */
  put(value: T, score: number, id: unknown): void {
    const old = this.#byId?.get(id);
    const order = old !== undefined && old.score === score ? old.order : this.#arrived++;
    if (old !== undefined) this.#rows.splice(this.#placeOf(old), 1);
    const row = { value, score, order, id };
    this.#byId?.set(id, row);
    this.#rows.splice(this.#placeOf(row), 0, row);
    if (this.#byId === undefined && this.#rows.length > this.limit) this.#rows.pop();
  }

  /** @returns whether there was a row with this id */
  remove(id: unknown): boolean {
    const row = this.#byId?.get(id);
    if (row === undefined) return false;
    this.#byId?.delete(id);
    this.#rows.splice(this.#placeOf(row), 1);
    return true;
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
      this.#byId?.set(id, row);
    }
  }

  /** How many rows stand in front of a row: where it is, or where it belongs. */
  #placeOf({ score, order }: BoardRow<T>): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#rows[middle] as BoardRow<T>;
      const inFront = (other.score - score) * this.#direction || other.order - order;
      if (inFront < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
