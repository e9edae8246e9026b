import type { Key } from '../windows/index.ts';
import { NumberRows } from './numberRows.ts';

/**
 * A row for each key: whole numbers from 0, as few as there are keys at once.
 *
 * State: an entry per key, and the row numbers that are free.
 */
export class KeyRows<K extends Key> {
  readonly #numbers = new NumberRows();
  readonly #others = new Map<K, number>();
  /** By row: its key, or the last one it had. */
  readonly #keys: K[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#numbers.size + this.#others.size;
  }

  /** @returns -1 where the key has none */
  find(key: K): number {
    return isNumber(key) ? this.#numbers.find(key) : (this.#others.get(key) ?? -1);
  }

  /** Gives a key that has none a row. */
  add(key: K): number {
    const row = this.#free.pop() ?? this.#keys.length;
    this.#keys[row] = key;
    if (isNumber(key)) this.#numbers.add(key, row);
    else this.#others.set(key, row);
    return row;
  }

  keyOf(row: number): K {
    return this.#keys[row] as K;
  }

  /**
   * Forgets the key of a row, which is given to no other before it is released.
   *
   * @returns false where the key was forgotten before, whether it has another row now or none
   */
  forget(row: number): boolean {
    const key = this.keyOf(row);
    if (isNumber(key)) return this.#numbers.delete(key, row);
    return this.#others.get(key) === row && this.#others.delete(key);
  }

  release(row: number): void {
    this.#free.push(row);
  }

  /** How many rows there are, used or free. */
  get count(): number {
    return this.#keys.length;
  }

  /** The row that the next key is given. */
  get next(): number {
    return this.#free.at(-1) ?? this.#keys.length;
  }

  /** Whether a row is that of its key. */
  has(row: number): boolean {
    return this.find(this.keyOf(row)) === row;
  }

  /** The rows of all keys. */
  rows(): number[] {
    return Array.from(this.#keys.keys()).filter((row) => this.has(row));
  }
}

/** NaN is a key like any other, but equal to no number. */
function isNumber(key: Key): key is number {
  return typeof key === 'number' && !Number.isNaN(key);
}
