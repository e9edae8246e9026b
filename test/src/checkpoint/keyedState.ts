import { StateView } from '../../../operators/index.ts';
import type { StateEntry } from '../../../operators/index.ts';

/** The state of an operator by key, which gives views of all of it or of what has changed. */
export class KeyedState {
  readonly entries: Map<string, unknown> = new Map();
  readonly #changed = new Set<string>();
  /** The views that were closed, with what they were told. */
  readonly closed: boolean[] = [];

  set(key: string, content: unknown): void {
    this.entries.set(key, content);
    this.#changed.add(key);
  }

  delete(key: string): void {
    this.entries.delete(key);
    this.#changed.add(key);
  }

  view(changesOnly: boolean): StateView {
    const keys = changesOnly ? [...this.#changed] : [...this.entries.keys()];
    this.#changed.clear();
    const entries = keys.map((key): StateEntry => [key, this.entries.get(key)]);
    return new ListView({ keys: this.entries.size }, entries, changesOnly, (kept) =>
      this.closed.push(kept),
    );
  }
}

/** A view of entries that are in a list. */
export class ListView extends StateView {
  readonly head: unknown;
  readonly isChanges: boolean;
  readonly #entries: readonly StateEntry[];
  readonly #onClose: (kept: boolean) => void;
  #at = 0;

  constructor(
    head: unknown,
    entries: readonly StateEntry[],
    isChanges = false,
    onClose: (kept: boolean) => void = () => undefined,
  ) {
    super();
    this.head = head;
    this.isChanges = isChanges;
    this.#entries = entries;
    this.#onClose = onClose;
  }

  read(most: number): readonly StateEntry[] {
    const from = this.#at;
    this.#at = Math.min(from + most, this.#entries.length);
    return this.#entries.slice(from, this.#at);
  }

  close(kept: boolean): void {
    this.#onClose(kept);
  }
}
