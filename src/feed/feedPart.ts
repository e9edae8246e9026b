import { StreamError, show } from '../../operators/index.ts';
import { isObject } from '../wire/index.ts';
import type { Item, WireTime } from '../wire/index.ts';
import type { FormerEpoch, OffsetRange } from '../journal/index.ts';

/** What a feed puts into a checkpoint. */
export interface FeedPart {
  readonly epoch: string;
  readonly former: readonly FormerEpoch[];
  /** Behind the last event before the barrier. */
  readonly offset: number;
  readonly watermark: WireTime;
  /** Events before the offset that were told in an earlier run and have not come again. */
  readonly open: readonly OffsetRange[];
  /** Of a table. */
  readonly rows?: readonly Item[];
}

/**
 * Looks whether a feed's part of a checkpoint is one.
 *
 * @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE`
 */
export function readFeedPart(name: string, saved: unknown): FeedPart {
  const part = isObject(saved) ? (saved as Partial<FeedPart>) : {};
  const { epoch, former, offset, open, watermark } = part;
  const hasLists = Array.isArray(former) && Array.isArray(open);
  const isPlaced = typeof epoch === 'string' && Number.isSafeInteger(offset);
  if (hasLists && isPlaced && watermark !== undefined) return part as FeedPart;
  const text = `feed '${name}': expected its epoch and offset in the checkpoint, got ${show(saved)}`;
  const fix = 'go on from another checkpoint, or begin anew';
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', `${text}; ${fix}`);
}
