import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import type { ErrorCode } from '../../operators/index.ts';
import { syncFolder } from './syncFolder.ts';
import { isRunning, ownMark } from './processMark.ts';
import type { ProcessMark } from './processMark.ts';
import { writeSynced } from './writeSynced.ts';

/** Who writes into a folder, and how. */
export interface Holder extends ProcessMark {
  /** Whether what was told to others was on the disk first. */
  readonly synced: boolean;
}

/** The right to be the only writer of a folder. */
export interface FolderLock {
  /** The last writer, where it ended without giving the lock back. */
  readonly lost: Holder | undefined;
  /** Whether nobody has removed or taken the lock file meanwhile. */
  holds(): boolean;
  release(): void;
  /** Gives it back, and tells the next writer that the newest events may be missing. */
  abandon(): void;
}

/** What a folder that is taken is told as. */
export interface LockWords {
  readonly code: ErrorCode;
  /** What is in the folder, such as `feed log`. */
  readonly what: string;
  /** What to do, unless the other one is to end. */
  readonly fix: string;
}

const FEED_LOG: LockWords = {
  code: 'MILLRACE_LOG_LOCKED',
  what: 'feed log',
  fix: 'give each feed a folder of its own',
};

const NAME = 'lock.json';

/** Whether events that were told to others may be missing behind a writer that did not end well. */
export function mayHaveLost({ boot, synced }: Holder): boolean {
  return !synced && (boot === '' || boot !== ownMark().boot);
}

/**
 * Takes the lock of a folder, also from a process that is no more.
 *
 * @param id names the files of this call; no other call has the same
 * @param words how it is told that somebody else has it
 * @throws StreamError `MILLRACE_LOG_LOCKED`, or the code of the words, while somebody else has it
 */
export function lockFolder(
  folder: string,
  id: string,
  synced: boolean,
  words: LockWords = FEED_LOG,
): FolderLock {
  const file = path.join(folder, NAME);
  const own = path.join(folder, `${NAME}.${id}`);
  const mark = ownMark();
  writeSynced(own, JSON.stringify({ ...mark, synced }));
  try {
    let lost: Holder | undefined;
    if (!tryLink(own, file)) {
      lost = takeOver(folder, file, `${own}.old`, words);
      if (!tryLink(own, file)) throw locked(folder, readHolder(file), words);
    }
    syncFolder(folder);
    return {
      lost,
      holds: () => isOf(mark, file),
      release: () => rmSync(file, { force: true }),
      abandon: () => writeSynced(file, JSON.stringify(UNKNOWN)),
    };
  } finally {
    rmSync(own, { force: true });
  }
}

/** A link is made whole or not at all, and never over another. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Puts the lock of a process aside that is no more. */
function takeOver(
  folder: string,
  file: string,
  aside: string,
  words: LockWords,
): Holder | undefined {
  const before = readHolder(file);
  if (before !== undefined && isRunning(before)) throw locked(folder, before, words);
  renameSync(file, aside);
  const moved = readHolder(aside);
  // Another one was faster, and it is its lock that was moved.
  if (moved !== undefined && isRunning(moved)) {
    tryLink(aside, file);
    rmSync(aside, { force: true });
    throw locked(folder, moved, words);
  }
  rmSync(aside, { force: true });
  return moved ?? UNKNOWN;
}

/** Nobody, of whom nothing good is known: also what stands for a lock that cannot be read. */
const UNKNOWN: Holder = { pid: 0, began: '', boot: '?', synced: false };

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** A lock that cannot be looked at now is taken to be there. */
function isOf(own: ProcessMark, file: string): boolean {
  try {
    return isSame(own, JSON.parse(readFileSync(file, 'utf8')) as Holder);
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

function isSame(one: ProcessMark, other: ProcessMark): boolean {
  return one.pid === other.pid && one.began === other.began && one.boot === other.boot;
}

function locked(folder: string, holder: Holder | undefined, words: LockWords): StreamError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  const isOwn = holder !== undefined && isSame(ownMark(), holder);
  const fix = isOwn
    ? `this process has it open already: ${words.fix}, or close the other one first`
    : `${words.fix}, or end that process`;
  const text = `${words.what}: '${folder}' is written by ${who}`;
  return new StreamError(words.code, `${text}; ${fix}`);
}
