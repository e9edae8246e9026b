import path from 'node:path';
import { foldersAbove } from '../journal/index.ts';
import type { FolderLock } from '../journal/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { StoreFiles } from './storeFiles.ts';

/** What is in a folder, and how it is opened and closed. */
export interface FolderContent<R> {
  open(): Promise<R>;
  close(content: R): Promise<void>;
}

interface Opened<R> {
  readonly lock: FolderLock;
  readonly content: R;
}

/** A folder of checkpoints that one process uses: made, locked and opened when it is first needed. */
export class LockedFolder<R> {
  readonly folder: string;
  readonly #runtime: Runtime;
  readonly #files: Pick<StoreFiles, 'makeFolder' | 'syncFolder' | 'lock'>;
  readonly #content: FolderContent<R>;
  #opening: Promise<Opened<R>> | undefined;

  constructor(
    folder: string,
    runtime: Runtime,
    files: Pick<StoreFiles, 'makeFolder' | 'syncFolder' | 'lock'>,
    content: FolderContent<R>,
  ) {
    this.folder = path.resolve(folder);
    this.#runtime = runtime;
    this.#files = files;
    this.#content = content;
  }

  /**
   * Its content; opened anew where the folder or the lock in it was removed meanwhile, or opening failed.
   *
   * @throws StreamError (rejects) `MILLRACE_STORE_LOCKED`, or what the system says
   */
  async use(): Promise<R> {
    const opened = await this.#opening?.catch(() => undefined);
    if (opened?.lock.holds() === true) return opened.content;
    if (opened !== undefined) await this.#content.close(opened.content);
    this.#opening = this.#open();
    return (await this.#opening).content;
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    this.#opening = undefined;
    if (opened === undefined) return;
    await this.#content.close(opened.content);
    if (opened.lock.holds()) opened.lock.release();
  }

  async #open(): Promise<Opened<R>> {
    const made = await this.#files.makeFolder(this.folder);
    const above = made === undefined ? [] : foldersAbove(this.folder, made);
    for (const folder of above) await this.#files.syncFolder(folder);
    const lock = this.#files.lock(this.folder, this.#runtime.id());
    try {
      return { lock, content: await this.#content.open() };
    } catch (error) {
      lock.release();
      throw error;
    }
  }
}
