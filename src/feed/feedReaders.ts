import type { Codec } from '../wire/index.ts';
import type { FeedReader } from './feedReader.ts';

/** Who reads a feed or a view of it. State: a reference to each, and how many read each codec. */
export class FeedReaders {
  readonly #all = new Set<FeedReader>();
  readonly #byCodec = new Map<Codec, number>();

  get size(): number {
    return this.#all.size;
  }

  /** The codecs that somebody reads; the first of all of them when there is nobody. */
  codecs(all: readonly Codec[]): readonly Codec[] {
    return this.#byCodec.size > 0 ? [...this.#byCodec.keys()] : all.slice(0, 1);
  }

  add(reader: FeedReader): void {
    if (this.#all.has(reader)) return;
    this.#all.add(reader);
    this.#byCodec.set(reader.codec, (this.#byCodec.get(reader.codec) ?? 0) + 1);
  }

  delete(reader: FeedReader): void {
    if (!this.#all.delete(reader)) return;
    const left = (this.#byCodec.get(reader.codec) ?? 0) - 1;
    if (left > 0) this.#byCodec.set(reader.codec, left);
    else this.#byCodec.delete(reader.codec);
  }

  clear(): void {
    this.#all.clear();
    this.#byCodec.clear();
  }

  [Symbol.iterator](): Iterator<FeedReader> {
    return this.#all.values();
  }

  /** Wakes those who read now: some may go, and others come, while they are woken. */
  wake(): void {
    for (const reader of [...this.#all]) reader.wake();
  }
}
