import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isCompressible } from './contentType.ts';

/** Smaller files are not worth packing: the answer fits into one packet anyway. */
const SMALLEST_PACKED = 1_024;

/** A file to be served: its bytes, what identifies them, and the packed form, made once. */
export class Asset {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Weak, because both forms share it. */
  readonly etag: string;
  #packed: Promise<Uint8Array> | undefined;

  constructor(type: string, bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
    const hash = createHash('sha256').update(bytes).digest('base64url');
    this.etag = `W/"${hash.slice(0, 22)}"`;
  }

  /** Whether there is a packed form. */
  get isPackable(): boolean {
    return this.bytes.length >= SMALLEST_PACKED && isCompressible(this.type);
  }

  /** The bytes packed by gzip. */
  packed(): Promise<Uint8Array> {
    this.#packed ??= promisify(gzip)(this.bytes);
    return this.#packed;
  }
}
