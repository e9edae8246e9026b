/** Numbers of a column: small ones stay small ones for the engine that runs the loops. */
export type Numbers = Int32Array | Float64Array;

/**
 * Room for the numbers of one block, used again for the next: new room for each column of each block
 * costs more than to fill it.
 */
export class NumberRoom {
  readonly #small: Int32Array[] = [];
  readonly #large: Float64Array[] = [];
  #smallUsed = 0;
  #largeUsed = 0;

  /** The room of the last block may be written again. */
  reset(): void {
    this.#smallUsed = 0;
    this.#largeUsed = 0;
  }

  /** Room for so many numbers of 32 bits. */
  small(count: number): Int32Array {
    const place = this.#smallUsed;
    this.#smallUsed += 1;
    let room = this.#small[place];
    if (room === undefined || room.length < count)
      this.#small[place] = room = new Int32Array(count);
    return room.length === count ? room : room.subarray(0, count);
  }

  /** Room for so many numbers of any size. */
  large(count: number): Float64Array {
    const place = this.#largeUsed;
    this.#largeUsed += 1;
    let room = this.#large[place];
    if (room === undefined || room.length < count)
      this.#large[place] = room = new Float64Array(count);
    return room.length === count ? room : room.subarray(0, count);
  }
}
