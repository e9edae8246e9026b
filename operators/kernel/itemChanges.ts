import { RowChanges } from './rowChanges.ts';
import type { StateView } from './stateView.ts';

/** An object of a state that can be given a number. */
export interface Numbered {
  /** Its number while changes are told; -1 before. */
  slot: number;
}

/** The same as `RowChanges` for a state of objects: each has a number, given again when it is gone. */
export class ItemChanges<I extends Numbered> {
  readonly #items: (I | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #changes: RowChanges;

  /**
   * @param items all there are now
   * @param save the content of one as it is now, plain data of its own
   */
  constructor(items: Iterable<I>, save: (item: I) => unknown) {
    this.#changes = new RowChanges((slot) => {
      const item = this.#items[slot];
      return item === undefined ? undefined : save(item);
    });
    for (const item of items) this.add(item);
  }

  /** There is one more. */
  add(item: I): void {
    const slot = this.#free.pop() ?? this.#items.length;
    this.#changes.touch(slot);
    this.#items[slot] = item;
    item.slot = slot;
  }

  /** One is about to be written. */
  touch({ slot }: I): void {
    this.#changes.touch(slot);
  }

  /** One is about to be gone. */
  remove(item: I): void {
    const { slot } = item;
    this.#changes.touch(slot);
    this.#items[slot] = undefined;
    this.#free.push(slot);
    item.slot = -1;
  }

  /** Begins a view, and ends the last one where that is open still. */
  view(head: unknown, changesOnly: boolean): StateView {
    return this.#changes.view(head, this.#items.length, changesOnly);
  }
}
