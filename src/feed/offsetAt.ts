import type { Milliseconds } from '../../operators/index.ts';
import { fromWireTime } from '../wire/index.ts';
import type { Item } from '../wire/index.ts';
import type { FeedLog } from './feedLog.ts';
import type { LogEntry } from './logEntry.ts';

/** The offset of the first event kept that is at or after a time; the head if there is none. */
export function offsetAt(
  log: FeedLog,
  time: Milliseconds,
  itemsOf: (entry: LogEntry) => readonly Item[],
): number {
  const entry = log.reaching(time);
  if (entry === undefined || entry.offset >= log.head) return log.head;
  if (entry.isHole) return entry.offset;
  const reaching = itemsOf(entry).findIndex(({ et }) => fromWireTime(et) >= time);
  return entry.offset + reaching;
}
