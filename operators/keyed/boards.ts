/** One row of a board. */
export interface BoardRow<T> {
  readonly value: T;
  readonly id: unknown;
}

/** A row that left its place, and one that took a place: all between the two moved up or down by one. */
export interface BoardMove<T> {
  /** Where `old` was, from 0; where no row left, the end. */
  readonly left: number;
  readonly old: BoardRow<T> | undefined;
  /** Where `row` is; where no row came, the place that became free at the end. */
  readonly place: number;
  readonly row: BoardRow<T> | undefined;
}

/** The saved form of a board. */
export interface SavedBoard<T> {
  readonly limit: number;
  readonly arrived: number;
  readonly rows: readonly (readonly [value: T, score: number, order: number, id: unknown])[];
}

/**
 * The board of each key, by the key's row: rows in order of a score, at one score of arrival, of which
 * the first few are shown.
 */
export interface Boards<T> {
  /** Makes an empty board. */
  open(row: number, limit: number): void;
  limitOf(row: number): number;
  sizeOf(row: number): number;
  /** What stands at a place, from 0, now. */
  at(row: number, place: number): BoardRow<T> | undefined;
  /** @returns undefined when the value is not kept */
  put(row: number, value: T, score: number, id: unknown): BoardMove<T> | undefined;
  /** @returns undefined when nothing had this id */
  remove(row: number, id: unknown): BoardMove<T> | undefined;
  /** Lets go of a board. */
  free(row: number): void;
  save(row: number): SavedBoard<T>;
  load(row: number, saved: SavedBoard<T>): void;
}
