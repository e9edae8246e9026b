import type { Milliseconds } from '../../operators/index.ts';
import type { Codec } from '../wire/index.ts';
import type { CursorPlace, PlacedCursor, SharedPlace } from './cursorPlace.ts';
import type { FeedReader } from './feedReader.ts';
import type { FeedView } from './feedView.ts';
import type { Frame } from './frame.ts';

/**
 * The readers of a view in one codec that have all there is: what comes next is looked up once and
 * written to each, so that a message costs a subscriber little more than the write to its socket.
 */
export class HeadReaders implements SharedPlace {
  readonly #view: FeedView;
  readonly #codec: Codec;
  readonly #alone: Set<FeedReader>;
  readonly #readers = new Map<PlacedCursor, FeedReader>();
  #place: CursorPlace = { next: 0, told: 0, watermark: -Infinity, sent: 0 };
  #epoch = '';

  /** Readers that are to look for themselves come into `alone`. */
  constructor(view: FeedView, codec: Codec, alone: Set<FeedReader>) {
    this.#view = view;
    this.#codec = codec;
    this.#alone = alone;
  }

  get place(): CursorPlace {
    return this.#place;
  }

  /** Takes in the reader of a cursor that has all there is, if the others stand where it does. */
  add(cursor: PlacedCursor, reader: FeedReader): void {
    if (this.#readers.size === 0) this.#begin(cursor);
    if (cursor.epoch !== this.#epoch || !cursor.share(this)) return;
    this.#readers.set(cursor, reader);
    this.#alone.delete(reader);
  }

  #begin({ next, watermark, epoch }: PlacedCursor): void {
    this.#epoch = epoch;
    this.#place = { next, told: next, watermark, sent: 0 };
  }

  left(cursor: PlacedCursor): void {
    const reader = this.#readers.get(cursor);
    if (reader === undefined) return;
    this.#readers.delete(cursor);
    this.#alone.add(reader);
  }

  clear(): void {
    this.#readers.clear();
  }

  /** Writes what is new; who cannot take it, and all of them where it is not one frame, are `alone` then. */
  give(): void {
    if (this.#readers.size === 0) return;
    const step = this.#tryNext();
    if (step === 'each') this.#part();
    else if (step !== undefined) this.#write(step);
  }

  #part(): void {
    for (const cursor of [...this.#readers.keys()]) cursor.part();
  }

  #write({ frame, end, watermark }: Step): void {
    const place = this.#place;
    const before = { ...place };
    place.next = end;
    place.told = end;
    place.watermark = watermark;
    place.sent += frame.bytes.length;
    for (const [cursor, reader] of this.#readers) if (!reader.take(frame)) cursor.part(before);
  }

  /** What cannot be made ends those who ask for it, each for itself, and not the feed. */
  #tryNext(): Step | 'each' | undefined {
    try {
      return this.#next();
    } catch {
      return 'each';
    }
  }

  /** What is new as one frame; `'each'` where there is more, or a loss or an end to tell. */
  #next(): Step | 'each' | undefined {
    const view = this.#view;
    if (view.isOver || view.isBroken || view.epoch !== this.#epoch) return 'each';
    const { next, watermark } = this.#place;
    if (next !== view.log.head) return this.#batch(next);
    if (view.watermark <= watermark) return undefined;
    return { frame: view.markFrame(this.#codec), end: next, watermark: view.watermark };
  }

  #batch(next: number): Step | 'each' {
    const view = this.#view;
    const { floor, head } = view.log;
    const entry = next < floor ? undefined : view.log.at(next);
    if (entry?.end !== head || entry.isHole || entry.check !== undefined) return 'each';
    const reading = view.read(entry, next, this.#codec);
    // A filter may have taken too long meanwhile.
    if (reading?.end !== head || view.isBroken) return 'each';
    const { frame, watermark } = reading;
    if (typeof frame === 'string' || view.watermark > watermark) return 'each';
    return { frame, end: head, watermark };
  }
}

/** A frame, and where it takes its readers to. */
interface Step {
  readonly frame: Frame;
  readonly end: number;
  readonly watermark: Milliseconds;
}
