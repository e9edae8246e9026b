import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

const BLOCK_BYTES = 65_536;

/** Reads a file in blocks of up to 64 KiB; one that begins with the mark of gzip is unpacked. */
export async function* readBlocks(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  const packed = await isGzip(handle);
  const raw = handle.createReadStream({ start: 0, highWaterMark: BLOCK_BYTES, signal });
  if (!packed) return yield* raw as AsyncIterable<Uint8Array>;
  const unzip = createGunzip({ chunkSize: BLOCK_BYTES });
  // The callback is there so that a failure of the file ends the unpacking, which then throws it.
  pipeline(raw, unzip, () => undefined);
  return yield* unzip as AsyncIterable<Uint8Array>;
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
