import type { Milliseconds } from '../../operators/index.ts';
import { compressions } from './compression.ts';
import type { Compression } from './compression.ts';
import { crc32 } from './crc32.ts';

/** What is told of a block without reading it. */
export interface BlockHeader {
  /** Bytes of the content as it is stored. */
  readonly storedLength: number;
  /** Bytes of the content when it is unpacked. */
  readonly length: number;
  readonly compression: Compression;
  /** The checksum of the stored content. */
  readonly checksum: number;
  /** How many rows there are. */
  readonly rows: number;
  /** The number of the first row, counted from the start of the recording. */
  readonly offset: number;
  /** The least and the greatest timestamp; none where none were recorded or there is no row. */
  readonly timestamps: TimeSpan | undefined;
  /** The same of arrivals. */
  readonly arrivals: TimeSpan | undefined;
  /** Whether the block has the watermarks of a stream. */
  readonly hasWatermarks: boolean;
}

/** A span of time; both ends belong to it. */
export interface TimeSpan {
  readonly first: Milliseconds;
  readonly last: Milliseconds;
}

/** Bytes of a block's header. */
export const HEADER_BYTES = 68;
/** No block's content is larger than this, stored or unpacked. */
export const MOST_BLOCK_BYTES: number = 2 ** 27;
/** No block has more rows than this. */
export const MOST_BLOCK_ROWS: number = 2 ** 20;

const MARK = 0x314b_4c42;
const CHECKED_BYTES = 64;
const WATERMARKS = 1;

/** A header as bytes, with the checksum of its own. */
export function writeBlockHeader(header: BlockHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32LE(MARK, 0);
  bytes.writeUInt32LE(header.storedLength, 4);
  bytes.writeUInt32LE(header.length, 8);
  bytes.writeUInt8(compressions.indexOf(header.compression), 12);
  bytes.writeUInt8(header.hasWatermarks ? WATERMARKS : 0, 13);
  bytes.writeUInt32LE(header.rows, 16);
  bytes.writeUInt32LE(header.checksum, 20);
  bytes.writeDoubleLE(header.offset, 24);
  writeSpan(bytes, header.timestamps, 32);
  writeSpan(bytes, header.arrivals, 48);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return bytes;
}

/** The header in these bytes; undefined where there is none, or none that a writer wrote. */
export function readBlockHeader(bytes: Buffer): BlockHeader | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MARK) return undefined;
  const checksum = bytes.readUInt32LE(CHECKED_BYTES);
  if (checksum !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
  const compression = compressions[bytes.readUInt8(12)];
  if (compression === undefined) return undefined;
  const header: BlockHeader = {
    storedLength: bytes.readUInt32LE(4),
    length: bytes.readUInt32LE(8),
    compression,
    hasWatermarks: (bytes.readUInt8(13) & WATERMARKS) !== 0,
    rows: bytes.readUInt32LE(16),
    checksum: bytes.readUInt32LE(20),
    offset: bytes.readDoubleLE(24),
    timestamps: readSpan(bytes, 32),
    arrivals: readSpan(bytes, 48),
  };
  return isWithinLimits(header) ? header : undefined;
}

function isWithinLimits({ storedLength, length, rows, offset }: BlockHeader): boolean {
  const fits = storedLength <= MOST_BLOCK_BYTES && length <= MOST_BLOCK_BYTES;
  return fits && rows <= MOST_BLOCK_ROWS && Number.isSafeInteger(offset) && offset >= 0;
}

/** What is not there is written as an empty span. */
function writeSpan(bytes: Buffer, span: TimeSpan | undefined, at: number): void {
  bytes.writeDoubleLE(span?.first ?? Infinity, at);
  bytes.writeDoubleLE(span?.last ?? -Infinity, at + 8);
}

function readSpan(bytes: Buffer, at: number): TimeSpan | undefined {
  const first = bytes.readDoubleLE(at);
  const last = bytes.readDoubleLE(at + 8);
  return first <= last ? { first, last } : undefined;
}
