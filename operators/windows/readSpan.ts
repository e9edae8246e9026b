import { show, StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** The saved state of a span: where it lies, and what it keeps by key. */
export function readSpan(
  saved: unknown,
): readonly [Milliseconds, Milliseconds, readonly unknown[]] {
  const [left, right, kept] = Array.isArray(saved) ? (saved as unknown[]) : [];
  if (typeof left !== 'number' || typeof right !== 'number' || !Array.isArray(kept)) {
    const text = `slidingWindow: saved state: expected two times and a list, got ${show(saved)}`;
    throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
  }
  return [left, right, kept];
}
