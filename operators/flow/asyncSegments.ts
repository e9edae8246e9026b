import { watermarkBefore } from '../kernel/index.ts';
import type { Chunk } from '../kernel/index.ts';
import { AsyncSegment } from './asyncSegment.ts';
import type { Leave } from './asyncSegment.ts';

/** What leaves: values, each with its segment, and behind them the end of a segment. */
export interface Leaving<T> {
  value(segment: AsyncSegment<T>, position: number, outcome: unknown): void;
  /** All that came before the end of a segment has left. */
  end(segment: AsyncSegment<T>): void;
}

/**
 * The values of a stage that wait or are in work, in order of arrival.
 *
 * Invariant: a value leaves when all that stands before the last fence before it has left; a fence is
 * a value (ordered), or a raise of the watermark or a control mark (unordered).
 */
export class AsyncSegments<T> {
  readonly #ordered: boolean;
  #head: AsyncSegment<T> | undefined;
  #tail: AsyncSegment<T> | undefined;
  /** The first segment with values whose work has not begun. */
  #beginning: AsyncSegment<T> | undefined;
  #length = 0;

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  /** How many values have not left. */
  get length(): number {
    return this.#length;
  }

  get empty(): boolean {
    return this.#head === undefined;
  }

  /** Whether a mark stands behind the last value, or no further one is expected. */
  get closed(): boolean {
    return this.#tail?.control !== undefined || this.#tail?.end === Infinity;
  }

  add(chunk: Chunk<T>): void {
    const length = chunk.values.length;
    this.#length += length;
    if (length === 0) this.#addMark(chunk);
    else if (this.#ordered || typeof chunk.before === 'number') this.#append(chunk, 0, length);
    else this.#addRuns(chunk);
  }

  /** The segment whose next value is to be begun. */
  get beginning(): AsyncSegment<T> | undefined {
    while (this.#beginning !== undefined && !this.#beginning.waits) {
      this.#beginning = this.#beginning.following;
    }
    return this.#beginning;
  }

  /** @returns whether something has left */
  release(leaving: Leaving<T>): boolean {
    let moved = false;
    let kept: AsyncSegment<T> | undefined;
    for (let segment = this.#head; segment !== undefined; segment = segment.following) {
      if (this.#releaseValues(segment, leaving)) moved = true;
      const whole = segment.left === 0;
      if (whole && kept === undefined) {
        moved = true;
        this.#dropHead(segment);
        leaving.end(segment);
      } else if (segment.fences) break;
      else if (whole) this.#unlink(segment, kept as AsyncSegment<T>);
      else kept = segment;
    }
    return moved;
  }

  clear(): void {
    this.#head = undefined;
    this.#tail = undefined;
    this.#beginning = undefined;
    this.#length = 0;
  }

  #releaseValues(segment: AsyncSegment<T>, leaving: Leaving<T>): boolean {
    const leave: Leave = (position, outcome) => {
      this.#length -= 1;
      leaving.value(segment, position, outcome);
    };
    return segment.release(leave);
  }

  /** Watermarks without values must not pile up: the later one tells all. */
  #addMark(chunk: Chunk<T>): void {
    const tail = this.#tail;
    if (tail === undefined || tail.control !== undefined) this.#append(chunk, 0, 0);
    else {
      tail.end = chunk.watermark;
      tail.control = chunk.control;
    }
  }

  /** A segment for each run of values with one watermark before them. */
  #addRuns(chunk: Chunk<T>): void {
    const length = chunk.values.length;
    for (let from = 0, to = 1; from < length; from = to, to += 1) {
      const start = watermarkBefore(chunk, from);
      while (to < length && watermarkBefore(chunk, to) === start) to += 1;
      this.#append(chunk, from, to);
    }
  }

  #append(chunk: Chunk<T>, from: number, to: number): void {
    const whole = to === chunk.values.length;
    const start = from === to ? chunk.watermark : watermarkBefore(chunk, from);
    const end = whole ? chunk.watermark : watermarkBefore(chunk, to);
    const tail = this.#tail;
    // Where the watermark rises between two chunks the one before it fences too, as a mark does.
    if (tail !== undefined && tail.control === undefined) tail.end = Math.max(tail.end, start);
    const segment = new AsyncSegment(chunk, { ordered: this.#ordered, from, to, start, end });
    if (tail === undefined) this.#head = segment;
    else tail.following = segment;
    this.#tail = segment;
    this.#beginning ??= segment;
  }

  #dropHead(head: AsyncSegment<T>): void {
    if (this.#beginning === head) this.#beginning = head.following;
    this.#head = head.following;
    if (this.#head === undefined) this.#tail = undefined;
  }

  #unlink(segment: AsyncSegment<T>, previous: AsyncSegment<T>): void {
    if (this.#beginning === segment) this.#beginning = segment.following;
    previous.following = segment.following;
    if (this.#tail === segment) this.#tail = previous;
  }
}
