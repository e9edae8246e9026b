import type { Milliseconds } from '../../operators/index.ts';
import { HEAD_BYTES } from './record.ts';
import type { RecordFacts } from './record.ts';
import type { SegmentStart } from './segmentStart.ts';

/** How much a journal keeps. */
export interface JournalLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** How old an event may be; Infinity for any age. */
  readonly maxAge: Milliseconds;
}

/** Neighbouring records of one segment that are found, read and dropped together. */
export interface Piece {
  /** The offset that begins its segment. */
  readonly segment: number;
  /** Where its first record begins in the segment's file. */
  readonly position: number;
  readonly bytes: number;
  readonly offset: number;
  readonly end: number;
  /** The watermark before its first event and after its last. */
  readonly before: Milliseconds;
  readonly watermark: Milliseconds;
  /** The latest event time of its events. */
  readonly latest: Milliseconds;
  /** When its first and its last record were written. */
  readonly since: Milliseconds;
  readonly at: Milliseconds;
}

/** A piece aims at so many bytes: what is read at once. */
const PIECE_BYTES = 65_536;
/** A piece is no more than this part of all that is kept, so that dropping one is a small step. */
const PART = 16;

/**
 * Where the events of a journal are in its files, oldest first, and which are still kept. State: an
 * entry for each 64 KiB of files, or for each 16th of what is kept where that is less.
 */
export class PieceIndex {
  readonly #limits: JournalLimits;
  #pieces: Piece[] = [];
  #first = 0;
  #bytes = 0;
  #head: number;
  #watermark: Milliseconds;
  #latest: Milliseconds;
  #goneLatest: Milliseconds;

  constructor(limits: JournalLimits, { offset, watermark, latest }: SegmentStart) {
    this.#limits = limits;
    this.#head = offset;
    this.#watermark = watermark;
    this.#latest = latest;
    this.#goneLatest = latest;
  }

  get head(): number {
    return this.#head;
  }

  get floor(): number {
    return this.#pieces[this.#first]?.offset ?? this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What a segment that begins now says of all before it. */
  get next(): SegmentStart {
    return { offset: this.#head, watermark: this.#watermark, latest: this.#latest };
  }

  /** The latest event time of all that is no longer kept. */
  get goneLatest(): Milliseconds {
    return this.#goneLatest;
  }

  /** The oldest piece that is kept. */
  get oldest(): Piece | undefined {
    return this.#pieces[this.#first];
  }

  add(segment: number, position: number, bodyBytes: number, facts: RecordFacts): void {
    const bytes = HEAD_BYTES + bodyBytes;
    const { offset, watermark, latest, at } = facts;
    const end = offset + facts.count;
    const last = this.#pieces.at(-1);
    if (last !== undefined && this.#joins(last, segment, bytes, facts)) {
      const joined = { bytes: last.bytes + bytes, latest: Math.max(last.latest, latest) };
      this.#pieces[this.#pieces.length - 1] = { ...last, end, watermark, at, ...joined };
    } else {
      const before = this.#watermark;
      const times = { before, watermark, latest, since: at, at };
      this.#pieces.push({ segment, position, bytes, offset, end, ...times });
    }
    this.#bytes += bytes;
    this.#head = end;
    this.#watermark = watermark;
    this.#latest = Math.max(this.#latest, latest);
  }

  #joins(last: Piece, segment: number, bytes: number, { count, at }: RecordFacts): boolean {
    const { maxEvents, maxBytes, maxAge } = this.#limits;
    return (
      this.#pieces.length > this.#first &&
      last.segment === segment &&
      last.bytes + bytes <= Math.min(PIECE_BYTES, maxBytes / PART) &&
      last.end - last.offset + count <= maxEvents / PART &&
      at - last.since <= maxAge / PART
    );
  }

  /** Drops what is more than may be kept. */
  trim(now: Milliseconds): void {
    const { maxEvents, maxBytes, maxAge } = this.#limits;
    for (let { oldest } = this; oldest !== undefined; { oldest } = this) {
      const isMore = this.#head - oldest.offset > maxEvents || this.#bytes > maxBytes;
      if (!isMore && now - oldest.at < maxAge) break;
      this.#drop(oldest);
    }
    if (this.#first > 64 && this.#first * 2 > this.#pieces.length) {
      this.#pieces = this.#pieces.slice(this.#first);
      this.#first = 0;
    }
  }

  #drop(piece: Piece): void {
    this.#first += 1;
    this.#bytes -= piece.bytes;
    this.#goneLatest = Math.max(this.#goneLatest, piece.latest);
  }

  /** Forgets a piece and all behind it. */
  cut(piece: Piece): void {
    const index = this.#pieces.indexOf(piece, this.#first);
    for (const { bytes } of this.#pieces.splice(index)) this.#bytes -= bytes;
    this.#head = piece.offset;
    this.#watermark = piece.before;
    this.#latest = this.#pieces.slice(this.#first).reduce(latestOf, this.#goneLatest);
  }

  /** Forgets everything: the next event has another offset. */
  restart(start: SegmentStart): void {
    [this.#pieces, this.#first, this.#bytes] = [[], 0, 0];
    [this.#head, this.#watermark, this.#latest] = [start.offset, start.watermark, start.latest];
    this.#goneLatest = start.latest;
  }

  /** The piece that holds an offset; undefined when it is not kept. */
  find(offset: number): Piece | undefined {
    if (offset < this.floor || offset >= this.#head) return undefined;
    let low = this.#first;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pieces[middle] as Piece).end > offset) high = middle;
      else low = middle + 1;
    }
    return this.#pieces[low];
  }

  /** The first piece with an event whose event time is at or after one. */
  reaching(time: Milliseconds): Piece | undefined {
    return this.#firstWhere(({ latest }) => latest >= time);
  }

  /** The first piece with an event that was written after a time. */
  youngerThan(time: Milliseconds): Piece | undefined {
    return this.#firstWhere(({ at }) => at > time);
  }

  #firstWhere(isTrue: (piece: Piece) => boolean): Piece | undefined {
    for (let i = this.#first; i < this.#pieces.length; i += 1) {
      const piece = this.#pieces[i] as Piece;
      if (isTrue(piece)) return piece;
    }
    return undefined;
  }
}

function latestOf(latest: Milliseconds, piece: Piece): Milliseconds {
  return Math.max(latest, piece.latest);
}
