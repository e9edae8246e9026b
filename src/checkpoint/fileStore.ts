import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import { writeError } from '../recording/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import { LockedFolder } from './lockedFolder.ts';
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
  readonly #files: StoreFiles;
  readonly #folder: LockedFolder<void>;

  constructor(folder: string, runtime: Runtime, files: StoreFiles) {
    this.#files = files;
    this.#folder = new LockedFolder(folder, runtime, files, {
      open: () => this.#clean(),
      close: () => Promise.resolve(),
    });
  }

  list(): Promise<readonly string[]> {
    return this.#try(async () => {
      await this.#folder.use();
      const names = await this.#files.list(this.#folder.folder);
      return names.filter((name) => name.endsWith(SUFFIX));
    });
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    await this.#try(() => this.#folder.use());
    try {
      return await this.#files.read(this.#place(name));
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw readError(this.#place(name), cause);
    }
  }

  write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#try(async () => {
      await this.#folder.use();
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

  close(): Promise<void> {
    return this.#folder.close();
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
      await this.#files.syncFolder(this.#folder.folder);
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

  /** Removes what a process that is no more left half written. */
  async #clean(): Promise<void> {
    for (const name of await this.#files.list(this.#folder.folder))
      if (name.endsWith(SUFFIX + TEMPORARY)) await this.#files.remove(this.#place(name));
  }

  #place(name: string): string {
    return path.join(this.#folder.folder, name);
  }

  async #try<R>(act: () => Promise<R>): Promise<R> {
    try {
      return await act();
    } catch (error) {
      throw writeError(OWNER, this.#folder.folder, error);
    }
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
