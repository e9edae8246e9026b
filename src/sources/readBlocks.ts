import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How much is given at once: texts made of it stay among the small objects of the heap. */
const BLOCK_BYTES = 122_880;
/** How much is read at once: a read costs a turn of another thread, whatever it brings. */
const READ_BYTES = 8 * BLOCK_BYTES;

/**
 * Reads a file in blocks of up to 120 KiB; one that begins with the mark of gzip is unpacked.
 *
 * @param blocks whether who gets them keeps parts of them; else they may be written again when the
 *   next one is asked for, which is faster
 * @param from the byte to begin at, of what is unpacked; one that is packed is unpacked up to there
 */
export async function* readBlocks(
  file: string,
  signal: AbortSignal,
  blocks: 'kept' | 'passing',
  from = 0,
): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    if (!(await isGzip(handle))) {
      const room = newRoom();
      return yield* readRaw(handle, signal, blocks === 'kept' ? newRoom : () => room, from);
    }
    const unzip = createGunzip({ chunkSize: BLOCK_BYTES });
    // It takes blocks ahead of their use.
    const packed = Readable.from(readRaw(handle, signal, newRoom));
    // The callback is there so that a failure of the file ends the unpacking, which then throws it.
    pipeline(packed, unzip, () => undefined);
    return yield* behind(from, unzip as AsyncIterable<Uint8Array>);
  } finally {
    await handle.close();
  }
}

async function* behind(
  bytes: number,
  blocks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const block of blocks) {
    if (left < block.length) yield block.subarray(left);
    left = Math.max(0, left - block.length);
  }
}

function newRoom(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES);
}

async function* readRaw(
  handle: FileHandle,
  signal: AbortSignal,
  room: () => Buffer,
  from = 0,
): AsyncGenerator<Uint8Array> {
  for (let position = from; ;) {
    const buffer = room();
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    for (let start = 0; start < bytesRead; start += BLOCK_BYTES)
      yield buffer.subarray(start, Math.min(bytesRead, start + BLOCK_BYTES));
  }
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}
