import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { START_BYTES, writeSegmentStart } from './segmentStart.ts';
import type { SegmentStart } from './segmentStart.ts';

const sync = promisify(fdatasync);

/** The segment that is written to, at its end only. */
export class SegmentFile {
  readonly offset: number;
  readonly #fd: number;
  #size: number;
  #isOpen = true;

  /** Makes a new file. */
  static create(file: string, start: SegmentStart): SegmentFile {
    const made = new SegmentFile(openSync(file, 'wx'), start.offset, 0);
    made.append(writeSegmentStart(start));
    return made;
  }

  /** Goes on behind the sound part of a file; the rest is cut off. */
  static reopen(file: string, offset: number, size: number): SegmentFile {
    const fd = openSync(file, 'r+');
    ftruncateSync(fd, size);
    return new SegmentFile(fd, offset, size);
  }

  private constructor(fd: number, offset: number, size: number) {
    this.#fd = fd;
    this.offset = offset;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#size <= START_BYTES;
  }

  /** Writes all of it, or nothing counts. */
  append(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#size + done);
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#size += bytes.length;
  }

  /** What is left of a failed write is cut off at the next start if not now. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#fd, this.#size);
    } catch {
      // The failure itself is told.
    }
  }

  /** Ends it at a place before its end. */
  cut(size: number): void {
    ftruncateSync(this.#fd, size);
    this.#size = size;
  }

  /** Waits for the disk; an answer that comes when the file is closed already does not matter. */
  async sync(): Promise<void> {
    try {
      await sync(this.#fd);
    } catch (error) {
      if (this.#isOpen) throw error;
    }
  }

  syncNow(): void {
    fdatasyncSync(this.#fd);
  }

  close(): void {
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}
