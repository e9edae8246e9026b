import { makeChunk, watermarkBefore, weightOfRun } from '../kernel/index.ts';
import type { Chunk } from '../kernel/index.ts';

/** The part of a chunk that still waits. */
interface Segment<T> {
  chunk: Chunk<T>;
  from: number;
  to: number;
}

/** Chunks that wait for their turn: values leave one by one, what stands after them behind them. */
export class Backlog<T> {
  readonly #segments: Segment<T>[] = [];
  #length = 0;
  #weight = 0;

  /** What the values that wait count for. */
  get weight(): number {
    return this.#weight;
  }

  /** How many values wait. */
  get length(): number {
    return this.#length;
  }

  /** Whether nothing waits, neither values nor what stands after them. */
  get empty(): boolean {
    return this.#segments.length === 0;
  }

  add(chunk: Chunk<T>): void {
    this.#segments.push({ chunk, from: 0, to: chunk.values.length });
    this.#length += chunk.values.length;
    this.#weight += weightOfRun(chunk.values);
    this.#mergeLast();
  }

  /** How many values stand in the first chunk. */
  get first(): number {
    const segment = this.#segments[0];
    return segment === undefined ? 0 : segment.to - segment.from;
  }

  /** Takes values out of the first chunk; with the last of them comes what stands after it. */
  take(count: number): Chunk<T> {
    const segment = this.#segments[0] as Segment<T>;
    const from = segment.from;
    const to = from + count;
    this.#length -= count;
    this.#weight -= weightOfRun(segment.chunk.values, from, to);
    segment.from = to;
    const whole = to === segment.to;
    if (whole) this.#segments.shift();
    return part(segment.chunk, from, to, whole);
  }

  /** Drops the values that came first; watermarks and control stay. */
  dropOldest(count: number): void {
    let left = count;
    for (const segment of this.#segments) {
      const dropped = Math.min(left, segment.to - segment.from);
      this.#weight -= weightOfRun(segment.chunk.values, segment.from, segment.from + dropped);
      segment.from += dropped;
      left -= dropped;
    }
    this.#length -= count - left;
  }

  /** Drops the values that came last; watermarks and control stay. */
  dropNewest(count: number): void {
    let left = count;
    for (let i = this.#segments.length - 1; i >= 0 && left > 0; i -= 1) {
      const segment = this.#segments[i] as Segment<T>;
      const dropped = Math.min(left, segment.to - segment.from);
      this.#weight -= weightOfRun(segment.chunk.values, segment.to - dropped, segment.to);
      segment.to -= dropped;
      left -= dropped;
      if (i === this.#segments.length - 1) this.#mergeLast();
    }
    this.#length -= count - left;
  }

  clear(): void {
    this.#segments.length = 0;
    this.#length = 0;
    this.#weight = 0;
  }

  /** Watermarks without values must not pile up: the later one tells all. */
  #mergeLast(): void {
    const [before, last] = this.#segments.slice(-2);
    if (before === undefined || last === undefined) return;
    if (last.from < last.to || before.chunk.control !== undefined) return;
    const { watermark, control } = last.chunk;
    before.chunk = { ...before.chunk, watermark, control };
    this.#segments.pop();
  }
}

function part<T>(chunk: Chunk<T>, from: number, to: number, whole: boolean): Chunk<T> {
  const { before, pressure } = chunk;
  if (whole && from === 0 && to === chunk.values.length) return chunk;
  return makeChunk({
    values: chunk.values.slice(from, to),
    timestamps: chunk.timestamps.slice(from, to),
    before: typeof before === 'number' ? before : before.slice(from, to),
    arrivals: chunk.arrivals?.slice(from, to),
    watermark: whole ? chunk.watermark : watermarkBefore(chunk, to),
    control: whole ? chunk.control : undefined,
    pressure,
  });
}
