import type { Milliseconds } from '../../operators/index.ts';
import { crc32 } from '../recording/index.ts';

/** What a segment says at its start of all that came before it. */
export interface SegmentStart {
  /** The offset of its first event. */
  readonly offset: number;
  /** The watermark before it. */
  readonly watermark: Milliseconds;
  /** The latest event time before it. */
  readonly latest: Milliseconds;
}

/** Bytes before the first record of a segment. */
export const START_BYTES = 36;

const MAGIC = Buffer.from('MRFEED\0\x01', 'latin1');
const CHECKED_BYTES = 32;

export function writeSegmentStart({ offset, watermark, latest }: SegmentStart): Buffer {
  const bytes = Buffer.alloc(START_BYTES);
  MAGIC.copy(bytes);
  bytes.writeDoubleLE(offset, 8);
  bytes.writeDoubleLE(watermark, 16);
  bytes.writeDoubleLE(latest, 24);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return bytes;
}

/** The start in these bytes; undefined where there is none that a writer wrote. */
export function readSegmentStart(bytes: Buffer): SegmentStart | undefined {
  if (bytes.length < START_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return undefined;
  const sum = bytes.readUInt32LE(CHECKED_BYTES);
  if (sum !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
  return {
    offset: bytes.readDoubleLE(8),
    watermark: bytes.readDoubleLE(16),
    latest: bytes.readDoubleLE(24),
  };
}

const NAME = /^\d{16}\.segment$/;

/** The name of a segment's file: names sort as their offsets. */
export function segmentName(offset: number): string {
  return `${String(offset).padStart(16, '0')}.segment`;
}

/** The offset in a segment's name. */
export function segmentOffset(name: string): number {
  return Number.parseInt(name, 10);
}

/** The segments among the files of a folder, oldest first. */
export function segmentNames(files: readonly string[]): string[] {
  return files.filter((file) => NAME.test(file)).sort();
}
