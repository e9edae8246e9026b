import { kinds } from './kinds.ts';
import type { Column } from './column.ts';
import { encodeNumbers } from './encodeNumbers.ts';

/** How the characters of a column of texts are stored. */
export const textEncodings = ['latin1', 'utf8', 'utf16le'] as const;

/** Texts that repeat are stored once in a block. */
export function encodeTexts(values: readonly string[]): Column {
  const places = new Map<string, number>();
  const indices = values.map((value) => {
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    return place;
  });
  if (places.size > values.length * WORTH_A_DICTIONARY) return encodeDistinct(values);
  const distinct = encodeDistinct([...places.keys()]);
  return [kinds.dictionary, places.size, distinct, encodeNumbers(indices)];
}

/** Up to this share of distinct texts a place for each row costs less than the text itself. */
const WORTH_A_DICTIONARY = 0.75;

function encodeDistinct(values: readonly string[]): Column {
  const all = values.join('');
  const encoding = encodingOf(all);
  // A text of several bytes a character is cut by characters, where halves of a pair may stand alone.
  const lengths = encodeNumbers(values.map(({ length }) => length));
  const name = textEncodings[encoding] as (typeof textEncodings)[number];
  return [kinds.texts, encoding, lengths, Buffer.from(all, name)];
}

/** ASCII as one byte a character, everything well-formed as UTF-8, the rest as it is. */
function encodingOf(text: string): number {
  if (Buffer.byteLength(text) === text.length) return 0;
  return Buffer.from(text).toString() === text ? 1 : 2;
}
