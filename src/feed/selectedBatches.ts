import type { Milliseconds } from '../../operators/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Codec, Ev, Item, Pick } from '../wire/index.ts';
import type { Reading } from './feedView.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { LogEntry } from './logEntry.ts';
import type { SelectedItems } from './selectItems.ts';

/** What bounds the messages of a view, and what is kept of them. */
export interface BatchLimits {
  readonly channel: number;
  /** The largest message, in bytes. */
  readonly maxPayload: number;
  /** The most bytes of ready frames that are kept. */
  readonly maxKept: number;
}

/** Where a view takes its events from. */
export interface BatchSource {
  select(entry: LogEntry): SelectedItems;
  /** The watermark before a batch. */
  before(entry: LogEntry): Milliseconds;
}

/** A part of a batch that goes into one message. */
interface Part extends SelectedItems {
  readonly from: number;
  readonly to: number;
  readonly watermark: Milliseconds;
  readonly frames: Map<Codec, Frame | 'tooLarge'>;
}

/** The most batches of which the choice is kept. */
const MOST_BATCHES = 64;

/**
 * What a view has chosen from the newest batches that were read, and the frames of it. Bound: 64
 * batches and `maxKept` bytes of frames; what is no longer there is made again for whoever asks.
 */
export class SelectedBatches {
  readonly #limits: BatchLimits;
  readonly #source: BatchSource;
  readonly #kept = new Map<LogEntry, Part[]>();
  #bytes = 0;

  constructor(limits: BatchLimits, source: BatchSource) {
    this.#limits = limits;
    this.#source = source;
  }

  /** Whether the choice from a batch has been made. */
  has(entry: LogEntry): boolean {
    return this.#kept.has(entry);
  }

  /** What is to be told of a batch from an offset on. */
  read(entry: LogEntry, offset: number, codec: Codec): Reading {
    const parts = this.#partsOf(entry);
    for (;;) {
      const i = parts.findIndex(({ to }) => to > offset);
      const part = parts[i] as Part;
      const frame = this.#frame(part, entry, codec);
      const { to: end, watermark } = part;
      if (frame !== 'tooLarge' || end - part.from === 1) return { end, watermark, frame };
      parts.splice(i, 1, ...halvesOf(part, this.#source.before(entry)));
    }
  }

  /** The events of a batch that the view shows. */
  itemsOf(entry: LogEntry): SelectedItems['found'] {
    return this.#partsOf(entry).flatMap(({ found }) => found);
  }

  #partsOf(entry: LogEntry): Part[] {
    const kept = this.#kept.get(entry);
    if (kept !== undefined) return kept;
    const { offset: from, end: to, watermark } = entry;
    const parts = [{ ...this.#source.select(entry), from, to, watermark, frames: new Map() }];
    this.#kept.set(entry, parts);
    if (this.#kept.size > MOST_BATCHES) this.#forgetOldest();
    return parts;
  }

  #frame(part: Part, entry: LogEntry, codec: Codec): Reading['frame'] {
    if (part.found.length === 0 && part.failed.length === 0) return 'nothing';
    const ready = part.frames.get(codec);
    if (ready !== undefined) return ready;
    const made = frameOf(codec, toMessage(part, this.#limits.channel));
    const frame = made.payloadLength > this.#limits.maxPayload ? 'tooLarge' : made;
    part.frames.set(codec, frame);
    if (frame !== 'tooLarge') this.#grew(frame.bytes.length, entry);
    return frame;
  }

  #grew(bytes: number, entry: LogEntry): void {
    this.#bytes += bytes;
    while (this.#bytes > this.#limits.maxKept && this.#kept.size > 1) {
      // The one in work must stay: it is the newest, or else of a reader that is far behind.
      const [oldest] = this.#kept.keys();
      if (oldest === entry) return;
      this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept;
    if (oldest === undefined) return;
    const [entry, parts] = oldest;
    this.#kept.delete(entry);
    for (const { frames } of parts) {
      for (const frame of frames.values()) {
        if (frame !== 'tooLarge') this.#bytes -= frame.bytes.length;
      }
    }
  }
}

/** Where every event is shown, a batch is told as one of the whole feed is. */
function toMessage({ from, to, watermark, found, failed }: Part, ch: number): Ev | Pick {
  const wm = toWireTime(watermark);
  const items: readonly Item[] = found.map(({ item }) => item);
  if (found.length === to - from) return { t: 'ev', ch, off: from, wm, items };
  const offs = found.map(({ offset }) => offset);
  const errs = failed.length === 0 ? {} : { errs: failed };
  return { t: 'pick', ch, from, to, wm, why: 'filtered', offs, items, ...errs };
}

/** The watermark within a batch is not known: the one before it is told with the first half. */
function halvesOf({ from, to, watermark, found, failed }: Part, before: Milliseconds): Part[] {
  const middle = (from + to) >>> 1;
  const isLeft = (offset: number): boolean => offset < middle;
  const half = (isIn: (offset: number) => boolean): SelectedItems => ({
    found: found.filter(({ offset }) => isIn(offset)),
    failed: failed.filter(isIn),
  });
  const left = { ...half(isLeft), from, to: middle, watermark: before, frames: new Map() };
  const isRight = (offset: number): boolean => !isLeft(offset);
  return [left, { ...half(isRight), from: middle, to, watermark, frames: new Map() }];
}
