import { canonicalJson } from './canonicalJson.ts';
import { crc32 } from './crc32.ts';
import type { Item, WireSpan } from './item.ts';

/** What stands for a row of a table in its sum, and how large the row is. */
export interface RowProof {
  readonly sum: number;
  /** The bytes of its canonical JSON. */
  readonly bytes: number;
}

const utf8 = new TextEncoder();

/** A text for the row of a key and window; no two rows of a table have the same. */
export function rowId(key: unknown, window: Pick<WireSpan, 's' | 'e'> | undefined): string {
  return canonicalJson(window === undefined ? [key] : [key, window.s, window.e]);
}

/** The CRC-32 of a row's canonical JSON: `[k,et,d]`, or `[k,et,d,s,e]` with a window. */
export function proveRow({ k, et, d, win }: Item): RowProof {
  const text = canonicalJson(win === undefined ? [k, et, d] : [k, et, d, win.s, win.e]);
  const bytes = utf8.encode(text);
  return { sum: crc32(bytes), bytes: bytes.length };
}

/** Takes a row into the sum of a table; with `-1`, out of it. */
export function addSum(total: number, sum: number, sign: 1 | -1): number {
  return (total + sign * sum) >>> 0;
}
