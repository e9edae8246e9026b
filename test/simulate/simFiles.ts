import path from 'node:path';
import { StreamError } from '../../operators/index.ts';
import type { StoreFiles } from '../../src/checkpoint/storeFiles.ts';
import type { Life } from './life.ts';
import { CHECKPOINTS } from './world.ts';
import type { World } from './world.ts';

/** The disk as a life sees it, for the store of checkpoints. */
export function simFiles({ disk }: World, life: Life, lock: SimLock): StoreFiles {
  const nameOf = (file: string): string => path.basename(file);
  return {
    makeFolder: async () => undefined,
    list: (folder) => life.io('store.list', '', () => disk.list(folder)),
    read: (file) => life.io('store.read', nameOf(file), () => disk.read(file)),
    create: async (file) => {
      await life.io('store.create', nameOf(file), () => disk.create(file));
      return {
        write: (bytes) =>
          life.io('store.write', `${bytes.length} bytes`, () => disk.append(file, bytes)),
        sync: () => life.io('store.sync', '', () => disk.sync(file)),
        close: async () => undefined,
      };
    },
    rename: (from, to) => life.io('store.rename', nameOf(to), () => disk.rename(from, to)),
    remove: (file) => life.io('store.remove', nameOf(file), () => disk.remove(file)),
    syncFolder: (folder) => life.io('store.syncFolder', '', () => disk.syncFolder(folder)),
    lock: (folder) => {
      const taken = lock.take(life);
      disk.syncFolder(folder);
      return taken;
    },
  };
}

/** Who has the folder of checkpoints: a life that has ended has not. */
export class SimLock {
  #holder: Life | undefined;

  /** Whether a life that goes on has it. */
  get isHeld(): boolean {
    return this.#holder?.isAlive === true;
  }

  take(life: Life): ReturnType<StoreFiles['lock']> {
    if (this.isHeld) throw new StreamError('MILLRACE_STORE_LOCKED', `${CHECKPOINTS} is in use`);
    this.#holder = life;
    const release = (): void => {
      this.#holder = undefined;
      void life.io('store.release', '', () => undefined).catch(() => undefined);
    };
    return { lost: undefined, holds: () => true, release, abandon: release };
  }
}
