/** Bytes that are written one value behind the other; grows as needed. Numbers are little-endian. */
export class ByteWriter {
  readonly #capacity: number;
  #bytes: Buffer;
  #view: DataView;
  #at = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#bytes);
  }

  get size(): number {
    return this.#at;
  }

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** A byte and a whole number of 32 bits behind it. */
  tagged(tag: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#at] = tag;
    this.#view.setInt32(this.#at + 1, value, true);
    this.#at += 5;
  }

  f64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** The units of a text, two bytes each. */
  utf16(text: string): void {
    this.#room(text.length * 2);
    this.#at += this.#bytes.write(text, this.#at, 'utf16le');
  }

  /** The units of a text, a byte each, behind their number as a byte; false when it has others or is long. */
  shortLatin1(tag: number, text: string): boolean {
    const { length } = text;
    if (length > 255) return false;
    this.#room(length + 2);
    const bytes = this.#bytes;
    let at = this.#at + 2;
    for (let i = 0; i < length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit > 255) return false;
      bytes[at++] = unit;
    }
    bytes[this.#at] = tag;
    bytes[this.#at + 1] = length;
    this.#at = at;
    return true;
  }

  /** The units of a text of which none is above 255, a byte each. */
  latin1(text: string): void {
    this.#room(text.length);
    this.#at += this.#bytes.write(text, this.#at, 'latin1');
  }

  /** Writes over what is there. */
  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** What has been written from a place on, until the next write. */
  since(at: number): Buffer {
    return this.#bytes.subarray(at, this.#at);
  }

  /** Gives away what has been written, and begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#replace(Buffer.allocUnsafeSlow(this.#capacity), 0);
    return taken;
  }

  #room(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#replace(larger, this.#at);
  }

  #replace(bytes: Buffer, at: number): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#at = at;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
