import type { ValueEvent } from 'millrace/client';

/** What the board keeps of one feed. */
export interface Book<T> {
  put(event: ValueEvent<T>): void;
  /** Forgets everything: the feed began anew. */
  clear(): void;
}
