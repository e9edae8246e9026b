import { rowId } from '../wire/index.ts';
import type { Codec, Ev, Item } from '../wire/index.ts';
import type { ReadableLog } from './feedLog.ts';
import type { LogEntry } from './logEntry.ts';

/** An event of the log at its offset. */
export interface LoggedItem {
  readonly offset: number;
  readonly item: Item;
}

/**
 * Reads the events of a batch; not called for an event that is too large to be told. Undefined: there was
 * enough to do, and who asked will be woken.
 */
export type ReadEntry = (entry: LogEntry) => Iterable<LoggedItem> | undefined;

/** The newest events of some rows, in their order, and the offset up to which that is all. */
export interface LatestRun {
  readonly found: readonly LoggedItem[];
  readonly end: number;
}

/**
 * The newest event of each key and window in a log, read from it when somebody asks, and each batch
 * at most once whoever asks. An event that takes the place of other windows is always kept: what
 * it says of them is in no later one. State: one event for each of these, of those
 * that the log kept when somebody asked last.
 */
export class LatestRows {
  readonly #log: ReadableLog;
  readonly #read: ReadEntry;
  /** In the order of offsets; without an item: an event too large to be told. */
  readonly #rows = new Map<string, { readonly offset: number; readonly item?: Item }>();
  #next = 0;

  constructor(log: ReadableLog, read: ReadEntry) {
    this.#log = log;
    this.#read = read;
  }

  /** How many events are held. */
  get size(): number {
    return this.#rows.size;
  }

  /**
   * False when all events are read. True when some must come from a disk first: then calls back; or
   * when they cannot be read yet.
   */
  fetch(ready: () => void): boolean {
    return !this.#catchUp() || this.#log.fetch(this.#next, ready);
  }

  /** The first `most` of the newest events from an offset on, up to one that cannot be told. */
  from(offset: number, most: number): LatestRun {
    this.#catchUp();
    const found: LoggedItem[] = [];
    for (const { offset: at, item } of this.#rows.values()) {
      if (at < offset) continue;
      if (item === undefined) return { found, end: at };
      found.push({ offset: at, item });
      if (found.length === most) return { found, end: at + 1 };
    }
    return { found, end: this.#log.head };
  }

  /** False when there is more than can be read now. */
  #catchUp(): boolean {
    const { floor } = this.#log;
    this.#next = Math.max(this.#next, floor);
    for (
      let entry = this.#log.at(this.#next);
      entry !== undefined;
      entry = this.#log.at(this.#next)
    ) {
      if (!this.#add(entry)) return false;
      this.#next = entry.end;
    }
    for (const [row, { offset }] of this.#rows) {
      if (offset >= floor) break;
      this.#rows.delete(row);
    }
    return true;
  }

  #add(entry: LogEntry): boolean {
    const { offset } = entry;
    const items = entry.isHole ? [] : this.#read(entry);
    if (entry.isHole) this.#rows.set(`${offset}`, { offset });
    for (const found of items ?? []) {
      const row = rowOf(found.item, found.offset);
      // Set anew, it stands behind all others.
      this.#rows.delete(row);
      this.#rows.set(row, found);
    }
    return items !== undefined;
  }
}

/** All events of a batch, as some codec reads them. */
export function readWhole(codecs: readonly Codec[]): ReadEntry {
  return (entry) => {
    const { items } = entry.message(codecs) as Ev;
    return items.map((item, i) => ({ offset: entry.offset + i, item }));
  };
}

/** A text for the key and window of an event; no two rows have the same. */
function rowOf({ k, win }: Item, offset: number): string {
  return win?.replaces === undefined ? rowId(k, win) : `${offset}`;
}
