import type { Codec, Schema, ServerMessage } from '../wire/index.ts';

const TEXT = 0x81;
const BINARY = 0x82;

/**
 * A message as the bytes of one unmasked WebSocket frame, made once and written to the sockets of
 * all subscribers: the framing of a server depends on nothing of the connection.
 */
export class Frame {
  readonly bytes: Buffer;
  /** What the other side has to know before it reads this. */
  readonly schemas: readonly Schema[];
  readonly #header: number;
  readonly #binary: boolean;

  constructor(payload: Buffer, binary: boolean, schemas: readonly Schema[] = []) {
    this.schemas = schemas;
    const header = frameHeader(payload.length, binary);
    this.bytes = Buffer.concat([header, payload]);
    this.#header = header.length;
    this.#binary = binary;
  }

  /** The length of the message itself, in bytes. */
  get payloadLength(): number {
    return this.bytes.length - this.#header;
  }

  /** The message as its codec reads it. */
  payload(): string | Buffer {
    const payload = this.bytes.subarray(this.#header);
    return this.#binary ? payload : payload.toString();
  }
}

/** Encodes and frames a message. */
export function frameOf(codec: Codec, message: ServerMessage): Frame {
  const encoded = codec.encode(message);
  const payload =
    typeof encoded === 'string'
      ? Buffer.from(encoded)
      : Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  return new Frame(payload, codec.binary, schemasFor(codec, message));
}

function schemasFor(codec: Codec, message: ServerMessage): readonly Schema[] {
  return 'items' in message && 'ch' in message ? codec.schemas(message.ch) : [];
}

function frameHeader(length: number, binary: boolean): Buffer {
  const first = binary ? BINARY : TEXT;
  if (length <= 125) return Buffer.from([first, length]);
  if (length <= 0xffff) return Buffer.from([first, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
