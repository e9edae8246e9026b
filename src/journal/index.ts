export { lockFolder } from './folderLock.ts';
export type { FolderLock, LockWords } from './folderLock.ts';
export type { Journal } from './journal.ts';
export type { JournalConfig, LogRepair } from './journalConfig.ts';
export { openJournal } from './openJournal.ts';
export type { JournalLimits, Piece } from './pieceIndex.ts';
export type { JournalRecord } from './record.ts';
