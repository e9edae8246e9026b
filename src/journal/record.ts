import type { Milliseconds } from '../../operators/index.ts';
import { crc32 } from '../recording/index.ts';

/** A run of events as it stands in a file. */
export interface JournalRecord extends RecordFacts {
  readonly body: Uint8Array;
}

/** What is known of a record without its content. */
export interface RecordFacts {
  readonly offset: number;
  readonly count: number;
  /** The watermark after its last event. */
  readonly watermark: Milliseconds;
  /** The latest event time of its events. */
  readonly latest: Milliseconds;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: Milliseconds;
}

/** The start of a record, before its body. */
export interface RecordHead extends RecordFacts {
  readonly bodyBytes: number;
  readonly bodySum: number;
}

/** Bytes of a record before its body. */
export const HEAD_BYTES = 52;
/** No body is larger than this. */
export const MOST_BODY_BYTES: number = 2 ** 28;

const MARK = 0x4345_524d;
const CHECKED_BYTES = 48;

/** A record as bytes: a head with a checksum of its own, and the body. */
export function writeRecord(record: JournalRecord): Buffer {
  const { body } = record;
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  bytes.writeUInt32LE(MARK, 0);
  bytes.writeUInt32LE(body.length, 4);
  bytes.writeUInt32LE(crc32(body), 8);
  bytes.writeUInt32LE(record.count, 12);
  bytes.writeDoubleLE(record.offset, 16);
  bytes.writeDoubleLE(record.watermark, 24);
  bytes.writeDoubleLE(record.latest, 32);
  bytes.writeDoubleLE(record.at, 40);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  bytes.set(body, HEAD_BYTES);
  return bytes;
}

/** The head in these bytes; undefined where there is none, or none that a writer wrote. */
export function readHead(bytes: Buffer): RecordHead | undefined {
  if (bytes.length < HEAD_BYTES || bytes.readUInt32LE(0) !== MARK) return undefined;
  const sum = bytes.readUInt32LE(CHECKED_BYTES);
  if (sum !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
  const head: RecordHead = {
    bodyBytes: bytes.readUInt32LE(4),
    bodySum: bytes.readUInt32LE(8),
    count: bytes.readUInt32LE(12),
    offset: bytes.readDoubleLE(16),
    watermark: bytes.readDoubleLE(24),
    latest: bytes.readDoubleLE(32),
    at: bytes.readDoubleLE(40),
  };
  return head.bodyBytes <= MOST_BODY_BYTES && head.count > 0 ? head : undefined;
}

/** Whether this is the body that a head tells of. */
export function isBodyOf(body: Buffer, { bodyBytes, bodySum }: RecordHead): boolean {
  return body.length === bodyBytes && crc32(body) === bodySum;
}

/** The records that fill these bytes; undefined where they are damaged. */
export function readRecords(bytes: Buffer): JournalRecord[] | undefined {
  const records: JournalRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = readHead(bytes.subarray(at));
    if (head === undefined) return undefined;
    const from = at + HEAD_BYTES;
    const body = bytes.subarray(from, from + head.bodyBytes);
    if (!isBodyOf(body, head)) return undefined;
    records.push({ ...head, body });
    at = from + head.bodyBytes;
  }
  return records;
}
