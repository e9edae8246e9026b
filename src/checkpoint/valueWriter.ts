import { byteKinds } from './byteKinds.ts';
import type { ByteWriter } from './byteWriter.ts';
import { datePrototype } from './datePrototype.ts';
import { ShapeTable } from './shapeTable.ts';
import { unsavable } from './unsavable.ts';
import { MOST_DEPTH, valueTags } from './valueTags.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A value at work whose contents are large: writes on with each step, between which others may run. */
export type Steps = Generator<undefined, void, undefined>;

/** So deep a large value can be left and gone on with; what is below is written at once. */
const STEP_DEPTH = 4;

/** Writes plain data so that it can be read again exactly as it was. */
export class ValueWriter {
  readonly #out: ByteWriter;
  readonly #shapes = new ShapeTable();

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** What comes now is read without what came before. */
  reset(): void {
    this.#shapes.clear();
  }

  /**
   * Writes a value at once.
   *
   * @throws StreamError `MILLRACE_STATE_NOT_SAVABLE` for what is no plain data; its place is found by `findUnsavable`
   */
  write(value: unknown, depth = 0): void {
    switch (typeof value) {
      case 'number':
        return this.#number(value);
      case 'string':
        return this.text(value);
      case 'boolean':
        return this.#out.u8(value ? valueTags.true : valueTags.false);
      case 'undefined':
        return this.#out.u8(valueTags.undefined);
      case 'bigint':
        return this.#bigint(value);
      case 'object':
        return value === null ? this.#out.u8(valueTags.null) : this.#object(value, depth);
      default:
        throw unsavable(value);
    }
  }

  /** Writes a value step by step. */
  *writeSteps(value: unknown, depth = 0): Steps {
    if (typeof value !== 'object' || value === null || depth >= STEP_DEPTH) {
      this.write(value, depth);
      return;
    }
    const children = this.#begin(value);
    if (children === undefined) return;
    for (const child of children) {
      if (child === HOLE) this.#out.u8(valueTags.hole);
      else yield* this.writeSteps(child, depth + 1);
      yield;
    }
  }

  text(text: string): void {
    const out = this.#out;
    if (out.shortLatin1(valueTags.shortLatin1, text)) return;
    // eslint-disable-next-line no-control-regex
    if (/^[\u0000-\u00ff]*$/.test(text)) {
      out.tagged(valueTags.latin1, text.length);
      out.latin1(text);
    } else {
      out.tagged(valueTags.utf16, text.length);
      out.utf16(text);
    }
  }

  #number(value: number): void {
    if ((value | 0) !== value || Object.is(value, -0)) {
      this.#out.u8(valueTags.double);
      this.#out.f64(value);
    } else if (value >= 0 && value < 0x80) this.#out.u8(value);
    else this.#out.tagged(valueTags.int32, value);
  }

  #bigint(value: bigint): void {
    const text = value.toString(16);
    this.#out.tagged(valueTags.bigint, text.length);
    this.#out.latin1(text);
  }

  #object(value: object, depth: number): void {
    if (depth >= MOST_DEPTH) throw unsavable(value);
    const below = depth + 1;
    // Nearly all there is, and without a list of its own for each.
    const isPlain = Object.getPrototypeOf(value) === Object.prototype;
    const names = isPlain ? this.#shape(Object.keys(value)) : undefined;
    if (names !== undefined) {
      for (const name of names) this.write((value as Fields)[name], below);
      return;
    }
    const children = this.#begin(value);
    if (children === undefined) return;
    if (Array.isArray(children)) {
      for (let i = 0; i < children.length; i += 1) this.#child(children[i], below);
    } else for (const child of children) this.#child(child, below);
  }

  #child(child: unknown, depth: number): void {
    if (child === HOLE) this.#out.u8(valueTags.hole);
    else this.write(child, depth);
  }

  /** Writes what stands before the contents of an object, and gives these; undefined where it has none. */
  #begin(value: object): Iterable<unknown> | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#fields(value as Fields);
    if (prototype === Array.prototype) return this.#items(value as readonly unknown[]);
    if (prototype === null) return this.#namedFields(valueTags.bareFields, value as Fields);
    if (prototype === Map.prototype) return this.#entries(value as ReadonlyMap<unknown, unknown>);
    if (prototype === Set.prototype) return this.#members(value as ReadonlySet<unknown>);
    if (prototype === datePrototype) return this.#date(value as Date);
    return this.#bytes(value, prototype);
  }

  #fields(value: Fields): Iterable<unknown> {
    const names = this.#shape(Object.keys(value));
    if (names === undefined) return this.#namedFields(valueTags.fields, value);
    return names.map((name) => value[name]);
  }

  /** Writes the names of fields; undefined, and nothing, where there are too many shapes. */
  #shape(names: readonly string[]): readonly string[] | undefined {
    const known = this.#shapes.find(names);
    if (known === undefined && !this.#shapes.add(names)) return undefined;
    if (known !== undefined) this.#out.tagged(valueTags.shape, known.id);
    else {
      this.#out.tagged(valueTags.newShape, names.length);
      for (const name of names) this.text(name);
    }
    return names;
  }

  #namedFields(tag: number, value: Fields): Iterable<unknown> {
    const entries = Object.entries(value);
    this.#out.tagged(tag, entries.length);
    return entries.flat(1);
  }

  #items(items: readonly unknown[]): Iterable<unknown> {
    this.#out.tagged(valueTags.array, items.length);
    return hasHoles(items) ? Array.from(items, (item, i) => (i in items ? item : HOLE)) : items;
  }

  #entries(map: ReadonlyMap<unknown, unknown>): Iterable<unknown> {
    this.#out.tagged(valueTags.map, map.size);
    return flatEntries(map);
  }

  #members(set: ReadonlySet<unknown>): Iterable<unknown> {
    this.#out.tagged(valueTags.set, set.size);
    return set;
  }

  #date(date: Date): undefined {
    this.#out.u8(valueTags.date);
    this.#out.f64(date.getTime());
  }

  #bytes(value: object, prototype: unknown): undefined {
    const kind = byteKinds.findIndex((one) => one.prototype === prototype);
    if (kind < 0) throw unsavable(value);
    const bytes = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value as ArrayBuffer);
    this.#out.tagged(valueTags.bytes, bytes.length);
    this.#out.u8(kind);
    this.#out.bytes(bytes);
  }
}

const HOLE = Symbol('hole');

function hasHoles(items: readonly unknown[]): boolean {
  for (let i = 0; i < items.length; i += 1)
    if (items[i] === undefined && !(i in items)) return true;
  return false;
}

function* flatEntries(map: ReadonlyMap<unknown, unknown>): Iterable<unknown> {
  for (const [key, value] of map) {
    yield key;
    yield value;
  }
}
