import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { crc32, writeError } from '../recording/index.ts';
import { syncFolder } from './syncFolder.ts';

const NAME = 'commit.mark';
/** Two places, written in turn, so that one is always whole: a number that rises, the offset, a checksum. */
const SLOTS = [0, 512] as const;
const SLOT_BYTES = 20;
const CHECKED_BYTES = 16;

const sync = promisify(fdatasync);

interface Slot {
  readonly turn: number;
  readonly offset: number;
}

/** Up to which offset a journal's events were committed: a few bytes in a file of their own. */
export class CommitMark {
  readonly #fd: number;
  readonly #folder: string;
  #last: Slot;
  #isOpen = true;

  /**
   * Opens the mark of a folder.
   *
   * @param offset what it says where there is none yet
   * @throws StreamError `MILLRACE_FILE_UNWRITABLE`
   */
  static open(folder: string, offset: number): CommitMark {
    const file = path.join(folder, NAME);
    try {
      const isNew = !existsSync(file);
      const fd = openSync(file, isNew ? 'wx+' : 'r+');
      const found = readNewest(fd);
      const mark = new CommitMark(folder, fd, found ?? { turn: 0, offset });
      if (found === undefined) mark.writeNow(offset);
      if (isNew) syncFolder(folder);
      return mark;
    } catch (error) {
      throw writeError('feed log', folder, error);
    }
  }

  /** From now on everything in the folder counts. */
  static remove(folder: string): void {
    rmSync(path.join(folder, NAME), { force: true });
  }

  private constructor(folder: string, fd: number, last: Slot) {
    this.#folder = folder;
    this.#fd = fd;
    this.#last = last;
  }

  get offset(): number {
    return this.#last.offset;
  }

  /** Resolves when the offset is safe from a power cut. */
  async write(offset: number): Promise<void> {
    try {
      this.#put(offset);
      await sync(this.#fd);
    } catch (error) {
      if (this.#isOpen) throw writeError('feed log', this.#folder, error);
    }
  }

  writeNow(offset: number): void {
    try {
      this.#put(offset);
      fdatasyncSync(this.#fd);
    } catch (error) {
      throw writeError('feed log', this.#folder, error);
    }
  }

  #put(offset: number): void {
    const turn = this.#last.turn + 1;
    const bytes = Buffer.alloc(SLOT_BYTES);
    bytes.writeDoubleLE(turn, 0);
    bytes.writeDoubleLE(offset, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
    writeSync(this.#fd, bytes, 0, SLOT_BYTES, SLOTS[turn % 2]);
    this.#last = { turn, offset };
  }

  close(): void {
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}

function readNewest(fd: number): Slot | undefined {
  const found = SLOTS.flatMap((position) => readSlot(fd, position) ?? []);
  return found.sort((a, b) => b.turn - a.turn)[0];
}

function readSlot(fd: number, position: number): Slot | undefined {
  const bytes = Buffer.alloc(SLOT_BYTES);
  if (readSync(fd, bytes, 0, SLOT_BYTES, position) < SLOT_BYTES) return undefined;
  const sum = bytes.readUInt32LE(CHECKED_BYTES);
  if (sum !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
  return { turn: bytes.readDoubleLE(0), offset: bytes.readDoubleLE(8) };
}
