/** Draws when the browser is ready to and something has changed, at most every so often. */
export class FrameLoop {
  readonly #draw: () => void;
  readonly #least: number;
  #drawnAt = -Infinity;
  #frame = 0;

  /** @param least the least time between two frames that were asked for by `request`, in ms */
  constructor(draw: () => void, least: number) {
    this.#draw = draw;
    this.#least = least;
  }

  /** Something has changed. */
  request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  /** The reader did something: draws with the next frame. */
  requestNow(): void {
    this.#drawnAt = -Infinity;
    this.request();
  }

  #tick(now: number): void {
    this.#frame = 0;
    if (now - this.#drawnAt < this.#least) return this.request();
    this.#drawnAt = now;
    this.#draw();
  }
}
