import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import { lockFolder } from '../journal/index.ts';
import type { FolderLock, LockWords } from '../journal/index.ts';
import { writeError } from '../recording/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { storeFiles } from './storeFiles.ts';
import type { StoreFiles } from './storeFiles.ts';

/** How a folder of checkpoints is used. */
export interface FileStoreConfig {
  readonly runtime?: Runtime;
}

/**
 * Keeps checkpoints as files of a folder, which it makes if it is missing. A file is written under
 * another name, synced, and renamed, so that each is whole or not there: two syncs a checkpoint. What a
 * process left half written is removed when the next opens the folder, at its first use. One process at
 * a time can use it.
 *
 * - errors: `MILLRACE_STORE_LOCKED` while another process uses the folder; `MILLRACE_FILE_UNWRITABLE` and
 *   `MILLRACE_FILE_MISSING` with the reason of the system. After an error the next call tries again.
 * - state: none but the lock of the folder; pieces are written as they come
 *
 * @example
 * ```ts
 * import { fileStore } from 'millrace/checkpoint';
 *
 * const store = fileStore('checkpoints/flights');
 * ```
 */
export function fileStore(folder: string, config: FileStoreConfig = {}): CheckpointStore {
  return new FileStore(folder, config.runtime ?? systemRuntime, storeFiles);
}

const OWNER = 'fileStore';
const SUFFIX = '.checkpoint';
const TEMPORARY = '.tmp';

/** The store behind `fileStore`, with a disk of its own for tests. */
export class FileStore implements CheckpointStore {
  readonly #folder: string;
  readonly #runtime: Runtime;
  readonly #files: StoreFiles;
  #opening: Promise<FolderLock> | undefined;

  constructor(folder: string, runtime: Runtime, files: StoreFiles) {
    this.#folder = path.resolve(folder);
    this.#runtime = runtime;
    this.#files = files;
  }

  list(): Promise<readonly string[]> {
    return this.#try(async () => {
      await this.#open();
      const names = await this.#files.list(this.#folder);
      return names.filter((name) => name.endsWith(SUFFIX));
    });
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    await this.#try(() => this.#open());
    try {
      return await this.#files.read(this.#place(name));
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw readError(this.#place(name), cause);
    }
  }

  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#try(async () => {
      await this.#open();
      const temporary = this.#place(name + TEMPORARY);
      try {
        await this.#fill(temporary, pieces);
        await this.#files.rename(temporary, this.#place(name));
      } catch (error) {
        await this.#forget(temporary);
        throw error;
      }
      await this.#syncName(name);
    });
  }

  remove(name: string): Promise<void> {
    return this.#try(() => this.#files.remove(this.#place(name)));
  }

  async close(): Promise<void> {
    const lock = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    lock?.release();
  }

  async #fill(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await this.#files.create(file);
    try {
      for await (const piece of pieces) await handle.write(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** A name that may be gone after a power cut does not count. */
  async #syncName(name: string): Promise<void> {
    try {
      await this.#files.syncFolder(this.#folder);
    } catch (error) {
      await this.#forget(this.#place(name));
      throw error;
    }
  }

  /** Removes what is left of a failure, whose own reason is told. */
  async #forget(file: string): Promise<void> {
    try {
      await this.#files.remove(file);
    } catch {
      // The next opening removes it.
    }
  }

  /** Opens the folder; also anew, where it or the lock in it was removed meanwhile. */
  async #open(): Promise<void> {
    if (this.#opening !== undefined && (await this.#opening).holds()) return;
    const opening = this.#lock();
    this.#opening = opening;
    await opening.catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
  }

  async #lock(): Promise<FolderLock> {
    const [folder, files] = [this.#folder, this.#files];
    const made = await files.makeFolder(folder);
    if (made !== undefined) await syncAbove(files, folder, made);
    const lock = lockFolder(folder, this.#runtime.id(), true, checkpointLock);
    try {
      for (const name of await files.list(folder))
        if (name.endsWith(SUFFIX + TEMPORARY)) await files.remove(this.#place(name));
      return lock;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  #place(name: string): string {
    return path.join(this.#folder, name);
  }

  async #try<R>(act: () => Promise<R>): Promise<R> {
    try {
      return await act();
    } catch (error) {
      throw writeError(OWNER, this.#folder, error);
    }
  }
}

const checkpointLock: LockWords = {
  code: 'MILLRACE_STORE_LOCKED',
  what: 'checkpoints',
  fix: 'give each graph a folder of its own, or end that process',
};

/** The folder above each one that was made has its name. */
async function syncAbove(files: StoreFiles, folder: string, made: string): Promise<void> {
  const top = path.dirname(path.resolve(made));
  for (let at = path.dirname(folder); at.length >= top.length; at = path.dirname(at)) {
    await files.syncFolder(at);
    if (at === top) return;
  }
}

/** What the disk has lost is damaged; anything else that is in the way may go away. */
function readError(file: string, cause: unknown): StreamError {
  const code = codeOf(cause) === 'EIO' ? 'MILLRACE_FILE_UNREADABLE' : 'MILLRACE_FILE_MISSING';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StreamError(code, `${OWNER}: '${file}' could not be read: ${reason}`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
