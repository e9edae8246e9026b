export { CommitMark } from './commitMark.ts';
export { lockFolder } from './folderLock.ts';
export type { FolderLock, LockWords } from './folderLock.ts';
export type { FormerEpoch, OffsetRange } from './formerEpoch.ts';
export type { Journal, NewEpoch } from './journal.ts';
export type { JournalConfig, LogRepair } from './journalConfig.ts';
export { openJournal } from './openJournal.ts';
export type { JournalLimits, Piece } from './pieceIndex.ts';
export type { JournalRecord } from './record.ts';
