/** Texts of up to so many bytes are kept. */
const SHORT = 24;
/** A power of 2. */
const PLACES = 512;

/**
 * Reads texts out of UTF-8; names and short values that come again and again are not made anew.
 * Bound: 512 texts of at most 24 characters.
 */
export class TextCache {
  readonly #known: string[] = Array.from({ length: PLACES }, () => '');
  /** Room for the characters of a short text, by its length. */
  readonly #room = Array.from({ length: SHORT + 1 }, (_, n) => Array.from({ length: n }, () => 0));
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** @throws TypeError for what is not UTF-8 */
  read(bytes: Uint8Array, from: number, length: number): string {
    // A call of the decoder takes as long as a few dozen characters.
    return (
      (length <= SHORT ? this.#short(bytes, from, length) : undefined) ??
      this.#decoder.decode(bytes.subarray(from, from + length))
    );
  }

  /** Undefined for a text that is not of ASCII alone. */
  #short(bytes: Uint8Array, from: number, length: number): string | undefined {
    let [hash, all] = [length, 0];
    for (let i = from; i < from + length; i += 1) {
      const byte = bytes[i] as number;
      all |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (all > 0x7f) return undefined;
    const place = (hash ^ (hash >>> 9)) & (PLACES - 1);
    const known = this.#known[place] as string;
    if (isSame(known, bytes, from, length)) return known;
    const text = this.#made(bytes, from, length);
    this.#known[place] = text;
    return text;
  }

  #made(bytes: Uint8Array, from: number, length: number): string {
    const characters = this.#room[length] as number[];
    for (let i = 0; i < length; i += 1) characters[i] = bytes[from + i] as number;
    return String.fromCharCode.apply(String, characters);
  }
}

/** From the end on: texts that begin alike are many. */
function isSame(text: string, bytes: Uint8Array, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = length - 1; i >= 0; i -= 1) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
