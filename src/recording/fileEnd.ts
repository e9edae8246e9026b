import { HEADER_BYTES, readBlockHeader, writeBlockHeader } from './blockHeader.ts';
import type { BlockHeader } from './blockHeader.ts';
import { crc32 } from './crc32.ts';
import { MAGIC } from './fileStart.ts';

/** A block and where its header begins in the file. */
export interface PlacedBlock extends BlockHeader {
  readonly position: number;
}

/** Bytes behind the index. */
export const TRAILER_BYTES = 24;
const INDEX_MARK = 0x3158_4449;
const ENTRY_BYTES = HEADER_BYTES + 8;

/** The index and the trailer that end a file which was closed. */
export function fileEnd(blocks: readonly PlacedBlock[]): Buffer {
  const index = Buffer.concat(
    blocks.map((block) => {
      const position = Buffer.alloc(8);
      position.writeDoubleLE(block.position);
      return Buffer.concat([position, writeBlockHeader(block)]);
    }),
  );
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(INDEX_MARK, 0);
  trailer.writeUInt32LE(blocks.length, 4);
  trailer.writeUInt32LE(crc32(index), 8);
  trailer.writeUInt32LE(crc32(trailer.subarray(0, 12)), 12);
  MAGIC.copy(trailer, 16);
  return Buffer.concat([index, trailer]);
}

/** What a trailer says of the index before it. */
export interface Trailer {
  readonly bytes: number;
  readonly checksum: number;
}

/** The trailer in the last bytes of a file; undefined where there is none. */
export function readTrailer(bytes: Buffer): Trailer | undefined {
  if (bytes.length < TRAILER_BYTES || bytes.readUInt32LE(0) !== INDEX_MARK) return undefined;
  const sound = crc32(bytes.subarray(0, 12)) === bytes.readUInt32LE(12);
  if (!sound || !bytes.subarray(16).equals(MAGIC)) return undefined;
  return { bytes: bytes.readUInt32LE(4) * ENTRY_BYTES, checksum: bytes.readUInt32LE(8) };
}

/** The blocks of an index; undefined where it is damaged. */
export function readIndex(bytes: Buffer, { checksum }: Trailer): PlacedBlock[] | undefined {
  if (crc32(bytes) !== checksum) return undefined;
  const blocks: PlacedBlock[] = [];
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
    const header = readBlockHeader(bytes.subarray(at + 8, at + ENTRY_BYTES));
    if (header === undefined) return undefined;
    blocks.push({ ...header, position: bytes.readDoubleLE(at) });
  }
  return blocks;
}
