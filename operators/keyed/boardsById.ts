import { Board } from './board.ts';
import type { BoardMove, BoardRow, Boards, SavedBoard } from './boards.ts';

/** Boards whose rows have ids, and may change and leave: each is an object of its own. */
export class BoardsById<T> implements Boards<T> {
  readonly #direction: 1 | -1;
  readonly #boards: (Board<T> | undefined)[] = [];

  /** @param direction 1 where the smallest score is in front, -1 where the largest is */
  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  open(row: number, limit: number): void {
    this.#boards[row] = new Board(limit, this.#direction);
  }

  limitOf(row: number): number {
    return this.#of(row).limit;
  }

  sizeOf(row: number): number {
    return this.#boards[row]?.size ?? 0;
  }

  at(row: number, place: number): BoardRow<T> | undefined {
    return this.#of(row).at(place);
  }

  put(row: number, value: T, score: number, id: unknown): BoardMove<T> {
    return this.#of(row).put(value, score, id);
  }

  remove(row: number, id: unknown): BoardMove<T> | undefined {
    return this.#of(row).remove(id);
  }

  free(row: number): void {
    this.#boards[row] = undefined;
  }

  save(row: number): SavedBoard<T> {
    return this.#of(row).save();
  }

  load(row: number, saved: SavedBoard<T>): void {
    this.open(row, saved.limit);
    this.#of(row).load(saved);
  }

  #of(row: number): Board<T> {
    return this.#boards[row] as Board<T>;
  }
}
