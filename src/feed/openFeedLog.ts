import type { Runtime } from '../runtime/index.ts';
import type { CommitStore } from './committedLog.ts';
import { DiskLog } from './diskLog.ts';
import type { DiskLogConfig } from './diskLog.ts';
import { DiskChanges } from './diskChanges.ts';
import type { FeedLogSettings } from './feedLogConfig.ts';
import type { LogLimits } from './feedLog.ts';

/** What a feed brings to its log on disk. */
export interface LogOpening
  extends LogLimits, Pick<DiskLogConfig, 'encode' | 'onMore' | 'onError'> {
  readonly name: string;
  readonly runtime: Runtime;
  /** Whether readers get only what a checkpoint covers. */
  readonly isCommitted: boolean;
}

/** A log on disk, and what a restart may change of it. */
export interface OpenedFeedLog {
  readonly log: DiskLog;
  readonly changes: DiskChanges;
  readonly mark: CommitStore | undefined;
}

/**
 * Opens a log on disk, which the room of files is loaded for.
 *
 * @throws StreamError (rejects) `MILLRACE_LOG_LOCKED`, `MILLRACE_FILE_UNREADABLE`, `MILLRACE_FILE_UNWRITABLE`
 */
export async function openFeedLog(
  { folder, sync, segmentBytes, memoryBytes, onRepair }: FeedLogSettings,
  opening: LogOpening,
): Promise<OpenedFeedLog> {
  const { name, runtime, encode, onMore, onError, maxEvents, maxBytes, maxAge } = opening;
  const { isCommitted } = opening;
  const { CommitMark, openJournal } = await import('../journal/index.ts');
  const synced = sync === 'write' && !isCommitted;
  const limits = { maxEvents, maxBytes, maxAge };
  const journal = await openJournal({
    folder,
    name,
    limits,
    segmentBytes,
    // What is told is safe first, either way.
    synced: synced || isCommitted,
    runtime,
    onRepair,
  });
  const tail = { maxEvents, maxBytes: Math.min(maxBytes, memoryBytes), maxAge };
  const log = new DiskLog({ journal, tail, synced, encode, onMore, onError });
  const mark = isCommitted ? CommitMark.open(folder, journal.index.head) : undefined;
  if (mark === undefined) CommitMark.remove(folder);
  return { log, changes: new DiskChanges(journal, log, runtime), mark };
}
