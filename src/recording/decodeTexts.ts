import { kinds } from './kinds.ts';
import type { Column } from './column.ts';
import type { ColumnReader } from './columnReader.ts';
import { decodeNumbers } from './decodeNumbers.ts';
import { textEncodings } from './encodeTexts.ts';
import { unreadable } from './errors.ts';

/** The texts of a column; rows with the same text share it. */
export function decodeTexts(
  reader: ColumnReader,
  column: Column,
  count: number,
): readonly string[] {
  if (column[0] === kinds.texts) return decodeDistinct(reader, column, count);
  if (column[0] !== kinds.dictionary) throw unreadable(`texts are of the kind ${column[0]}`);
  const size = reader.spend(column[1]);
  const texts = decodeDistinct(reader, reader.list(column[2]) as Column, size);
  const numbers = decodeNumbers(reader, reader.list(column[3]) as Column, count);
  const indices = reader.places(numbers, size);
  const out = new Array<string>(count);
  for (let i = 0; i < count; i += 1) out[i] = texts[indices[i] as number] as string;
  return out;
}

function decodeDistinct(reader: ColumnReader, column: Column, count: number): readonly string[] {
  const [kind, encoding, lengths, content] = column;
  const name = textEncodings[reader.count(encoding)];
  if (kind !== kinds.texts || name === undefined) throw unreadable('texts have no known encoding');
  const bytes = reader.anyBytes(content);
  const numbers = decodeNumbers(reader, reader.list(lengths) as Column, count);
  if (name === 'latin1')
    return cutBytes(bytes as unknown as Latin1Bytes, reader.lengths(numbers, bytes.length));
  const all = bytes.toString(name);
  return cutCharacters(all, reader.lengths(numbers, all.length));
}

/** What buffers can do that their types do not tell: `toString` without its checks for each text. */
interface Latin1Bytes {
  readonly length: number;
  latin1Slice(from: number, to: number): string;
}

/** Shorter texts are copied when they are cut out of another one. */
const SHORTEST_VIEW = 13;

/**
 * Longer texts are read on their own. Cut out of one long text they would be views that keep all of it:
 * one row that is remembered would hold the texts of its whole block (42 against 53 ns a row).
 */
function cutBytes(bytes: Latin1Bytes, lengths: ArrayLike<number>): readonly string[] {
  const mostlyShort = bytes.length < SHORTEST_VIEW * lengths.length;
  const all = mostlyShort ? bytes.latin1Slice(0, bytes.length) : undefined;
  const out = new Array<string>(lengths.length);
  let from = 0;
  for (let i = 0; i < lengths.length; i += 1) {
    const length = lengths[i] as number;
    const to = from + length;
    const short = length < SHORTEST_VIEW ? all?.slice(from, to) : undefined;
    out[i] = short ?? bytes.latin1Slice(from, to);
    from = to;
  }
  return out;
}

function cutCharacters(all: string, lengths: ArrayLike<number>): readonly string[] {
  const out = new Array<string>(lengths.length);
  let from = 0;
  for (let i = 0; i < lengths.length; i += 1) {
    const to = from + (lengths[i] as number);
    out[i] = ownText(all.slice(from, to));
    from = to;
  }
  return out;
}

/** A copy of a text: what is cut out of another one may be a view of it. */
function ownText(view: string): string {
  return view.length < SHORTEST_VIEW ? view : Buffer.from(view, 'utf16le').toString('utf16le');
}
