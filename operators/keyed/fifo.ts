/**
 * A line in which the first to come is the first to leave.
 *
 * Algorithm: two stacks, the one that things leave from filled from the other when it is empty, so
 * that each thing is moved once.
 */
export class Fifo<T> {
  #leaving: T[] = [];
  #coming: T[] = [];

  get size(): number {
    return this.#leaving.length + this.#coming.length;
  }

  get first(): T | undefined {
    return this.#leaving.at(-1) ?? this.#coming[0];
  }

  push(item: T): void {
    this.#coming.push(item);
  }

  /** Takes the first one out. */
  shift(): T | undefined {
    if (this.#leaving.length === 0) {
      this.#leaving = this.#coming.reverse();
      this.#coming = [];
    }
    return this.#leaving.pop();
  }

  /** All of them, the first one first. */
  items(): T[] {
    return [...this.#leaving.toReversed(), ...this.#coming];
  }
}
