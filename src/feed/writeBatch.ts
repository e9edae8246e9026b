import type { Milliseconds } from '../../operators/index.ts';
import { fromWireTime, isTooDeep, toWireTime } from '../wire/index.ts';
import type { Codec, Ev, Item } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import { LogEntry } from './logEntry.ts';

/** A run of items that is to become one or more batches of the log. */
export interface Batch {
  readonly channel: number;
  readonly offset: number;
  readonly items: readonly Item[];
  /** The watermark before the first item and after the last. */
  readonly before: Milliseconds;
  readonly watermark: Milliseconds;
}

/**
 * Encodes a batch for the codecs that are in use. A batch larger than a message may be is cut in
 * halves, and so is one with an event that is nested too deep; such an event, or one that is too large alone,
 * becomes a hole, of which subscribers are told.
 */
export function writeBatch(batch: Batch, codecs: readonly Codec[], maxBytes: number): LogEntry[] {
  const { offset, items, watermark } = batch;
  // In whatever codec: readers of others come later, and all are told the same.
  if (items.some(isTooDeep)) return cut(batch, codecs, maxBytes);
  const entry = new LogEntry(offset, items.length, watermark, latestOf(items));
  const message = toMessage(batch);
  for (const codec of codecs) {
    const frame = frameOf(codec, message);
    if (frame.payloadLength > maxBytes) return cut(batch, codecs, maxBytes);
    entry.put(codec.name, frame);
  }
  return [entry];
}

function cut(batch: Batch, codecs: readonly Codec[], maxBytes: number): LogEntry[] {
  const { offset, items, before, watermark } = batch;
  if (items.length === 1) return [new LogEntry(offset, 1, watermark, latestOf(items))];
  const middle = items.length >>> 1;
  // The watermark within the batch is not kept; the one before it is a promise that still holds.
  const left: Batch = { ...batch, items: items.slice(0, middle), watermark: before };
  const right: Batch = { ...batch, offset: offset + middle, items: items.slice(middle) };
  return [...writeBatch(left, codecs, maxBytes), ...writeBatch(right, codecs, maxBytes)];
}

function toMessage({ channel, offset, items, watermark }: Batch): Ev {
  return { t: 'ev', ch: channel, off: offset, wm: toWireTime(watermark), items };
}

function latestOf(items: readonly Item[]): Milliseconds {
  return items.reduce((latest, { et }) => Math.max(latest, fromWireTime(et)), -Infinity);
}
