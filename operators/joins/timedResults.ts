import { MinHeap } from '../kernel/index.ts';
import type { Milliseconds, Output } from '../kernel/index.ts';

/** A result with what orders it: its time, then the places of its rows among those of their sides. */
export type TimedResult<Result> = readonly [
  timestamp: Milliseconds,
  left: number,
  right: number,
  result: Result,
];

/** Results that wait until the watermark has reached their time, so that they go out in order. */
export class TimedResults<Result> {
  readonly #output: Output<Result>;
  readonly #waiting = new MinHeap<TimedResult<Result>>(inOrder);

  constructor(output: Output<Result>) {
    this.#output = output;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** The time of the first one; Infinity when nothing waits. */
  get next(): Milliseconds {
    return this.#waiting.first?.[0] ?? Infinity;
  }

  put(...entry: TimedResult<Result>): void {
    this.#waiting.push(entry);
  }

  /** Sends those up to a time, each ahead of the watermark that reaches it. */
  release(time: Milliseconds): void {
    while (this.next <= time && this.#waiting.size > 0) {
      const [timestamp, , , result] = this.#waiting.pop() as TimedResult<Result>;
      this.#output.raise(timestamp - 1);
      this.#output.hold(timestamp - 1);
      this.#output.emit(result, timestamp);
    }
  }

  entries(): TimedResult<Result>[] {
    return [...this.#waiting.items];
  }
}

function inOrder(a: TimedResult<unknown>, b: TimedResult<unknown>): number {
  return a[0] - b[0] || compare(a[1], b[1]) || compare(a[2], b[2]);
}

/** Also for two that are Infinity, whose difference is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
