import { SavedView, SnapshotCollector, StateView } from '../../operators/index.ts';
import type { Snapshot } from '../../operators/index.ts';

type Entries = Map<string | number, unknown>;

/** What is stored of a part: its head, or all of it where it is no view. */
interface Stored {
  readonly head: unknown;
  readonly entries: Entries | undefined;
}

/** A view that is being read. */
interface Reading {
  readonly view: StateView;
  readonly head: unknown;
  readonly entries: Entries;
}

/**
 * Takes the snapshots of a stream as checkpoints do: reads their views in slices while the stream
 * goes on, applies changes over what was stored before, and keeps them or gives them up.
 */
export class ViewChain {
  readonly #random: (below: number) => number;
  #stored: ReadonlyMap<string, Stored> | undefined;
  #whole: Record<string, unknown> = {};
  #reading = new Map<string, Reading>();
  #done: (snapshot: Snapshot) => void = () => undefined;
  /** How many views gave changes alone, and how many entries of any kind were read. */
  changes = 0;
  entries = 0;

  constructor(random: (below: number) => number) {
    this.#random = random;
  }

  /** The collector of the next snapshot; some ask for all state, though changes would do. */
  collector(): SnapshotCollector {
    return new SnapshotCollector(this.#stored !== undefined && this.#random(5) > 0);
  }

  /** All operators have put their parts. @param done gets the snapshot once it is read to its end */
  begin(collected: Snapshot, done: (snapshot: Snapshot) => void): void {
    this.#done = done;
    this.#whole = {};
    for (const [path, part] of Object.entries(collected)) {
      if (!(part instanceof StateView)) this.#whole[path] = structuredClone(part);
      else this.#open(path, part);
    }
  }

  /** Reads on a little, or not at all. */
  readSome(): void {
    for (const reading of this.#reading.values()) {
      if (this.#random(3) > 0) this.#read(reading, 1 + this.#random(2));
    }
  }

  /** The next barrier is about to come: what was begun is read to its end, or left lying. */
  finish(): void {
    if (this.#random(8) === 0) return;
    for (const reading of this.#reading.values()) {
      while (this.#read(reading, 1 + this.#random(3)) > 0);
    }
    const kept = this.#random(4) > 0;
    const next = new Map<string, Stored>();
    for (const [path, head] of Object.entries(this.#whole))
      next.set(path, { head, entries: undefined });
    for (const [path, { view, head, entries }] of this.#reading) {
      next.set(path, { head, entries });
      view.close(kept);
    }
    this.#reading.clear();
    if (kept) this.#stored = next;
    this.#done(snapshotOf(next));
  }

  #open(path: string, view: StateView): void {
    const base = view.isChanges ? (this.#stored?.get(path)?.entries as Entries) : [];
    if (view.isChanges) this.changes += 1;
    this.#reading.set(path, { view, head: structuredClone(view.head), entries: new Map(base) });
  }

  #read({ view, entries }: Reading, most: number): number {
    const slice = view.read(most);
    if (slice.length > most) throw new Error(`expected at most ${most} entries`);
    for (const [id, content] of slice) {
      if (content === undefined) entries.delete(id);
      else entries.set(id, structuredClone(content));
    }
    this.entries += slice.length;
    return slice.length;
  }
}

function snapshotOf(stored: ReadonlyMap<string, Stored>): Snapshot {
  const parts = [...stored].map(([path, { head, entries }]) => [
    path,
    // In another order than they were read: a store may have its own.
    entries === undefined ? head : new SavedView(head, [...entries].toReversed()),
  ]);
  return Object.fromEntries(parts) as Snapshot;
}
