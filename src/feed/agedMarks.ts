import type { Milliseconds } from '../../operators/index.ts';

/** A watermark that was told without an event. */
interface AgedMark {
  /** When the first mark came that it stands for, and when the last. */
  readonly since: Milliseconds;
  readonly at: Milliseconds;
  /** The offset of the event after it. */
  readonly off: number;
  readonly watermark: Milliseconds;
}

/** Into so many parts a delay is cut: of the marks within one, the last is kept. */
const PARTS = 1_024;

/**
 * Watermarks that wait until they are so old. Bound: 1,024 of them; of those that came close
 * together the last one stands for all, so that a watermark may come a 1,024th of the delay late.
 */
export class AgedMarks {
  readonly #delay: Milliseconds;
  readonly #marks: AgedMark[] = [];

  constructor(delay: Milliseconds) {
    this.#delay = delay;
  }

  get isEmpty(): boolean {
    return this.#marks.length === 0;
  }

  /** The last one that waits. */
  get newest(): Milliseconds {
    return this.#marks.at(-1)?.watermark ?? -Infinity;
  }

  add(at: Milliseconds, off: number, watermark: Milliseconds): void {
    const last = this.#marks.at(-1);
    const isClose = last !== undefined && at - last.since < this.#delay / PARTS;
    if (isClose) this.#marks.pop();
    this.#marks.push({ since: isClose ? last.since : at, at, off, watermark });
    // A clock that went back lets none of them become old.
    if (this.#marks.length > PARTS + 1) this.#marks.shift();
  }

  /** The newest watermark that is old enough and whose events have come; -Infinity for none. */
  take(now: Milliseconds, head: number): Milliseconds {
    let watermark = -Infinity;
    for (let [mark] = this.#marks; mark !== undefined; [mark] = this.#marks) {
      if (mark.off > head || mark.at + this.#delay > now) break;
      watermark = mark.watermark;
      this.#marks.shift();
    }
    return watermark;
  }

  /** When the next one is old enough; undefined while there is none, or its events come first. */
  dueAt(head: number): Milliseconds | undefined {
    const [mark] = this.#marks;
    return mark === undefined || mark.off > head ? undefined : mark.at + this.#delay;
  }
}
