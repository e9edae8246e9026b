import { StateView } from '../../operators/index.ts';
import type { SavedView, StateEntry } from '../../operators/index.ts';

/** Saved state to be saved again, as it is. */
export class SavedStateView extends StateView {
  readonly head: unknown;
  readonly isChanges = false;
  readonly #entries: readonly StateEntry[];
  #next = 0;

  constructor({ head, entries }: SavedView) {
    super();
    this.head = head;
    this.#entries = entries;
  }

  read(most: number): readonly StateEntry[] {
    const entries = this.#entries.slice(this.#next, this.#next + most);
    this.#next += entries.length;
    return entries;
  }

  close(): void {
    this.#next = this.#entries.length;
  }
}
