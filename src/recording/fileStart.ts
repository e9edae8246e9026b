import { crc32 } from './crc32.ts';

/** How every recording begins: what damages texts damages it, too, so that it is noticed. */
export const MAGIC: Buffer = Buffer.from([0x89, 0x4d, 0x52, 0x45, 0x43, 0x0d, 0x0a, 0x1a]);
/** The version of the format that is written, and the newest that is read. */
export const VERSION = 1;
/** Bytes before the first block. */
export const START_BYTES = 16;
/** The first bytes of a file. */
export function fileStart(): Buffer {
  const bytes = Buffer.alloc(START_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt16LE(VERSION, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  return bytes;
}

/** What the first bytes of a file say: its version, or that it is no recording, or a damaged one. */
export function readFileStart(bytes: Buffer): number | 'foreign' | 'damaged' {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'foreign';
  if (bytes.length < START_BYTES) return 'damaged';
  const sound = crc32(bytes.subarray(0, 12)) === bytes.readUInt32LE(12);
  return sound ? bytes.readUInt16LE(8) : 'damaged';
}
