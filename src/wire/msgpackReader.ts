import { MOST_DEEP } from './isTooDeep.ts';
import { TextCache } from './textCache.ts';

const NOTHING = new Uint8Array();

/** Room for one fraction: a view of each frame would take longer to make. */
const fraction = new DataView(new ArrayBuffer(8));

/**
 * Reads one value of plain msgpack: what JSON can say, no bytes, no extension types. What it throws says
 * that the frame cannot be read. Nothing is made larger than the bytes that are there.
 */
export class MsgpackReader {
  readonly #texts = new TextCache();
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #depth = 0;
  #outermost: object | undefined;

  /** Of a frame that cannot be read, the fields up to what is wrong with it. */
  get part(): unknown {
    return this.#outermost;
  }

  read(frame: Uint8Array): unknown {
    this.#bytes = frame;
    this.#at = 0;
    this.#depth = 0;
    this.#outermost = undefined;
    const value = this.#value();
    if (this.#at !== frame.length) throw new RangeError('more than one value');
    return value;
  }

  #value(): unknown {
    // Behind the end this is undefined, with which no comparison holds.
    const head = this.#bytes[this.#at++] as number;
    if (head < 0x80) return head;
    if (head < 0x90) return this.#map(head & 0x0f);
    if (head < 0xa0) return this.#array(head & 0x0f);
    if (head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return this.#headed(head);
  }

  #headed(head: number): unknown {
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        fraction.setUint32(0, this.#four());
        return fraction.getFloat32(0);
      case 0xcb:
        fraction.setUint32(0, this.#four());
        fraction.setUint32(4, this.#four());
        return fraction.getFloat64(0);
      case 0xcc:
        return this.#one();
      case 0xcd:
        return this.#two();
      case 0xce:
        return this.#four();
      case 0xcf:
        return this.#four() * 2 ** 32 + this.#four();
      case 0xd0:
        return (this.#one() << 24) >> 24;
      case 0xd1:
        return (this.#two() << 16) >> 16;
      case 0xd2:
        return this.#four() | 0;
      case 0xd3:
        return (this.#four() | 0) * 2 ** 32 + this.#four();
      case 0xd9:
        return this.#text(this.#one());
      case 0xda:
        return this.#text(this.#two());
      case 0xdb:
        return this.#text(this.#four());
      case 0xdc:
        return this.#array(this.#two());
      case 0xdd:
        return this.#array(this.#four());
      case 0xde:
        return this.#map(this.#two());
      case 0xdf:
        return this.#map(this.#four());
      default:
        throw new TypeError('expected plain data');
    }
  }

  #one(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #two(): number {
    const at = this.#skip(2);
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }

  #four(): number {
    return this.#two() * 0x10000 + this.#two();
  }

  /** Goes on behind so many bytes; gives where they begin. */
  #skip(bytes: number): number {
    const from = this.#at;
    this.#at += bytes;
    if (this.#at > this.#bytes.length) throw new RangeError('expected more bytes');
    return from;
  }

  #text(length: number): string {
    return this.#texts.read(this.#bytes, this.#skip(length), length);
  }

  /** Each element takes a byte at least: a length that is too large is seen before there is room for it. */
  #enter(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw new RangeError('expected more bytes');
    this.#depth += 1;
    if (this.#depth > MOST_DEEP) throw new RangeError('nested too deep');
  }

  #array(length: number): unknown[] {
    this.#enter(length);
    const items = new Array<unknown>(length);
    for (let i = 0; i < length; i += 1) items[i] = this.#value();
    this.#depth -= 1;
    return items;
  }

  #map(length: number): Record<string, unknown> {
    this.#enter(2 * length);
    const fields: Record<string, unknown> = {};
    if (this.#depth === 1) this.#outermost = fields;
    for (let i = 0; i < length; i += 1) {
      const name = this.#value();
      if (typeof name !== 'string') throw new TypeError('expected a name');
      const value = this.#value();
      // Set as others are, this one would change what the object inherits.
      if (name === '__proto__') define(fields, name, value);
      else fields[name] = value;
    }
    this.#depth -= 1;
    return fields;
  }
}

function define(fields: object, name: string, value: unknown): void {
  const all = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(fields, name, { ...all, value });
}
