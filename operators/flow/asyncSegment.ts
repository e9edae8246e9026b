import type { Chunk, Control, Milliseconds } from '../kernel/index.ts';

const PENDING: unique symbol = Symbol('pending');

/** Takes what the value at a position came to. */
export type Leave = (position: number, outcome: unknown) => void;

/**
 * A run of values that wait or are in work, and what stands behind them. The segments of a stage form a
 * list, so that one in the middle leaves it without a search.
 *
 * Ordered: a whole chunk, out of which values leave in order. Unordered: values with one watermark
 * before them, which leave as they are done.
 */
export class AsyncSegment<T> {
  readonly chunk: Chunk<T>;
  readonly ordered: boolean;
  /** The watermark behind the last value. */
  end: Milliseconds;
  control: Control | undefined;
  following: AsyncSegment<T> | undefined;
  /** The position of the next value to begin. */
  next: number;
  /** How many values have not left yet. */
  left: number;
  readonly #from: number;
  readonly #to: number;
  readonly #start: Milliseconds;
  readonly #outcomes: unknown[] = [];
  #leaving: number;
  /** Unordered: the positions that are done, in the order in which they became so. */
  #done: number[] = [];

  constructor(
    chunk: Chunk<T>,
    place: {
      readonly ordered: boolean;
      readonly from: number;
      readonly to: number;
      /** The watermark before the first value. */
      readonly start: Milliseconds;
      readonly end: Milliseconds;
    },
  ) {
    this.chunk = chunk;
    this.ordered = place.ordered;
    this.end = place.end;
    this.control = place.to === chunk.values.length ? chunk.control : undefined;
    this.next = place.from;
    this.left = place.to - place.from;
    this.#from = place.from;
    this.#to = place.to;
    this.#start = place.start;
    this.#leaving = place.from;
  }

  /** Whether there are values whose work has not begun. */
  get waits(): boolean {
    return this.next < this.#to;
  }

  /** Whether what comes behind it has to stay behind it. */
  get fences(): boolean {
    return this.ordered || this.control !== undefined || this.end > this.#start;
  }

  /** The work on the next value begins. */
  begin(): number {
    this.#outcomes.push(PENDING);
    this.next += 1;
    return this.next - 1;
  }

  /** It was too early: the value goes on waiting. */
  putBack(): void {
    this.#outcomes.pop();
    this.next -= 1;
  }

  settle(position: number, outcome: unknown): void {
    this.#outcomes[position - this.#from] = outcome;
    if (!this.ordered) this.#done.push(position);
  }

  /** Lets go the values that may leave. */
  release(leave: Leave): boolean {
    const before = this.left;
    if (this.ordered) this.#releaseInOrder(leave);
    else this.#releaseDone(leave);
    return this.left < before;
  }

  #releaseInOrder(leave: Leave): void {
    const outcomes = this.#outcomes;
    for (; this.#leaving < this.next; this.#leaving += 1) {
      const index = this.#leaving - this.#from;
      const outcome = outcomes[index];
      if (outcome === PENDING) return;
      outcomes[index] = undefined;
      this.left -= 1;
      leave(this.#leaving, outcome);
    }
  }

  #releaseDone(leave: Leave): void {
    const done = this.#done;
    this.#done = [];
    for (const position of done) {
      this.left -= 1;
      leave(position, this.#outcomes[position - this.#from]);
      this.#outcomes[position - this.#from] = undefined;
    }
  }
}
