import type { Codec, Ev, Item } from '../wire/index.ts';
import type { EventLog } from './eventLog.ts';
import type { LogEntry } from './logEntry.ts';

/** An event of the log at its offset. */
export interface LoggedItem {
  readonly offset: number;
  readonly item: Item;
}

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
  readonly #log: EventLog;
  readonly #codecs: readonly Codec[];
  /** In the order of offsets; without an item: an event too large to be told. */
  readonly #rows = new Map<string, { readonly offset: number; readonly item?: Item }>();
  #next = 0;

  constructor(log: EventLog, codecs: readonly Codec[]) {
    this.#log = log;
    this.#codecs = codecs;
  }

  /** How many events are held. */
  get size(): number {
    return this.#rows.size;
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

  #catchUp(): void {
    const { floor } = this.#log;
    this.#next = Math.max(this.#next, floor);
    for (
      let entry = this.#log.at(this.#next);
      entry !== undefined;
      entry = this.#log.at(this.#next)
    ) {
      this.#add(entry);
      this.#next = entry.end;
    }
    for (const [row, { offset }] of this.#rows) {
      if (offset >= floor) break;
      this.#rows.delete(row);
    }
  }

  #add(entry: LogEntry): void {
    const { offset } = entry;
    if (entry.isHole) return void this.#rows.set(`${offset}`, { offset });
    const { items } = entry.message(this.#codecs) as Ev;
    for (const [i, item] of items.entries()) {
      const row = rowOf(item, offset + i);
      // Set anew, it stands behind all others.
      this.#rows.delete(row);
      this.#rows.set(row, { offset: offset + i, item });
    }
  }
}

/** A text for the key and window of an event; no two rows have the same. */
function rowOf({ k = null, win }: Item, offset: number): string {
  if (win === undefined) return JSON.stringify([k]);
  return win.replaces === undefined ? JSON.stringify([k, win.s, win.e]) : `${offset}`;
}
