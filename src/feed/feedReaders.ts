import type { Codec } from '../wire/index.ts';
import type { PlacedCursor } from './cursorPlace.ts';
import type { FeedReader } from './feedReader.ts';
import type { FeedView } from './feedView.ts';
import { HeadReaders } from './headReaders.ts';

/**
 * Who reads a feed or a view of it: those who have all there is together, the others each for itself.
 * State: a few references to each, and how many read each codec.
 */
export class FeedReaders {
  readonly #all = new Set<FeedReader>();
  readonly #byCodec = new Map<Codec, number>();
  readonly #alone = new Set<FeedReader>();
  readonly #atHead = new Map<Codec, HeadReaders>();
  readonly #view: FeedView;

  constructor(view: FeedView) {
    this.#view = view;
  }

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
    this.#alone.add(reader);
    this.#byCodec.set(reader.codec, (this.#byCodec.get(reader.codec) ?? 0) + 1);
  }

  delete(reader: FeedReader): void {
    if (!this.#all.delete(reader)) return;
    this.#alone.delete(reader);
    const left = (this.#byCodec.get(reader.codec) ?? 0) - 1;
    if (left > 0) this.#byCodec.set(reader.codec, left);
    else this.#byCodec.delete(reader.codec);
  }

  /** A reader has all there is, as far as its cursor goes: it need not look for what comes next. */
  settle(reader: FeedReader, cursor: PlacedCursor): void {
    this.#headReaders(reader.codec).add(cursor, reader);
  }

  #headReaders(codec: Codec): HeadReaders {
    const present = this.#atHead.get(codec);
    if (present !== undefined) return present;
    const readers = new HeadReaders(this.#view, codec, this.#alone);
    this.#atHead.set(codec, readers);
    return readers;
  }

  clear(): void {
    this.#all.clear();
    this.#byCodec.clear();
    this.#alone.clear();
    for (const readers of this.#atHead.values()) readers.clear();
  }

  [Symbol.iterator](): Iterator<FeedReader> {
    return this.#all.values();
  }

  /** Wakes those who read now: some may go, and others come, while they are woken. */
  wake(): void {
    for (const readers of this.#atHead.values()) readers.give();
    for (const reader of [...this.#alone]) reader.wake();
  }
}
