import type { Runtime } from '../runtime/index.ts';
import { DiskLog } from './diskLog.ts';
import type { DiskLogConfig } from './diskLog.ts';
import type { FeedLogSettings } from './feedLogConfig.ts';
import type { LogLimits } from './feedLog.ts';

/** What a feed brings to its log on disk. */
export interface LogOpening
  extends LogLimits, Pick<DiskLogConfig, 'encode' | 'onMore' | 'onError'> {
  readonly name: string;
  readonly runtime: Runtime;
}

/**
 * Opens a log on disk, which the room of files is loaded for.
 *
 * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
 */
export async function openFeedLog(
  { folder, sync, segmentBytes, memoryBytes, onRepair }: FeedLogSettings,
  opening: LogOpening,
): Promise<{ readonly log: DiskLog; readonly epoch: string }> {
  const { name, runtime, encode, onMore, onError, maxEvents, maxBytes, maxAge } = opening;
  const { openJournal } = await import('../journal/index.ts');
  const synced = sync === 'write';
  const limits = { maxEvents, maxBytes, maxAge };
  const journal = await openJournal({
    folder,
    name,
    limits,
    segmentBytes,
    synced,
    runtime,
    onRepair,
  });
  const tail = { maxEvents, maxBytes: Math.min(maxBytes, memoryBytes), maxAge };
  const log = new DiskLog({ journal, tail, synced, encode, onMore, onError });
  return { log, epoch: journal.epoch };
}
