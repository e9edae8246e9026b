import * as zlib from 'node:zlib';

/** The checksum of gzip and PNG (CRC-32). */
export const crc32: (bytes: Uint8Array) => number = zlib.crc32 ?? crc32Slow;

/** For Node before 20.15, which has none of its own. */
export function crc32Slow(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i += 1) {
    crc = (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  return crc;
});
