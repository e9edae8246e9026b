import { checkChunk } from './checkChunk.ts';
import { watermarkBefore } from './chunk.ts';
import type { Chunk } from './chunk.ts';
import { StreamError } from './errors.ts';

/** Checks what every stream promises: a watermark that never goes back, and each barrier once. */
export class ChunkGuard {
  readonly #owner: string;
  #watermark = -Infinity;
  #barrier = -Infinity;

  constructor(owner: string) {
    this.#owner = owner;
  }

  /** @throws StreamError `MILLRACE_NOT_A_STREAM`, `MILLRACE_WATERMARK_WENT_BACK` or `MILLRACE_BARRIER_TWICE` */
  check(chunk: Chunk<unknown>): void {
    checkChunk(this.#owner, chunk);
    const first = chunk.values.length > 0 ? watermarkBefore(chunk, 0) : chunk.watermark;
    if (first < this.#watermark || chunk.watermark < first) this.#failWatermark(chunk, first);
    this.#watermark = chunk.watermark;
    if (chunk.control?.kind === 'barrier') this.#checkBarrier(chunk.control.id);
  }

  #failWatermark(chunk: Chunk<unknown>, first: number): never {
    const seen = Math.min(first, chunk.watermark);
    const text = `${this.#owner}: the watermark went back from ${this.#watermark} to ${seen}`;
    const fix = 'combine streams with union() or a join, not with merge() or concat()';
    throw new StreamError('MILLRACE_WATERMARK_WENT_BACK', `${text}; ${fix}`);
  }

  #checkBarrier(id: number): void {
    if (id <= this.#barrier) {
      const text = `${this.#owner}: barrier ${id} came after barrier ${this.#barrier}`;
      const fix = 'combine streams with union() or a join, which align barriers';
      throw new StreamError('MILLRACE_BARRIER_TWICE', `${text}; ${fix}`);
    }
    this.#barrier = id;
  }
}
