import type { Milliseconds } from '../../operators/index.ts';
import type { FeedLog, LogLimits } from './feedLog.ts';
import type { LogEntry } from './logEntry.ts';

/** Where a log begins that has no event yet. */
export interface LogStart {
  readonly offset: number;
  readonly watermark: Milliseconds;
  /** The latest event time before it (default: there was none). */
  readonly latest?: Milliseconds;
}

/**
 * The batches of a feed that are kept, oldest first: one log for all subscribers, who are positions
 * in it. Bound: the limits; the oldest batches go first, and reading one of them then is a loss
 * that the reader is told. Offsets rise by 1 an event; `floor` is the oldest kept, `head` the next
 * to come.
 */
export class EventLog implements FeedLog {
  readonly isBroken = false;
  readonly #limits: LogLimits;
  #entries: (LogEntry | undefined)[] = [];
  /** Entries before this position are gone; they are cut off together now and then. */
  #first = 0;
  #events = 0;
  #bytes = 0;
  #floorWatermark: Milliseconds;
  #goneLatest: Milliseconds;
  #head: number;

  constructor(limits: LogLimits, { offset, watermark, latest = -Infinity }: LogStart = BEGINNING) {
    this.#limits = limits;
    this.#head = offset;
    this.#floorWatermark = watermark;
    this.#goneLatest = latest;
  }

  get floor(): number {
    return this.#head - this.#events;
  }

  get head(): number {
    return this.#head;
  }

  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** In memory an event is as safe as it gets at once. */
  get end(): number {
    return this.#head;
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#events += entry.count;
    this.#bytes += entry.bytes;
    this.#head = entry.end;
    this.trim(entry.at);
  }

  /** An entry was encoded for a second codec and is larger now. */
  grew(entry: LogEntry, bytes: number): void {
    if (this.at(entry.offset) !== entry) return;
    this.#bytes += bytes;
    this.trim(-Infinity);
  }

  trim(now: Milliseconds): void {
    const { maxEvents, maxBytes, maxAge } = this.#limits;
    for (let { oldestAt } = this; oldestAt !== undefined; { oldestAt } = this) {
      const isMore = this.#events > maxEvents || this.#bytes > maxBytes;
      if (!isMore && now - oldestAt < maxAge) break;
      this.#drop();
    }
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  get oldestAt(): Milliseconds | undefined {
    return this.#entries[this.#first]?.at;
  }

  #drop(): void {
    const entry = this.#entries[this.#first] as LogEntry;
    // The place stays until the next cut; what was in it must not.
    this.#entries[this.#first] = undefined;
    this.#first += 1;
    this.#events -= entry.count;
    this.#bytes -= entry.bytes;
    this.#floorWatermark = entry.watermark;
    this.#goneLatest = Math.max(this.#goneLatest, entry.latest);
  }

  /** The batch that holds an offset; undefined when it is not kept. */
  at(offset: number): LogEntry | undefined {
    if (offset < this.floor || offset >= this.#head) return undefined;
    const last = this.#entries.at(-1) as LogEntry;
    return offset >= last.offset ? last : this.#entries[this.#indexOf(offset)];
  }

  /** The latest event time of all that is no longer kept. */
  get goneLatest(): Milliseconds {
    return this.#goneLatest;
  }

  /** The first batch with an event whose event time is at or after one; undefined for none. */
  reaching(time: Milliseconds): LogEntry | undefined {
    for (let i = this.#first; i < this.#entries.length; i += 1) {
      const entry = this.#entries[i] as LogEntry;
      if (entry.latest >= time) return entry;
    }
    return undefined;
  }

  /** The offset of the first batch that came after a time of the clock; the head for none. */
  cameBy(time: Milliseconds): number {
    return this.#entries[this.#firstWhere(({ at }) => at > time)]?.offset ?? this.#head;
  }

  /** The watermark before the batch that holds an offset. */
  watermarkBefore(offset: number): Milliseconds {
    const index = offset >= this.#head ? this.#entries.length : this.#indexOf(offset);
    return index > this.#first
      ? (this.#entries[index - 1] as LogEntry).watermark
      : this.#floorWatermark;
  }

  /** Everything is where readers find it at once. */
  fetch(): boolean {
    return false;
  }

  flush(): void {
    // Nothing waits.
  }

  close(): void {
    // What is in memory goes with it.
  }

  #indexOf(offset: number): number {
    return this.#firstWhere(({ end }) => end > offset);
  }

  /** The position of the first entry for which something is true that is true for all after it. */
  #firstWhere(isTrue: (entry: LogEntry) => boolean): number {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isTrue(this.#entries[middle] as LogEntry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const BEGINNING: LogStart = { offset: 0, watermark: -Infinity };
