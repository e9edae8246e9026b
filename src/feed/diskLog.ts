import type { Milliseconds } from '../../operators/index.ts';
import type { Journal, JournalRecord, Piece } from '../journal/index.ts';
import type { Item } from '../wire/index.ts';
import { EventLog } from './eventLog.ts';
import type { FeedLog, LogLimits } from './feedLog.ts';
import { LogEntry } from './logEntry.ts';
import { PieceReader } from './pieceReader.ts';
import type { Batch } from './writeBatch.ts';

/** What a log on disk is made of. */
export interface DiskLogConfig {
  readonly journal: Journal;
  /** What of it stays in memory too. */
  readonly tail: LogLimits;
  /** Whether readers get only what is safe from a power cut. */
  readonly synced: boolean;
  /** Makes entries of events again. */
  readonly encode: (batch: Omit<Batch, 'channel'>) => LogEntry[];
  /** Readers may have more. */
  readonly onMore: () => void;
  /** The disk failed outside of a call. */
  readonly onError: (error: unknown) => void;
}

/**
 * A log whose batches are written to files before a reader gets them, and are there again after a
 * restart. The newest stay in memory; older ones are read in pieces when a reader gets there.
 */
export class DiskLog implements FeedLog {
  readonly #config: DiskLogConfig;
  readonly #journal: Journal;
  #tail: EventLog;
  #pieces: PieceReader;
  /** All before this is safe from a power cut. */
  #safe: number;
  #isSyncing = false;
  #isBroken = false;

  constructor(config: DiskLogConfig) {
    const { journal, tail } = config;
    this.#config = config;
    this.#journal = journal;
    this.#tail = new EventLog(tail, journal.index.next);
    this.#safe = journal.index.head;
    this.#pieces = this.#createPieces();
  }

  #createPieces(): PieceReader {
    const { journal } = this.#config;
    const decode = this.#decode.bind(this);
    return new PieceReader({ journal, decode, onError: (error) => this.#break(error) });
  }

  /** The journal has changed: nothing that was known of it holds. */
  renew(): void {
    this.#tail = new EventLog(this.#config.tail, this.#journal.index.next);
    this.#safe = this.#journal.index.head;
    this.#pieces = this.#createPieces();
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  get floor(): number {
    return this.#journal.index.floor;
  }

  get head(): number {
    return this.#config.synced ? this.#safe : this.end;
  }

  get end(): number {
    return this.#journal.index.head;
  }

  get bytes(): number {
    return this.#journal.index.bytes;
  }

  get goneLatest(): Milliseconds {
    return this.#journal.index.goneLatest;
  }

  get oldestAt(): Milliseconds | undefined {
    return this.#journal.index.oldest?.at;
  }

  append(entry: LogEntry, items: readonly Item[]): void {
    const { offset, count, watermark, latest, at } = entry;
    const body = entry.isHole ? NOTHING : Buffer.from(JSON.stringify(items));
    this.#journal.append({ offset, count, watermark, latest, at, body });
    this.#tail.append(entry);
    this.trim(at);
    if (this.#config.synced) void this.#sync();
  }

  grew(entry: LogEntry, bytes: number): void {
    this.#tail.grew(entry, bytes);
  }

  trim(now: Milliseconds): void {
    this.#tail.trim(now);
    this.#journal.trim(now);
    // What leaves the log must not be something that nobody was given.
    if (this.floor > this.head) this.flush();
  }

  /** One wait for the disk at a time, each for all that was written before it. */
  async #sync(): Promise<void> {
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    try {
      while (this.#safe < this.end) {
        const { end } = this;
        await this.#journal.sync();
        if (this.#safe >= end) continue;
        this.#safe = end;
        this.#config.onMore();
      }
    } catch (error) {
      this.#config.onError(error);
    }
    this.#isSyncing = false;
  }

  flush(): void {
    if (!this.#config.synced || this.#safe === this.end) return;
    this.#journal.syncNow();
    this.#safe = this.end;
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    this.#config.onError(error);
  }

  at(offset: number): LogEntry | undefined {
    if (offset < this.floor || offset >= this.head) return undefined;
    return this.#tail.at(offset) ?? this.#pieces.at(offset);
  }

  fetch(offset: number, ready: () => void): boolean {
    if (this.#isBroken || offset >= this.head || this.at(offset) !== undefined) return false;
    const piece = this.#journal.index.find(offset);
    if (piece === undefined) return false;
    this.#pieces.read(piece, ready);
    return true;
  }

  reaching(time: Milliseconds): LogEntry | undefined {
    const piece = this.#journal.index.reaching(time);
    if (piece === undefined) return undefined;
    if (piece.offset >= this.#tail.floor) return this.#tail.reaching(time);
    return this.#readNow(piece).find(({ latest }) => latest >= time);
  }

  cameBy(time: Milliseconds): number {
    const piece = this.#journal.index.youngerThan(time);
    if (piece === undefined) return this.head;
    if (piece.offset >= this.#tail.floor) return Math.min(this.#tail.cameBy(time), this.head);
    const entry = this.#readNow(piece).find(({ at }) => at > time);
    return Math.min(entry?.offset ?? piece.end, this.head);
  }

  /** The batches of a piece, at once; none when it cannot be read. */
  #readNow(piece: Piece): LogEntry[] {
    try {
      return this.#decode(piece, this.#journal.readNow(piece));
    } catch (error) {
      this.#break(error);
      return [];
    }
  }

  watermarkBefore(offset: number): Milliseconds {
    if (offset >= this.#tail.floor) return this.#tail.watermarkBefore(offset);
    const { index } = this.#journal;
    return (index.find(offset) ?? index.oldest)?.before ?? -Infinity;
  }

  close(): void {
    this.#isBroken = true;
    this.#journal.close();
  }

  #decode(piece: Piece, records: readonly JournalRecord[]): LogEntry[] {
    let { before } = piece;
    return records.flatMap((record) => {
      const { offset, watermark, at, body } = record;
      const start = before;
      before = watermark;
      const items = body.length === 0 ? [] : (JSON.parse(Buffer.from(body).toString()) as Item[]);
      const batch = { offset, items, before: start, watermark };
      const entries = body.length === 0 ? [holeOf(record)] : this.#config.encode(batch);
      for (const entry of entries) entry.at = at;
      return entries;
    });
  }
}

function holeOf({ offset, count, watermark, latest }: JournalRecord): LogEntry {
  return new LogEntry(offset, count, watermark, latest);
}

const NOTHING = Buffer.alloc(0);
