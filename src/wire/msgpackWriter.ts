/** How many bytes are allocated at once; messages lie in them one behind the other. */
const POOL = 32_768;
/** A text of up to so many characters is copied by a loop, which then is faster than a call. */
const SHORT = 48;

const encoder = new TextEncoder();

/** Writes scalars and the heads of arrays and maps as msgpack, one message after the other. */
export class MsgpackWriter {
  #bytes = new Uint8Array(POOL);
  #view = new DataView(this.#bytes.buffer);
  /** Where the message begins, and where it ends for now. */
  #start = 0;
  #at = 0;

  /** Begins a message; what was not taken of the one before is forgotten. */
  begin(): void {
    this.#at = this.#start;
  }

  /** Ends a message. Its bytes stay as they are. */
  take(): Uint8Array {
    const message = this.#bytes.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return message;
  }

  /** How long the message is so far. */
  get length(): number {
    return this.#at - this.#start;
  }

  /** Sets a byte that was written before. */
  patch(position: number, byte: number): void {
    this.#bytes[this.#start + position] = byte;
  }

  array(length: number): void {
    this.#room(5);
    if (length < 16) this.#byte(0x90 | length);
    else this.#sized(0xdc, 0xdd, length);
  }

  map(fields: number): void {
    this.#room(5);
    if (fields < 16) this.#byte(0x80 | fields);
    else this.#sized(0xde, 0xdf, fields);
  }

  scalar(value: string | number | boolean | null): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else this.byte(value === null ? 0xc0 : value ? 0xc3 : 0xc2);
  }

  number(value: number): void {
    this.#room(9);
    if (value >= 0 && value < 0x80 && Number.isInteger(value)) this.#byte(value);
    else if (value >= -0x80000000 && value <= 0xffffffff && Number.isInteger(value))
      this.#integer(value);
    else this.#float(value);
  }

  #integer(value: number): void {
    if (value >= 0) {
      if (value <= 0xff) this.#two(0xcc, value);
      else this.#sized(0xcd, 0xce, value);
    } else if (value >= -0x20) this.#byte(value & 0xff);
    else if (value >= -0x80) this.#two(0xd0, value & 0xff);
    else if (value >= -0x8000) this.#sized(0xd1, 0xd2, value & 0xffff);
    else {
      this.#byte(0xd2);
      this.#view.setInt32(this.#at, value);
      this.#at += 4;
    }
  }

  /** In 4 bytes where nothing is lost by that. */
  #float(value: number): void {
    const isShort = Math.fround(value) === value;
    this.#byte(isShort ? 0xca : 0xcb);
    if (isShort) this.#view.setFloat32(this.#at, value);
    else this.#view.setFloat64(this.#at, value);
    this.#at += isShort ? 4 : 8;
  }

  text(value: string): void {
    this.#room(5 + 3 * value.length);
    if (value.length > SHORT || !this.#ascii(value)) this.#utf8(value);
  }

  /** False, with nothing written, for a text with other characters. */
  #ascii(value: string): boolean {
    const { length } = value;
    const bytes = this.#bytes;
    let at = this.#at;
    if (length < 32) bytes[at++] = 0xa0 | length;
    else {
      bytes[at++] = 0xd9;
      bytes[at++] = length;
    }
    for (let i = 0; i < length; i += 1) {
      const character = value.charCodeAt(i);
      if (character > 0x7f) return false;
      bytes[at++] = character;
    }
    this.#at = at;
    return true;
  }

  #utf8(value: string): void {
    // The head depends on the number of bytes, so the text is written behind the longest one first.
    const first = this.#at + 5;
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(first));
    if (written < 32) this.#byte(0xa0 | written);
    else if (written <= 0xff) this.#two(0xd9, written);
    else this.#sized(0xda, 0xdb, written);
    this.#bytes.copyWithin(this.#at, first, first + written);
    this.#at += written;
  }

  byte(value: number): void {
    this.#room(1);
    this.#byte(value);
  }

  #byte(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #two(head: number, value: number): void {
    this.#byte(head);
    this.#byte(value);
  }

  /** A head with 2 bytes, or another one with 4. */
  #sized(short: number, long: number, value: number): void {
    const isShort = value <= 0xffff;
    this.#byte(isShort ? short : long);
    if (isShort) this.#view.setUint16(this.#at, value);
    else this.#view.setUint32(this.#at, value);
    this.#at += isShort ? 2 : 4;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const written = this.#bytes.subarray(this.#start, this.#at);
    this.#bytes = new Uint8Array(Math.max(POOL, 2 * (written.length + bytes)));
    this.#view = new DataView(this.#bytes.buffer);
    this.#bytes.set(written);
    this.#start = 0;
    this.#at = written.length;
  }
}
