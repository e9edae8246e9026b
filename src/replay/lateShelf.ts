import type { LateRows } from '../sources/index.ts';

interface Part<T> {
  readonly rows: LateRows<T>;
  /** The number of its first row. */
  readonly start: number;
  left: number;
}

/** Numbers rows that are in columns yet, and makes each one's object when its number is asked for. */
export class LateShelf<T> {
  /** Newest first: most rows are asked for soon. */
  #parts: Part<T>[] = [];
  #newest: Part<T> | undefined;
  #end = 0;

  /** The number of the first of these rows; the others follow. Each is to be taken once. */
  numberOf(rows: LateRows<T>): number {
    if (rows === this.#newest?.rows) return this.#newest.start;
    const part = { rows, start: this.#end, left: rows.length };
    this.#newest = part;
    this.#parts = [part, ...this.#parts];
    this.#end += rows.length;
    return part.start;
  }

  take(number: number): T {
    let index = 0;
    while ((this.#parts[index] as Part<T>).start > number) index += 1;
    const part = this.#parts[index] as Part<T>;
    part.left -= 1;
    if (part.left === 0) this.#parts = this.#parts.filter((other) => other !== part);
    return part.rows.make(number - part.start);
  }
}
