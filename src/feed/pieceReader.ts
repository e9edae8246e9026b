import type { Journal, JournalRecord, Piece } from '../journal/index.ts';
import type { LogEntry } from './logEntry.ts';

/** What reads pieces for readers. */
export interface PieceReaderConfig {
  readonly journal: Journal;
  /** Makes batches of a piece's records. */
  readonly decode: (piece: Piece, records: readonly JournalRecord[]) => LogEntry[];
  /** A piece that is still kept could not be read. */
  readonly onError: (error: unknown) => void;
}

/** A piece that somebody waits for. */
interface Wanted {
  readonly piece: Piece;
  readonly ready: Set<() => void>;
}

/** Pieces read at once: the system has few threads for files. */
const READS = 2;
/** Pieces that stay in memory for the next reader. */
const KEPT = 16;

/**
 * Gets older batches from the disk, a piece at a time, and wakes who waits for them. State: the 16
 * pieces that were read last, and who waits.
 */
export class PieceReader {
  readonly #config: PieceReaderConfig;
  /** By the offset of the piece; the least recently used first. */
  readonly #kept = new Map<number, readonly LogEntry[]>();
  /** By the offset of the piece; those that nobody reads yet, and those that are being read. */
  readonly #queue = new Map<number, Wanted>();
  readonly #reading = new Map<number, Wanted>();
  #workers = 0;

  constructor(config: PieceReaderConfig) {
    this.#config = config;
  }

  /** The batch that holds an offset, when its piece is in memory. */
  at(offset: number): LogEntry | undefined {
    for (const [first, entries] of this.#kept) {
      if (offset < first || offset >= (entries.at(-1)?.end ?? first)) continue;
      this.#kept.delete(first);
      this.#kept.set(first, entries);
      return entries.find(({ end }) => end > offset);
    }
    return undefined;
  }

  /** Reads a piece; whoever waits for it already is told together with others. */
  read(piece: Piece, ready: () => void): void {
    const { offset } = piece;
    // One that is being read may be an older state of the newest piece: who waits looks again.
    const wanted = this.#reading.get(offset) ?? this.#queue.get(offset);
    if (wanted !== undefined) return void wanted.ready.add(ready);
    this.#queue.set(offset, { piece, ready: new Set([ready]) });
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#workers >= READS) return;
    this.#workers += 1;
    for (const [offset, wanted] of this.#queue) {
      this.#queue.delete(offset);
      this.#reading.set(offset, wanted);
      await this.#load(wanted.piece);
      this.#reading.delete(offset);
      for (const ready of wanted.ready) ready();
    }
    this.#workers -= 1;
  }

  async #load(piece: Piece): Promise<void> {
    const { journal, decode, onError } = this.#config;
    try {
      this.#keep(piece.offset, decode(piece, await journal.read(piece)));
    } catch (error) {
      // A piece whose file was dropped meanwhile is a loss that its readers are told.
      if (piece.end > journal.index.floor) onError(error);
    }
  }

  #keep(offset: number, entries: readonly LogEntry[]): void {
    this.#kept.delete(offset);
    this.#kept.set(offset, entries);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
