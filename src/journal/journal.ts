import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isCodedError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { readInto, writeError } from '../recording/index.ts';
import type { FolderLock } from './folderLock.ts';
import type { JournalConfig } from './journalConfig.ts';
import type { Piece, PieceIndex } from './pieceIndex.ts';
import { readRecords, writeRecord } from './record.ts';
import type { JournalRecord } from './record.ts';
import { SegmentFile } from './segmentFile.ts';
import { segmentName } from './segmentStart.ts';
import { syncFolder } from './syncFolder.ts';
import { unreadable } from './unreadable.ts';

/** What opening a folder found. */
export interface Found {
  readonly epoch: string;
  readonly index: PieceIndex;
  /** The offsets that begin the segments. */
  readonly segments: readonly number[];
  /** The newest of them, ready to be written to. */
  readonly active: SegmentFile | undefined;
}

/**
 * Records of events in files of a folder, oldest first: written at the end, dropped at the beginning
 * by whole files, read in pieces. Bound: the limits, and one segment more on the disk.
 */
export class Journal {
  readonly epoch: string;
  readonly #config: JournalConfig;
  readonly #lock: FolderLock;
  readonly #index: PieceIndex;
  readonly #segments: number[];
  /** Files that are full and not safe from a power cut yet. */
  readonly #full = new Set<SegmentFile>();
  #active: SegmentFile | undefined;
  #failure: Error | undefined;

  constructor(config: JournalConfig, lock: FolderLock, found: Found) {
    this.#config = config;
    this.#lock = lock;
    this.epoch = found.epoch;
    this.#index = found.index;
    this.#segments = [...found.segments];
    this.#active = found.active;
  }

  /** Which events there are and where. */
  get index(): Omit<PieceIndex, 'add' | 'trim'> {
    return this.#index;
  }

  /**
   * Writes a record behind the last; it has reached the system when this returns.
   *
   * @throws StreamError `MILLRACE_FILE_UNWRITABLE`; nothing more can be written then
   */
  append(record: JournalRecord): void {
    this.#guarded(() => {
      const bytes = writeRecord(record);
      const segment = this.#segmentFor(bytes.length);
      const position = segment.size;
      segment.append(bytes);
      this.#index.add(segment.offset, position, record.body.length, record);
    });
  }

  /** After a failure of the disk nothing is known of what a further write would do. */
  #guarded(work: () => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      work();
    } catch (error) {
      this.#failure = writeError('feed log', this.#config.folder, error);
      throw this.#failure;
    }
  }

  #segmentFor(bytes: number): SegmentFile {
    const active = this.#active;
    const fits =
      active?.isEmpty === true || (active?.size ?? 0) + bytes <= this.#config.segmentBytes;
    if (active !== undefined && fits) return active;
    if (active !== undefined) this.#retire(active);
    const start = this.#index.next;
    this.#active = SegmentFile.create(this.#fileOf(start.offset), start);
    this.#segments.push(start.offset);
    if (this.#config.synced) syncFolder(this.#config.folder);
    return this.#active;
  }

  /** A full file is left to itself; what was promised to be safe is waited for. */
  #retire(segment: SegmentFile): void {
    this.#active = undefined;
    if (this.#config.synced) {
      segment.syncNow();
      segment.close();
      return;
    }
    this.#full.add(segment);
    const close = (): void => {
      if (this.#full.delete(segment)) segment.close();
    };
    segment.sync().then(close, close);
  }

  #fileOf(offset: number): string {
    return path.join(this.#config.folder, segmentName(offset));
  }

  /** Drops what is more than may be kept, and files that hold nothing else. */
  trim(now: Milliseconds): void {
    this.#index.trim(now);
    while ((this.#segments[1] ?? Infinity) <= this.#index.floor) {
      const offset = this.#segments.shift() as number;
      this.#guarded(() => rmSync(this.#fileOf(offset), { force: true }));
    }
  }

  /** Resolves when all that was written before is safe from a power cut. */
  async sync(): Promise<void> {
    try {
      await this.#active?.sync();
    } catch (error) {
      this.#failure ??= writeError('feed log', this.#config.folder, error);
      throw this.#failure;
    }
  }

  syncNow(): void {
    this.#guarded(() => this.#active?.syncNow());
  }

  /**
   * The records of a piece.
   *
   * @throws StreamError `MILLRACE_FILE_UNREADABLE`
   */
  async read(piece: Piece): Promise<JournalRecord[]> {
    const file = this.#fileOf(piece.segment);
    try {
      const handle = await open(file);
      try {
        const room = Buffer.allocUnsafe(piece.bytes);
        return recordsOf(file, piece, await readInto(handle, piece.position, room));
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw readError(file, error);
    }
  }

  /** The same at once, for what cannot wait. */
  readNow(piece: Piece): JournalRecord[] {
    const file = this.#fileOf(piece.segment);
    try {
      const fd = openSync(file, 'r');
      try {
        const room = Buffer.allocUnsafe(piece.bytes);
        const length = readSync(fd, room, 0, room.length, piece.position);
        return recordsOf(file, piece, room.subarray(0, length));
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      throw readError(file, error);
    }
  }

  /** Everything that was written is waited for, and the folder is free for another writer. */
  close(): void {
    const files = [...this.#full, ...(this.#active === undefined ? [] : [this.#active])];
    this.#full.clear();
    this.#active = undefined;
    let isSafe = true;
    for (const file of files) isSafe = tryClose(file) && isSafe;
    if (isSafe) this.#lock.release();
    else this.#lock.abandon();
  }
}

function tryClose(file: SegmentFile): boolean {
  try {
    file.syncNow();
    return true;
  } catch {
    return false;
  } finally {
    file.close();
  }
}

function recordsOf(file: string, piece: Piece, bytes: Buffer): JournalRecord[] {
  const records = bytes.length === piece.bytes ? readRecords(bytes) : undefined;
  if (records?.[0]?.offset !== piece.offset)
    throw unreadable(file, `is damaged behind byte ${piece.position}`);
  return records;
}

function readError(file: string, error: unknown): Error {
  if (isCodedError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return unreadable(file, `could not be read: ${reason}`);
}
