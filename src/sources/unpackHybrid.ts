/** Numbers of more bits are not read here. */
export const WIDEST = 24;

/**
 * Unpacks numbers as Parquet packs places and levels: runs of equal ones and runs of packed bits.
 *
 * @param width bits of each number, up to 24
 * @param out is filled whole
 * @throws Error when the bytes end before it is
 */
export function unpackHybrid(bytes: Uint8Array, width: number, out: Int32Array): void {
  const reader = new HybridReader(bytes, width);
  for (let filled = 0; filled < out.length;) {
    const header = reader.header();
    const length = (header & 1) === 1 ? (header >>> 1) * 8 : header >>> 1;
    const to = Math.min(out.length, filled + length);
    if ((header & 1) === 1) reader.packed(out, filled, to);
    else out.fill(reader.whole(), filled, to);
    filled = to;
  }
}

class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #at = 0;

  constructor(bytes: Uint8Array, width: number) {
    this.#bytes = bytes;
    this.#width = width;
  }

  /** A number of seven bits a byte, the lowest first. */
  header(): number {
    let header = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.#byte();
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) return header >>> 0;
    }
    throw new Error('a run of a page has no length');
  }

  whole(): number {
    let number = 0;
    for (let bits = 0; bits < this.#width; bits += 8) number |= this.#byte() << bits;
    return number;
  }

  packed(out: Int32Array, from: number, to: number): void {
    const width = this.#width;
    const bytes = this.#bytes;
    if (this.#at + Math.ceil(((to - from) * width) / 8) > bytes.length) throw endsEarly();
    const mask = 2 ** width - 1;
    let [at, held, bits] = [this.#at, 0, 0];
    for (let i = from; i < to; i += 1) {
      for (; bits < width; bits += 8) {
        held |= (bytes[at] as number) << bits;
        at += 1;
      }
      out[i] = held & mask;
      held >>>= width;
      bits -= width;
    }
    // Runs are of eights: what is behind the wanted ones is left with the page.
    this.#at = at;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw endsEarly();
    this.#at += 1;
    return byte;
  }
}

function endsEarly(): Error {
  return new Error('a page ends before its values do');
}
