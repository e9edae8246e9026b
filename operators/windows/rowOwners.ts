import type { Milliseconds } from '../kernel/index.ts';
import type { Key } from './pane.ts';
import type { RowTable, SavedRow } from './rowTable.ts';

/** Where a row lies: in the slice that starts there, or among what a span keeps beside the slices. */
export type Place = Milliseconds | 'span';

/** The saved form of a row: its place, the order among those of the place, its key and its content. */
export type OwnedRow<K> = readonly [place: Place, order: number, key: K, row: SavedRow];

/**
 * Whose the rows of a table are, by row: made at the first snapshot, so that nothing is kept twice
 * where there are none.
 *
 * State: three entries per row.
 */
export class RowOwners<K extends Key> {
  readonly #table: RowTable<never>;
  readonly #places: (Place | undefined)[] = [];
  readonly #keys: (K | undefined)[] = [];
  readonly #orders: number[] = [];
  #count = 0;

  constructor(table: RowTable<never>) {
    this.#table = table;
  }

  /** A row is that of a key from now on. */
  own(row: number, place: Place, key: K): void {
    // Without gaps, which would make it another, slower kind of array.
    while (this.#places.length <= row) {
      this.#places.push(undefined);
      this.#keys.push(undefined);
      this.#orders.push(0);
    }
    this.#places[row] = place;
    this.#keys[row] = key;
    this.#orders[row] = this.#count;
    this.#count += 1;
  }

  /** A row has been released. */
  disown(row: number): void {
    this.#places[row] = undefined;
  }

  /** Undefined for a row that is nobody's, such as one that is only being merged. */
  save(row: number): OwnedRow<K> | undefined {
    const place = this.#places[row];
    if (place === undefined) return undefined;
    return [place, this.#orders[row] as number, this.#keys[row] as K, this.#table.save(row)];
  }
}
