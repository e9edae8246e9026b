import { mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeError } from '../recording/index.ts';
import { foldersAbove } from './foldersAbove.ts';
import { lockFolder, mayHaveLost } from './folderLock.ts';
import type { FolderLock } from './folderLock.ts';
import { Journal } from './journal.ts';
import type { Found } from './journal.ts';
import type { JournalConfig, LogRepair } from './journalConfig.ts';
import { readFacts, writeFacts } from './journalFacts.ts';
import type { JournalFacts } from './journalFacts.ts';
import { finishTail } from './finishTail.ts';
import { PieceIndex } from './pieceIndex.ts';
import { scanSegment } from './scanSegment.ts';
import type { ScannedSegment } from './scanSegment.ts';
import { SegmentFile } from './segmentFile.ts';
import { segmentNames } from './segmentStart.ts';
import { syncFolder } from './syncFolder.ts';
import { unreadable } from './unreadable.ts';

/**
 * Opens the journal of a folder for writing, or makes one. What is not whole at its end is cut off;
 * behind damage further up the newer files go on. All of it is read once, to know that it is sound.
 *
 * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
 */
export async function openJournal(config: JournalConfig): Promise<Journal> {
  const { folder, runtime, synced } = config;
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) foldersAbove(folder, made).forEach(syncFolder);
    const lock = lockFolder(folder, runtime.id(), synced);
    try {
      return new Journal(config, lock, await new Recovery(config).run(lock));
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw writeError('feed log', folder, error);
  }
}

interface Segment extends ScannedSegment {
  readonly file: string;
  readonly size: number;
}

/** Finds out what of a folder is sound. */
class Recovery {
  readonly #config: JournalConfig;
  #index: PieceIndex;
  #facts: JournalFacts;
  #kept: Segment[] = [];

  constructor(config: JournalConfig) {
    this.#config = config;
    this.#facts = { format: 1, name: config.name, epoch: config.runtime.id() };
    this.#index = new PieceIndex(config.limits, EMPTY);
  }

  async run({ lost }: FolderLock): Promise<Found> {
    const { folder } = this.#config;
    const isNew = this.#readFacts(segmentNames(await readdir(folder)).length > 0);
    await this.#finishTail();
    const names = segmentNames(await readdir(folder));
    // Before anything else: whoever is interrupted here must not forget it.
    if (lost !== undefined && !isNew && mayHaveLost(lost)) this.#powerCut();
    for (const name of names) await this.#take(path.join(folder, name), name === names.at(-1));
    const last = this.#kept.at(-1);
    const active = last?.start && SegmentFile.reopen(last.file, last.start.offset, last.end);
    const segments = this.#kept.map(({ start }) => start?.offset ?? 0);
    return { facts: this.#facts, index: this.#index, segments, active };
  }

  /** True in a folder that held nothing. */
  #readFacts(hasSegments: boolean): boolean {
    const { folder, name } = this.#config;
    const facts = readFacts(folder);
    if (facts === undefined && hasSegments)
      throw unreadable(folder, 'has events and no feed.json; restore it, or give an empty folder');
    if (facts !== undefined && facts.name !== name)
      throw unreadable(folder, `holds the log of feed '${facts.name}', not of '${name}'`);
    if (facts === undefined) this.#writeFacts(this.#facts);
    else this.#facts = facts;
    return facts === undefined;
  }

  #writeFacts(facts: JournalFacts): void {
    this.#facts = facts;
    writeFacts(this.#config.folder, facts);
  }

  /** How much of the epoch before still holds is not known: nobody goes on in it. */
  #beginEpoch(): void {
    const { epoch, former = [] } = this.#facts;
    const older = former.map((other) => ({ ...other, until: 0 }));
    const all = [{ epoch, until: 0, gone: [] }, ...older];
    this.#writeFacts({ ...this.#facts, epoch: this.#config.runtime.id(), former: all.slice(0, 8) });
  }

  async #finishTail(): Promise<void> {
    const { tail, ...facts } = this.#facts;
    if (tail === undefined) return;
    const { folder } = this.#config;
    await finishTail(folder, segmentNames(await readdir(folder)), tail);
    this.#writeFacts(facts);
  }

  #powerCut(): void {
    this.#beginEpoch();
    const { folder: file, onRepair } = this.#config;
    onRepair({ kind: 'powerCut', file, position: 0, bytes: 0, isNewEpoch: true });
  }

  /** Adds a segment to what is kept; one that does not go on where the last ended begins anew. */
  async #take(file: string, isLast: boolean): Promise<void> {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const scanned = await scanSegment(handle, size);
      if (scanned.rest !== 'none') this.#repair(file, size, scanned, isLast);
      if (scanned.start !== undefined) await this.#keep({ ...scanned, file, size });
      else await rm(file);
    } finally {
      await handle.close();
    }
  }

  #repair(file: string, size: number, { rest, end }: ScannedSegment, isLast: boolean): void {
    const kind: LogRepair['kind'] = isLast && rest === 'torn' ? 'tornTail' : 'damaged';
    // Events that somebody may have would get the offsets of others: only behind the last segment.
    const isNewEpoch = isLast && kind === 'damaged';
    if (isNewEpoch) this.#beginEpoch();
    this.#config.onRepair({ kind, file, position: end, bytes: size - end, isNewEpoch });
  }

  async #keep(segment: Segment): Promise<void> {
    const { start, records } = segment;
    if (start === undefined) return;
    const { limits, runtime } = this.#config;
    if (start.offset !== this.#index.head || this.#kept.length === 0) {
      await this.#dropKept();
      this.#index = new PieceIndex(limits, start);
    }
    this.#kept.push(segment);
    for (const record of records)
      this.#index.add(start.offset, record.position, record.bodyBytes, record);
    this.#index.trim(runtime.now());
  }

  /** A segment does not go on where those before it end: they cannot be read up to it. */
  async #dropKept(): Promise<void> {
    const { onRepair } = this.#config;
    for (const { file, size } of this.#kept) {
      await rm(file, { force: true });
      onRepair({ kind: 'damaged', file, position: 0, bytes: size, isNewEpoch: false });
    }
    this.#kept = [];
  }
}

const EMPTY = { offset: 0, watermark: -Infinity, latest: -Infinity };
