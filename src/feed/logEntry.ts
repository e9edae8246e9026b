import type { Milliseconds } from '../../operators/index.ts';
import type { Check, Codec, CodecName, ServerMessage } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';

/**
 * A batch of the log: the offsets from `offset` up to, without, `end`, as ready frames, one for
 * each codec that a subscriber reads. Without a frame it stands for one event that is too large to
 * send.
 */
export class LogEntry {
  readonly offset: number;
  readonly end: number;
  /** The watermark after the last event. */
  readonly watermark: Milliseconds;
  /** The latest event time of the events; Infinity where it is not known. */
  readonly latest: Milliseconds;
  /** When it came into the log, in ms since the epoch; 0 where that is of no interest. */
  at: Milliseconds = 0;
  readonly #frames = new Map<CodecName, Frame>();
  #bytes = 0;
  #check: Check | undefined;

  constructor(
    offset: number,
    count: number,
    watermark: Milliseconds,
    latest: Milliseconds = Infinity,
  ) {
    this.offset = offset;
    this.end = offset + count;
    this.watermark = watermark;
    this.latest = latest;
  }

  get count(): number {
    return this.end - this.offset;
  }

  /** The bytes of the frames made so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get isHole(): boolean {
    return this.#frames.size === 0;
  }

  /** What goes out behind it to those who keep a table. */
  get check(): Check | undefined {
    return this.#check;
  }

  attach(check: Check): void {
    this.#check = check;
  }

  /** Keeps a frame that was made of the events themselves. */
  put(codec: CodecName, frame: Frame): void {
    this.#frames.set(codec, frame);
    this.#bytes += frame.bytes.length;
  }

  /** The frame in a codec; made from another codec's when nobody has read this codec before. */
  frame(codec: Codec, codecs: readonly Codec[]): Frame {
    const ready = this.#frames.get(codec.name);
    if (ready !== undefined) return ready;
    const frame = frameOf(codec, this.message(codecs));
    this.put(codec.name, frame);
    return frame;
  }

  /** The events again, read from a frame. */
  message(codecs: readonly Codec[]): ServerMessage {
    for (const codec of codecs) {
      const frame = this.#frames.get(codec.name);
      if (frame !== undefined) return codec.decode(frame.payload()) as ServerMessage;
    }
    throw new Error('a hole of the log has no frame');
  }
}
