import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isCodedError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import { readInto, writeError } from '../recording/index.ts';
import type { FolderLock } from './folderLock.ts';
import type { FormerEpoch } from './formerEpoch.ts';
import type { JournalConfig } from './journalConfig.ts';
import { writeFacts } from './journalFacts.ts';
import type { JournalFacts } from './journalFacts.ts';
import { installTail, writeTail } from './finishTail.ts';
import type { Piece, PieceIndex } from './pieceIndex.ts';
import { HEAD_BYTES, readRecords, writeRecord } from './record.ts';
import type { JournalRecord } from './record.ts';
import { SegmentFile } from './segmentFile.ts';
import { segmentName, START_BYTES } from './segmentStart.ts';
import type { SegmentStart } from './segmentStart.ts';
import { syncFolder } from './syncFolder.ts';
import { unreadable } from './unreadable.ts';

/** What opening a folder found. */
export interface Found {
  readonly facts: JournalFacts;
  readonly index: PieceIndex;
  /** The offsets that begin the segments. */
  readonly segments: readonly number[];
  /** The newest of them, ready to be written to. */
  readonly active: SegmentFile | undefined;
}

/** An epoch that begins, and those before it. */
export type NewEpoch = Required<Pick<JournalFacts, 'epoch' | 'former'>>;

/**
 * Records of events in files of a folder, oldest first: written at the end, dropped at the beginning
 * by whole files, read in pieces. Bound: the limits, and one segment more on the disk.
 */
export class Journal {
  readonly #config: JournalConfig;
  readonly #lock: FolderLock;
  readonly #index: PieceIndex;
  readonly #segments: number[];
  #facts: JournalFacts;
  /** A new file's name may not be safe yet. */
  #isFolderNew = true;
  /** Files that are full and not safe from a power cut yet. */
  readonly #full = new Map<SegmentFile, Promise<void>>();
  #active: SegmentFile | undefined;
  #failure: Error | undefined;

  constructor(config: JournalConfig, lock: FolderLock, found: Found) {
    this.#config = config;
    this.#lock = lock;
    this.#facts = found.facts;
    this.#index = found.index;
    this.#segments = [...found.segments];
    this.#active = found.active;
  }

  get epoch(): string {
    return this.#facts.epoch;
  }

  /** Epochs before this one, newest first. */
  get former(): readonly FormerEpoch[] {
    return this.#facts.former ?? [];
  }

  /** Where a graph began that has no checkpoint yet. */
  get base(): number | undefined {
    return this.#facts.base;
  }

  /** Which events there are and where. */
  get index(): Omit<PieceIndex, 'add' | 'trim' | 'cut' | 'restart'> {
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
    this.#isFolderNew = true;
    if (this.#config.synced) this.#syncFolder();
    return this.#active;
  }

  #syncFolder(): void {
    if (!this.#isFolderNew) return;
    syncFolder(this.#config.folder);
    this.#isFolderNew = false;
  }

  /** A full file is left to itself; what was promised to be safe is waited for. */
  #retire(segment: SegmentFile): void {
    this.#active = undefined;
    if (this.#config.synced) {
      segment.syncNow();
      segment.close();
      return;
    }
    const safe = segment.sync().finally(() => {
      if (this.#full.delete(segment)) segment.close();
    });
    // Who has to know waits for it.
    safe.catch(() => undefined);
    this.#full.set(segment, safe);
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

  /** Remembers where a graph began that has no checkpoint yet; undefined: there is one. */
  begin(base: number | undefined): void {
    if (base === this.base) return;
    const { base: _base, ...facts } = this.#facts;
    this.#setFacts(base === undefined ? facts : { ...facts, base });
  }

  #setFacts(facts: JournalFacts): void {
    this.#guarded(() => writeFacts(this.#config.folder, facts));
    this.#facts = facts;
  }

  /** Takes everything from an offset on back, with which a record begins. */
  cut(offset: number): void {
    const piece = this.#index.find(offset);
    if (piece === undefined) return;
    const kept = this.readNow(piece).filter((record) => record.offset < offset);
    const bytes = kept.reduce((sum, { body }) => sum + HEAD_BYTES + body.length, 0);
    this.#guarded(() => this.#cutFiles(piece.segment, piece.position + bytes));
    this.#index.cut(piece);
    let { position } = piece;
    for (const record of kept) {
      this.#index.add(piece.segment, position, record.body.length, record);
      position += HEAD_BYTES + record.body.length;
    }
  }

  /** Ends the files with a segment at a position in it; the newest goes first. */
  #cutFiles(segment: number, position: number): void {
    while ((this.#segments.at(-1) ?? -1) > segment) this.#removeNewest();
    this.#active ??= SegmentFile.reopen(this.#fileOf(segment), segment, position);
    this.#active.cut(position);
  }

  #removeNewest(): void {
    const offset = this.#segments.pop() as number;
    const files = [...this.#full.keys(), ...(this.#active === undefined ? [] : [this.#active])];
    for (const file of files) if (file.offset === offset) file.close();
    for (const file of this.#full.keys()) if (file.offset === offset) this.#full.delete(file);
    if (this.#active?.offset === offset) this.#active = undefined;
    rmSync(this.#fileOf(offset), { force: true });
  }

  /** Takes everything back, and begins with another offset in a new epoch. */
  restart(start: SegmentStart, epoch: NewEpoch): void {
    this.#setFacts({ ...this.#facts, ...epoch });
    this.#guarded(() => {
      while (this.#segments.length > 0) this.#removeNewest();
    });
    this.#index.restart(start);
  }

  /** Puts records in the place of everything from an offset on, in a new epoch: all of it or nothing. */
  replace(start: SegmentStart, records: readonly JournalRecord[], epoch: NewEpoch): void {
    const { folder } = this.#config;
    const { offset } = start;
    this.#guarded(() => writeTail(folder, start, records));
    this.#setFacts({ ...this.#facts, ...epoch, tail: offset });
    this.cut(offset);
    this.#guarded(() => this.#install(offset, records));
    const { tail: _tail, ...facts } = this.#facts;
    this.#setFacts(facts);
  }

  /** The epoch before this one has the events that there are now, up to an offset. */
  hold(until: number): void {
    const [last, ...older] = this.former;
    if (last !== undefined)
      this.#setFacts({ ...this.#facts, former: [{ ...last, until }, ...older] });
  }

  #install(offset: number, records: readonly JournalRecord[]): void {
    if (this.#segments.at(-1) === offset) this.#removeNewest();
    else if (this.#active !== undefined) this.#retire(this.#active);
    installTail(this.#config.folder, offset);
    this.#segments.push(offset);
    let position = START_BYTES;
    for (const record of records) {
      this.#index.add(offset, position, record.body.length, record);
      position += HEAD_BYTES + record.body.length;
    }
    this.#active = SegmentFile.reopen(this.#fileOf(offset), offset, position);
  }

  /** Resolves when all that was written before is safe from a power cut. */
  async sync(): Promise<void> {
    try {
      this.#syncFolder();
      await Promise.all([...this.#full.values(), this.#active?.sync()]);
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
    const files = [...this.#full.keys(), ...(this.#active === undefined ? [] : [this.#active])];
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
