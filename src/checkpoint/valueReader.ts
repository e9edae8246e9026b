import { dateOf } from '../runtime/index.ts';
import { byteKinds } from './byteKinds.ts';
import { Undecodable } from './undecodable.ts';
import { MOST_DEPTH, MOST_SHAPES, valueTags } from './valueTags.ts';

type Fields = Record<string, unknown>;

/** Reads what a `ValueWriter` wrote. */
export class ValueReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #shapes: (readonly string[])[] = [];
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws Undecodable for bytes that are no value */
  read(depth = 0): unknown {
    const tag = this.#u8();
    if (tag < 0x80) return tag;
    if (depth > MOST_DEPTH) throw new Undecodable('nested too deep');
    switch (tag) {
      case valueTags.null:
        return null;
      case valueTags.undefined:
        return undefined;
      case valueTags.true:
        return true;
      case valueTags.false:
        return false;
      case valueTags.int32:
        return this.#view.getInt32(this.#move(4), true);
      case valueTags.double:
        return this.#f64();
      case valueTags.bigint:
        return bigintOf(this.#latin1(this.#u32()));
      case valueTags.date:
        return dateOf(this.#f64());
      default:
        return this.#readMore(tag, depth + 1);
    }
  }

  #readMore(tag: number, depth: number): unknown {
    switch (tag) {
      case valueTags.shortLatin1:
        return this.#latin1(this.#u8());
      case valueTags.latin1:
        return this.#latin1(this.#u32());
      case valueTags.utf16:
        return this.#utf16();
      case valueTags.array:
        return this.#array(depth);
      case valueTags.newShape:
        return this.#fill(this.#newShape(), depth);
      case valueTags.shape:
        return this.#fill(this.#shape(), depth);
      case valueTags.fields:
        return this.#named({}, depth);
      case valueTags.bareFields:
        return this.#named(Object.create(null) as Fields, depth);
      case valueTags.map:
        return this.#map(depth);
      case valueTags.set:
        return this.#set(depth);
      case valueTags.bytes:
        return this.#byteKind();
      default:
        throw new Undecodable(`a value of the unknown kind ${tag}`);
    }
  }

  #array(depth: number): unknown[] {
    const length = this.#count();
    const items: unknown[] = [];
    for (let i = 0; i < length; i += 1) {
      if (this.#bytes[this.#at] === valueTags.hole) {
        this.#at += 1;
        items.length = i + 1;
      } else items.push(this.read(depth));
    }
    return items;
  }

  #newShape(): readonly string[] {
    const count = this.#count();
    const names: string[] = [];
    for (let i = 0; i < count; i += 1) names.push(this.#name());
    if (this.#shapes.length >= MOST_SHAPES) throw new Undecodable('too many shapes');
    this.#shapes.push(names);
    return names;
  }

  #shape(): readonly string[] {
    const names = this.#shapes[this.#u32()];
    if (names === undefined) throw new Undecodable('an unknown shape');
    return names;
  }

  #fill(names: readonly string[], depth: number): Fields {
    const fields: Fields = {};
    for (let i = 0; i < names.length; i += 1)
      setField(fields, names[i] as string, this.read(depth));
    return fields;
  }

  #named(fields: Fields, depth: number): Fields {
    const count = this.#count();
    for (let i = 0; i < count; i += 1) setField(fields, this.#name(), this.read(depth));
    return fields;
  }

  #name(): string {
    const name = this.read();
    if (typeof name !== 'string') throw new Undecodable('a name that is no text');
    return name;
  }

  #map(depth: number): Map<unknown, unknown> {
    const count = this.#count();
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < count; i += 1) map.set(this.read(depth), this.read(depth));
    return map;
  }

  #set(depth: number): Set<unknown> {
    const count = this.#count();
    const set = new Set<unknown>();
    for (let i = 0; i < count; i += 1) set.add(this.read(depth));
    return set;
  }

  #byteKind(): unknown {
    const length = this.#u32();
    const kind = byteKinds[this.#u8()];
    const from = this.#move(length);
    if (kind === undefined) throw new Undecodable('bytes of an unknown kind');
    return kind.make(new Uint8Array(this.#bytes.subarray(from, from + length)).buffer);
  }

  #latin1(length: number): string {
    const from = this.#move(length);
    return this.#bytes.toString('latin1', from, from + length);
  }

  #utf16(): string {
    const bytes = this.#u32() * 2;
    const from = this.#move(bytes);
    return this.#bytes.toString('utf16le', from, from + bytes);
  }

  /** How many values follow; each has a byte at the least. */
  #count(): number {
    const count = this.#u32();
    if (count > this.#bytes.length - this.#at) throw new Undecodable('more is told than is there');
    return count;
  }

  #u8(): number {
    return this.#bytes[this.#move(1)] as number;
  }

  #u32(): number {
    return this.#view.getUint32(this.#move(4), true);
  }

  #f64(): number {
    return this.#view.getFloat64(this.#move(8), true);
  }

  /** Where so many bytes begin, behind which is read on. */
  #move(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new Undecodable('it ends within a value');
    this.#at = from + length;
    return from;
  }
}

function setField(fields: Fields, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  else fields[name] = value;
}

function bigintOf(text: string): bigint {
  if (!/^-?[0-9a-f]+$/.test(text)) throw new Undecodable('a bigint that is none');
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}
