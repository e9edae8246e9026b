import { randomBytes } from 'node:crypto';

/** The kinds of frames, RFC 6455 § 5.2. */
export const opcodes = { next: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** How a frame is written; some of it is wrong on purpose. */
export interface FrameOptions {
  readonly opcode: number;
  /** Whether it is the last of its message (default: true). */
  readonly isLast?: boolean;
  /** Whether it is masked, as a client's must be (default: true). */
  readonly isMasked?: boolean;
  /** The reserved bits, in their places (default: 0). */
  readonly reserved?: number;
}

/** A frame of a client. */
export function writeFrame(payload: Buffer, options: FrameOptions): Buffer {
  const { opcode, isLast = true, isMasked = true, reserved = 0 } = options;
  const header = headerOf(payload.length, isMasked);
  header[0] = (isLast ? 128 : 0) | reserved | opcode;
  if (!isMasked) return Buffer.concat([header, payload]);
  const mask = randomBytes(4);
  const masked = payload.map((byte, i) => byte ^ (mask[i & 3] as number));
  return Buffer.concat([header, mask, masked]);
}

function headerOf(length: number, isMasked: boolean): Buffer {
  const bit = isMasked ? 128 : 0;
  if (length < 126) return Buffer.from([0, bit | length]);
  if (length < 65_536) return Buffer.from([0, bit | 126, length >> 8, length & 255]);
  const header = Buffer.from([0, bit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
