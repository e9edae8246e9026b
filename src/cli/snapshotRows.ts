import type { SnapshotEvent, ValueEvent } from '../client/index.ts';

/** The rows of a snapshot as events that tell each of them whole. */
export function snapshotRows({
  offset,
  watermark,
  rows,
}: SnapshotEvent<unknown>): ValueEvent<unknown>[] {
  return rows.map((row) => ({ kind: 'event', op: 'upd', offset: offset - 1, watermark, ...row }));
}
