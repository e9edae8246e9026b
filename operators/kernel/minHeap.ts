/** Things in an order: the first of them at hand. Putting in and taking out cost log n steps. */
export class MinHeap<T> {
  /** A binary tree by position: the children of i are at 2 i + 1 and 2 i + 2, never before it. */
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  /** @param compare below 0 where `a` comes before `b` */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  /** All of them, in no order to rely on. */
  get items(): readonly T[] {
    return this.#items;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let position = items.length;
    items.push(item);
    while (position > 0) {
      const above = (position - 1) >> 1;
      if (this.#compare(items[above] as T, item) <= 0) break;
      items[position] = items[above] as T;
      position = above;
    }
    items[position] = item;
  }

  /** Takes the first one out. */
  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length > 0) this.#sink(last as T);
    return first;
  }

  /** Puts an item in the place of the first one, and moves it down to where it belongs. */
  #sink(item: T): void {
    const items = this.#items;
    let position = 0;
    for (;;) {
      let below = 2 * position + 1;
      if (below >= items.length) break;
      const right = below + 1;
      if (right < items.length && this.#compare(items[right] as T, items[below] as T) < 0) {
        below = right;
      }
      if (this.#compare(item, items[below] as T) <= 0) break;
      items[position] = items[below] as T;
      position = below;
    }
    items[position] = item;
  }
}
