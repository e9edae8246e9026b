import { MOST_SHAPES } from './valueTags.ts';

/** The names of the fields of objects, in their order, with the number under which they are known. */
export interface Shape {
  readonly id: number;
  readonly names: readonly string[];
}

/** The shapes of objects met so far. */
export class ShapeTable {
  readonly #byNames = new Map<string, Shape>();
  #last: Shape | undefined;

  /** The known shape of these names; undefined where it is new. */
  find(names: readonly string[]): Shape | undefined {
    if (this.#last !== undefined && same(this.#last.names, names)) return this.#last;
    const found = this.#byNames.get(keyOf(names));
    if (found !== undefined) this.#last = found;
    return found;
  }

  /** Remembers a new shape; false where there are too many. */
  add(names: readonly string[]): boolean {
    if (this.#byNames.size >= MOST_SHAPES) return false;
    this.#last = { id: this.#byNames.size, names };
    this.#byNames.set(keyOf(names), this.#last);
    return true;
  }

  clear(): void {
    this.#byNames.clear();
    this.#last = undefined;
  }
}

/** Lengths keep `['a,b']` from `['a', 'b']`. */
function keyOf(names: readonly string[]): string {
  let key = '';
  for (const name of names) key += `${name.length}:${name}`;
  return key;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
