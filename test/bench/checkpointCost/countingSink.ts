import type { Sink } from '../../../src/sinks/index.ts';

/** Counts the rows that come. */
export class CountingSink implements Sink<unknown> {
  readonly kind = 'countingSink';
  count = 0;
  /** When the first one came, by `performance.now()`. */
  firstAt: number = Number.NaN;

  open(): void {}

  write(rows: readonly unknown[]): void {
    if (this.count === 0) this.firstAt = performance.now();
    this.count += rows.length;
  }

  prepare(): Promise<unknown> {
    return Promise.resolve(this.count);
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}
