/** What the rows of a table belong to, by row. */
export class RowItems<I extends { readonly row: number }> {
  readonly #items: (I | undefined)[] = [];

  constructor(items: Iterable<I>) {
    for (const item of items) this.set(item);
  }

  /** Undefined for a row that belongs to nothing. */
  get(row: number): I | undefined {
    return this.#items[row];
  }

  set(item: I): void {
    // Without gaps, which would make it another, slower kind of array.
    while (this.#items.length <= item.row) this.#items.push(undefined);
    this.#items[item.row] = item;
  }

  delete(row: number): void {
    this.#items[row] = undefined;
  }
}
