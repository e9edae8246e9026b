import type { Milliseconds } from '../../operators/index.ts';
import type { LogEntry } from './logEntry.ts';

/** How much a log keeps. */
export interface LogLimits {
  /** Events kept. */
  readonly maxEvents: number;
  /** Bytes of encoded batches kept. */
  readonly maxBytes: number;
}

/**
 * The batches of a feed that are kept, oldest first: one log for all subscribers, who are positions
 * in it. Bound: the limits; the oldest batches go first, and reading one of them then is a loss
 * that the reader is told. Offsets rise by 1 an event; `floor` is the oldest kept, `head` the next
 * to come.
 */
export class EventLog {
  readonly #limits: LogLimits;
  #entries: (LogEntry | undefined)[] = [];
  /** Entries before this position are gone; they are cut off together now and then. */
  #first = 0;
  #events = 0;
  #bytes = 0;
  #floorWatermark: Milliseconds = -Infinity;
  #goneLatest: Milliseconds = -Infinity;
  #head = 0;

  constructor(limits: LogLimits) {
    this.#limits = limits;
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

  append(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#events += entry.count;
    this.#bytes += entry.bytes;
    this.#head = entry.end;
    this.#trim();
  }

  /** An entry was encoded for a second codec and is larger now. */
  grew(bytes: number): void {
    this.#bytes += bytes;
    this.#trim();
  }

  #trim(): void {
    const { maxEvents, maxBytes } = this.#limits;
    while (this.#events > maxEvents || this.#bytes > maxBytes) this.#drop();
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
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
    return this.#entries[this.#indexOf(offset)];
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

  /** The watermark before the batch that holds an offset. */
  watermarkBefore(offset: number): Milliseconds {
    const index = offset >= this.#head ? this.#entries.length : this.#indexOf(offset);
    return index > this.#first
      ? (this.#entries[index - 1] as LogEntry).watermark
      : this.#floorWatermark;
  }

  #indexOf(offset: number): number {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] as LogEntry).end > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** What readers need of a log. */
export type ReadableLog = Pick<EventLog, 'floor' | 'head' | 'at' | 'watermarkBefore'>;
