import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  inflateRawSync,
} from 'node:zlib';
import { unreadable } from './errors.ts';

/** How blocks can be compressed, by their numbers in the file. */
export const compressions = ['none', 'deflate', 'brotli'] as const;

/** How the blocks of a recording are compressed. */
export type Compression = (typeof compressions)[number];

/** Compresses the content of a block. */
export function compress(content: Buffer, compression: Compression): Buffer {
  switch (compression) {
    case 'none':
      return content;
    case 'deflate':
      return deflateRawSync(content, { level: 6 });
    case 'brotli':
      return brotliCompressSync(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      });
  }
}

/** Unpacks the content of a block, never to more than the length that it should have. */
export function decompress(stored: Buffer, compression: Compression, length: number): Buffer {
  const content = unpack(stored, compression, length);
  if (content.length === length) return content;
  throw unreadable(`a block has ${content.length} bytes where ${length} are due`);
}

function unpack(stored: Buffer, compression: Compression, length: number): Buffer {
  if (compression === 'none') return stored;
  const options = { maxOutputLength: Math.max(1, length) };
  try {
    return compression === 'deflate'
      ? inflateRawSync(stored, { ...options, chunkSize: Math.max(64, length) })
      : brotliDecompressSync(stored, { ...options, chunkSize: Math.max(64, length) });
  } catch {
    throw unreadable('a block could not be unpacked');
  }
}
