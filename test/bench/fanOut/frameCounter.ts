/** Counts the frames of a server by their headers alone, and reads the time in those that come whole. */
export class FrameCounter {
  frames = 0;
  /** The bytes that the frames carry, by their headers. */
  bytes = 0;
  #left = 0;
  #header: number[] = [];
  readonly #onFrame: ((bytes: Buffer, from: number, to: number) => void) | undefined;

  constructor(onFrame?: (bytes: Buffer, from: number, to: number) => void) {
    this.#onFrame = onFrame;
  }

  add(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) at = this.#left > 0 ? this.#pass(bytes, at, to) : this.#read(bytes, at, to);
  }

  #pass(bytes: Buffer, at: number, to: number): number {
    const step = Math.min(this.#left, to - at);
    if (this.#left === step && this.#isWhole) this.#onFrame?.(bytes, at, at + step);
    this.#isWhole = false;
    this.#left -= step;
    if (this.#left === 0) this.frames += 1;
    return at + step;
  }

  #isWhole = false;

  /** Takes bytes of a header; gives the place behind them. */
  #read(bytes: Buffer, from: number, to: number): number {
    let at = from;
    const header = this.#header;
    while (at < to) {
      header.push(bytes[at] as number);
      at += 1;
      const length = lengthOf(header);
      if (length === undefined) continue;
      this.#header = [];
      this.#left = length;
      this.bytes += length;
      this.#isWhole = true;
      if (length === 0) this.frames += 1;
      return at;
    }
    return at;
  }
}

/** The length of a frame's payload; undefined while its header is not whole. */
function lengthOf(header: readonly number[]): number | undefined {
  const [, second] = header;
  if (second === undefined) return undefined;
  if (second < 126) return second;
  const size = second === 126 ? 4 : 10;
  if (header.length < size) return undefined;
  return header.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
}
