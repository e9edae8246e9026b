import type { Codec, CodecName, ServerMessage, WireTime } from '../wire/index.ts';
import type { TableRow } from './feedTable.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';

/** What a snapshot is of. */
export interface SnapshotOf {
  readonly channel: number;
  readonly epoch: string;
  readonly offset: number;
  readonly watermark: WireTime;
  readonly rows: readonly TableRow[];
  readonly sum: number;
  /** About how many bytes a part may have; a row may be as large, in a part of its own. */
  readonly partBytes: number;
}

/** What a row's message has around its canonical JSON, in bytes. */
const ENVELOPE = 100;

/**
 * The state of a table as of one offset, in parts that are encoded when somebody asks first and
 * are the same for all. State: the rows, which the table shares, and the frames made so far.
 */
export class TableSnapshot {
  readonly offset: number;
  readonly #of: SnapshotOf;
  /** Where each part begins, and the end. */
  readonly #starts: readonly number[];
  readonly #frames = new Map<CodecName, (Frame | undefined)[]>();

  constructor(of: SnapshotOf) {
    this.#of = of;
    this.offset = of.offset;
    this.#starts = startsOf(of.rows, of.partBytes);
  }

  /** How many messages tell it: its parts, and the check. */
  get length(): number {
    return this.#starts.length;
  }

  /** Frames for another channel than the feed's own are made anew each time. */
  frame(index: number, codec: Codec, channel: number): Frame {
    if (channel !== this.#of.channel) return frameOf(codec, this.#message(index, channel));
    const frames = this.#frames.get(codec.name) ?? [];
    this.#frames.set(codec.name, frames);
    const frame = frames[index] ?? frameOf(codec, this.#message(index, channel));
    frames[index] = frame;
    return frame;
  }

  #message(index: number, ch: number): ServerMessage {
    const { offset: off, rows, sum, epoch, watermark: wm } = this.#of;
    const parts = this.#starts.length - 1;
    if (index === parts) return { t: 'check', ch, off, n: rows.length, sum };
    const items = rows.slice(this.#starts[index], this.#starts[index + 1]).map(({ item }) => item);
    return { t: 'snap', ch, epoch, off, part: index, last: index === parts - 1, wm, items };
  }
}

function startsOf(rows: readonly TableRow[], partBytes: number): number[] {
  const starts = [0];
  let bytes = 0;
  for (const [i, row] of rows.entries()) {
    bytes += row.bytes + ENVELOPE;
    if (bytes <= partBytes || i === starts.at(-1)) continue;
    starts.push(i);
    bytes = row.bytes + ENVELOPE;
  }
  return [...starts, rows.length];
}
