import { compileFunction } from 'node:vm';
import { internedName } from './internedName.ts';
import type { Values } from './columnReader.ts';

/** A plain object with the fields of one shape. */
export type Fields = Record<string, unknown>;

/** Makes the objects of one shape from its columns. */
export type ShapeFiller = (columns: readonly Values[], from: number, to: number) => Fields[];

type MakeFiller = (
  names: readonly string[],
  Empty: new () => Fields,
  setField: (row: Fields, name: string, value: unknown) => void,
) => ShapeFiller;

/** So many fields have a store of their own in the code. */
const OWN_STORES = 16;

const places = Array.from({ length: OWN_STORES }, (_, place) => place);

/**
 * The code of a filler. A store that has seen one name only is three times as fast as one that has seen
 * those of several shapes (40 against 110 ns a row of nine fields), and functions that are made from
 * one piece of code share what they have seen. So this text is compiled once for each shape; it is
 * always this very text: names reach it as arguments and nothing of a file becomes code.
 */
const CODE = `
  const [${places.map((place) => `n${place}`).join(', ')}] = names;
  const width = names.length;
  return (columns, from, to) => {
    const [${places.map((place) => `c${place}`).join(', ')}] = columns;
    const rows = new Array(to - from);
    for (let i = from; i < to; i += 1) {
      const row = new Empty();
      ${places.map((place) => `if (width > ${place}) row[n${place}] = c${place}[i];`).join('\n')}
      for (let c = ${OWN_STORES}; c < width; c += 1) setField(row, names[c], columns[c][i]);
      rows[i - from] = row;
    }
    return rows;
  };
`;

function compileMaker(): MakeFiller {
  return compileFunction(CODE, ['names', 'Empty', 'setField']) as MakeFiller;
}

/** Shapes that get code of their own; a file with more of them shares one for the others. */
const MOST_COMPILED = 32;

/** The fillers of the shapes of one recording. */
export class ShapeFillers {
  readonly #fillers = new Map<string, ShapeFiller>();

  for(names: readonly string[]): ShapeFiller {
    const key = JSON.stringify(names);
    const known = this.#fillers.get(key);
    if (known !== undefined) return known;
    if (names.includes('__proto__') || this.#fillers.size >= MOST_COMPILED)
      return slowFiller(names);
    const filler = compileMaker()(names.map(internedName), emptyObject(), setField);
    this.#fillers.set(key, filler);
    return filler;
  }
}

function slowFiller(names: readonly string[]): ShapeFiller {
  return (columns, from, to) =>
    Array.from({ length: to - from }, (_, i) => {
      const row: Fields = {};
      names.forEach((name, c) => setField(row, name, columns[c]?.[from + i]));
      return row;
    });
}

/** Sets a field of an object, also one whose name means something else to an assignment. */
export function setField(row: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') row[name] = value;
  else {
    const own = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(row, name, own);
  }
}

/** Objects of a constructor get room for all their fields, where `{}` has room for four. */
function emptyObject(): new () => Fields {
  function Row(): void {}
  Row.prototype = Object.prototype;
  return Row as unknown as new () => Fields;
}
