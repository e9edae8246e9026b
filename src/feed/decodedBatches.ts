import type { Codec, Ev, Item } from '../wire/index.ts';
import type { LogEntry } from './logEntry.ts';

/** The most batches whose events are kept. */
const MOST_BATCHES = 16;

/**
 * The events of the batches that were read last, so that several views of a feed read each batch
 * once. Bound: 16 batches.
 */
export class DecodedBatches {
  readonly #kept = new Map<LogEntry, readonly Item[]>();

  itemsOf(entry: LogEntry, codecs: readonly Codec[]): readonly Item[] {
    const kept = this.#kept.get(entry);
    if (kept !== undefined) return kept;
    const { items } = entry.message(codecs) as Ev;
    this.#kept.set(entry, items);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_BATCHES && oldest !== undefined) this.#kept.delete(oldest);
    return items;
  }

  clear(): void {
    this.#kept.clear();
  }
}
