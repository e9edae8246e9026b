import { show, StreamError } from '../../operators/index.ts';

/** How many rows a checkpoint has; 0 where there is none. */
export function savedCount(kind: string, saved: unknown): number {
  if (saved === undefined) return 0;
  const { rows } = (saved ?? {}) as { readonly rows?: unknown };
  if (typeof rows === 'number' && Number.isSafeInteger(rows) && rows >= 0) return rows;
  const text = `${kind}: saved state: expected a number of rows, got ${show(saved)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}
