import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { lockFolder } from '../journal/index.ts';
import type { FolderLock, LockWords } from '../journal/index.ts';

/** A file that is being written. */
export interface StoreFile {
  write(bytes: Uint8Array): Promise<unknown>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What a store of files does with the disk. */
export interface StoreFiles {
  /** Makes a folder and those above it; gives the first one that was made. */
  makeFolder(folder: string): Promise<string | undefined>;
  list(folder: string): Promise<readonly string[]>;
  read(file: string): Promise<Uint8Array>;
  /** Makes a file, or empties one. */
  create(file: string): Promise<StoreFile>;
  rename(from: string, to: string): Promise<void>;
  /** One that is not there is no error. */
  remove(file: string): Promise<void>;
  /** Waits until the names in a folder are on the disk. */
  syncFolder(folder: string): Promise<void>;
  /**
   * Makes this process the only one that uses a folder. The names in it are on the disk then, also those
   * that a process that is no more had not synced: what is found is acted upon, and must not go again.
   *
   * @throws StreamError `MILLRACE_STORE_LOCKED` while another one does, or this one already
   */
  lock(folder: string, id: string): FolderLock;
}

/** The real disk. */
export const storeFiles: StoreFiles = {
  makeFolder: (folder) => mkdir(folder, { recursive: true }),
  list: (folder) => readdir(folder),
  read: (file) => readFile(file),
  create,
  rename,
  remove: (file) => rm(file, { force: true }),
  syncFolder,
  lock: (folder, id) => lockFolder(folder, id, true, checkpointLock),
};

const checkpointLock: LockWords = {
  code: 'MILLRACE_STORE_LOCKED',
  what: 'checkpoints',
  fix: 'give each graph a folder of its own',
};

async function create(file: string): Promise<StoreFile> {
  const handle = await open(file, 'w');
  return {
    write: (bytes) => handle.writeFile(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
