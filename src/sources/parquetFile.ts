import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** An open Parquet file as its decoder wants it: a length, and a way to get any part. */
export class ParquetFile {
  readonly byteLength: number;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;

  private constructor(handle: FileHandle, byteLength: number, signal: AbortSignal) {
    this.#handle = handle;
    this.byteLength = byteLength;
    this.#signal = signal;
  }

  static async open(path: string, signal: AbortSignal): Promise<ParquetFile> {
    const handle = await open(path);
    try {
      const stat = await handle.stat();
      // Reading is what tells that a path is a folder.
      if (stat.isDirectory()) await handle.read(new Uint8Array(1), 0, 1, 0);
      return new ParquetFile(handle, stat.size, signal);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The bytes from `start` up to, without, `end`; fewer where the file is shorter. */
  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    this.#signal.throwIfAborted();
    const bytes = new Uint8Array(Math.max(Math.min(end, this.byteLength) - start, 0));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(
        bytes,
        filled,
        bytes.length - filled,
        start + filled,
      );
      if (bytesRead === 0) throw new Error('the file became shorter while it was read');
      filled += bytesRead;
    }
    return bytes.buffer;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
