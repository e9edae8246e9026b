import { show, StreamError } from '../kernel/index.ts';
import type { Milliseconds } from '../kernel/index.ts';

/** The saved state of a span: where it lies, and what else it saves. */
export function readSpan(
  saved: unknown,
): readonly [left: Milliseconds, right: Milliseconds, ...rest: unknown[]] {
  const [left, right, ...rest] = Array.isArray(saved) ? (saved as unknown[]) : [];
  if (typeof left === 'number' && typeof right === 'number') return [left, right, ...rest];
  const text = `slidingWindow: saved state: expected two times, got ${show(saved)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
