import type { Observer } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { SourceCounters } from './countedSource.ts';

/** What happens to a value that finds a bounded buffer full. */
export type Overflow = 'error' | 'dropOldest' | 'dropNewest';

type End = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

/** What an overflow buffer is made of. */
export interface OverflowBufferConfig {
  /** The source's name, for error texts. */
  readonly owner: string;
  readonly limit: number;
  readonly overflow: Overflow;
  /** How many values are given at a time at the most. */
  readonly chunkSize: number;
  readonly counters: SourceCounters;
}

/** Takes values as they come and gives them when they are asked for; holds a bounded number. */
export class OverflowBuffer<T> implements Observer<T> {
  readonly #config: OverflowBufferConfig;
  #values: T[] = [];
  /** Where the longest waiting value stands. */
  #head = 0;
  #end: End | undefined;
  #wake: (() => void) | undefined;

  constructor(config: OverflowBufferConfig) {
    this.#config = config;
  }

  next(value: T): void {
    if (this.#end !== undefined) return;
    const full = this.#values.length - this.#head >= this.#config.limit;
    if (full && !this.#makeRoom()) return;
    this.#values.push(value);
    this.#wake?.();
  }

  error(error: unknown): void {
    this.#finish({ failed: true, error });
  }

  complete(): void {
    this.#finish({ failed: false });
  }

  /** Gives what is there, waits for more, and ends or fails as the Observable did. */
  async *drain(signal: AbortSignal): AsyncGenerator<readonly T[]> {
    signal.addEventListener('abort', () => this.#wake?.());
    while (!signal.aborted) {
      if (this.#head < this.#values.length) yield this.#take();
      else if (this.#end?.failed === true) throw this.#end.error;
      else if (this.#end !== undefined) return;
      else await this.#more();
    }
  }

  #take(): readonly T[] {
    const end = this.#head + this.#config.chunkSize;
    const values = this.#values.slice(this.#head, end);
    this.#advance(values.length);
    return values;
  }

  /** Takes values off the front; the array is cut when half of it is gone, so that each costs little. */
  #advance(count: number): void {
    this.#head += count;
    if (this.#head * 2 < this.#values.length) return;
    this.#values = this.#values.slice(this.#head);
    this.#head = 0;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #finish(end: End): void {
    this.#end ??= end;
    this.#wake?.();
  }

  /** Whether the newest value may come in. */
  #makeRoom(): boolean {
    const { overflow, counters } = this.#config;
    if (overflow === 'error') {
      this.error(overflowError(this.#config));
      return false;
    }
    counters.dropped += 1;
    if (overflow === 'dropNewest') return false;
    this.#advance(1);
    return true;
  }
}

function overflowError({ owner, limit }: OverflowBufferConfig): StreamError {
  const text = `${owner}: the buffer of ${limit} values is full, and what follows takes no more`;
  const fix = "raise buffer.limit, or choose overflow: 'dropOldest' or 'dropNewest'";
  return new StreamError('MILLRACE_OVERFLOW', `${text}; ${fix}`);
}
