import type { FileHandle } from 'node:fs/promises';
import { readInto } from '../recording/index.ts';

/** Bytes read at once. */
const WINDOW_BYTES = 1_048_576;

/** Small pieces of a file, one behind the other, out of few large reads. */
export class FileWindow {
  readonly #handle: FileHandle;
  #position = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The bytes from a position on; fewer than asked for where the file ends. */
  async get(position: number, length: number): Promise<Buffer> {
    const at = position - this.#position;
    const isInside = at >= 0 && at + length <= this.#bytes.length;
    if (!isInside) await this.#fill(position, Math.max(length, WINDOW_BYTES));
    const from = position - this.#position;
    return this.#bytes.subarray(from, from + length);
  }

  async #fill(position: number, length: number): Promise<void> {
    const room = Buffer.allocUnsafe(length);
    this.#bytes = await readInto(this.#handle, position, room);
    this.#position = position;
  }
}
