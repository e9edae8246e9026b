/** One entry of an operator's state: its id among them, and plain data; undefined when it is gone. */
export type StateEntry = readonly [id: string | number, content: unknown];

/**
 * State that is too large to be copied at once: as it was when the barrier passed, read later in slices
 * between the chunks that change it.
 */
export abstract class StateView {
  /** The small part: plain data that shares nothing with the operator's own. */
  abstract readonly head: unknown;
  /** Whether the entries are only those that changed since the view before, which was kept. */
  abstract readonly isChanges: boolean;
  /** The next entries, so many at the most; none at the end. They share nothing that is written to. */
  abstract read(most: number): readonly StateEntry[];
  /**
   * Nobody reads on; called once.
   *
   * @param kept whether it is in a stored snapshot, so that the next may be of what changes from here on
   */
  abstract close(kept: boolean): void;
}

/** What a `StateView` is restored from: its head, and all entries that hold after all changes. */
export class SavedView {
  readonly head: unknown;
  readonly entries: readonly StateEntry[];

  constructor(head: unknown, entries: readonly StateEntry[]) {
    this.head = head;
    this.entries = entries;
  }
}
