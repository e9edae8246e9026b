import { crc32 } from '../recording/index.ts';
import type { ByteWriter } from './byteWriter.ts';
import { Undecodable } from './undecodable.ts';

/** What a frame holds. */
export const frameKinds = { header: 1, part: 2, data: 3, entries: 4, footer: 5 } as const;

/** The version of the format that is written, and the newest that can be read. */
export const FORMAT_VERSION = 1;

const MAGIC = Buffer.from('MRCHECK\0', 'latin1');
const START_BYTES = 16;
const HEAD_BYTES = 16;

/** A part of a checkpoint with a checksum of its own. */
export interface Frame {
  readonly kind: number;
  readonly body: Buffer;
}

/** Writes frames one behind the other. */
export class FrameWriter {
  readonly #out: ByteWriter;
  #from = 0;
  #count = 0;

  constructor(out: ByteWriter, version: number = FORMAT_VERSION) {
    this.#out = out;
    out.bytes(MAGIC);
    out.u32(version);
    out.u32(crc32(out.since(0)));
  }

  /** How many frames were ended. */
  get count(): number {
    return this.#count;
  }

  /** How large the body of the frame at work is by now. */
  get bodyBytes(): number {
    return this.#out.size - this.#from - HEAD_BYTES;
  }

  begin(kind: number): void {
    this.#from = this.#out.size;
    this.#out.u32(0);
    this.#out.u32(kind);
    this.#out.u32(this.#count);
    this.#out.u32(0);
  }

  end(): void {
    const from = this.#from;
    this.#out.setU32(from + 12, this.bodyBytes);
    this.#out.setU32(from, crc32(this.#out.since(from + 4)));
    this.#count += 1;
  }
}

/**
 * The frames in these bytes, each when it is asked for.
 *
 * @throws Undecodable with what is wrong
 */
export function* readFrames(bytes: Buffer): Generator<Frame, void, undefined> {
  checkStart(bytes);
  let at = START_BYTES;
  for (let count = 0; at < bytes.length; count += 1) {
    const frame = frameAt(bytes, at, count);
    yield frame;
    at += HEAD_BYTES + frame.body.length;
  }
}

function checkStart(bytes: Buffer): void {
  if (bytes.length < START_BYTES) throw new Undecodable('it ends within its start');
  if (
    bytes.readUInt32LE(12) !== crc32(bytes.subarray(0, 12)) ||
    !bytes.subarray(0, 8).equals(MAGIC)
  )
    throw new Undecodable('it does not begin as a checkpoint does');
  const version = bytes.readUInt32LE(8);
  if (version > FORMAT_VERSION) throw new Undecodable(newerText(version));
}

function newerText(version: number): string {
  const fix = 'run that version, or one that is newer';
  return `a newer version wrote it, in format ${version}, and up to ${FORMAT_VERSION} can be read; ${fix}`;
}

function frameAt(bytes: Buffer, at: number, count: number): Frame {
  const left = bytes.length - at - HEAD_BYTES;
  if (left < 0) throw new Undecodable(`it ends within a piece, at byte ${bytes.length}`);
  const length = bytes.readUInt32LE(at + 12);
  if (length > left) throw new Undecodable(`it ends within a piece, at byte ${bytes.length}`);
  const end = at + HEAD_BYTES + length;
  const sum = crc32(bytes.subarray(at + 4, end));
  if (bytes.readUInt32LE(at) !== sum || bytes.readUInt32LE(at + 8) !== count)
    throw new Undecodable(`the piece at byte ${at} is damaged`);
  return { kind: bytes.readUInt32LE(at + 4), body: bytes.subarray(at + HEAD_BYTES, end) };
}
