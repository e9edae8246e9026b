import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileStore } from '../../../src/checkpoint/fileStore.ts';
import { fileStore } from '../../../src/checkpoint/index.ts';
import { storeFiles } from '../../../src/checkpoint/storeFiles.ts';
import type { StoreFiles } from '../../../src/checkpoint/storeFiles.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('fileStore');

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** A disk that counts its syncs, and tells in which order things were done. */
function countedFiles(): { readonly files: StoreFiles; readonly done: string[] } {
  const done: string[] = [];
  const files: StoreFiles = {
    ...storeFiles,
    create: async (file) => {
      const inner = await storeFiles.create(file);
      done.push('create');
      return {
        write: (bytes) => inner.write(bytes),
        sync: () => {
          done.push('sync');
          return inner.sync();
        },
        close: () => inner.close(),
      };
    },
    rename: (from, to) => {
      done.push('rename');
      return storeFiles.rename(from, to);
    },
    syncFolder: (folder) => {
      done.push('syncFolder');
      return storeFiles.syncFolder(folder);
    },
  };
  return { files, done };
}

const A = '1.checkpoint';
const B = '2.checkpoint';

test('a file is synced, renamed, and its name synced: two syncs a checkpoint', () =>
  withFolder(async (folder) => {
    const { files, done } = countedFiles();
    const store = new FileStore(folder, systemRuntime, files);
    await store.list();
    done.length = 0;
    await store.write(A, pieces('a', 'b', 'c'));
    assert.equal(done, ['create', 'sync', 'rename', 'syncFolder']);
    await store.close();
  }));

test('what was left half written is removed at opening; files of others stay', () =>
  withFolder(async (folder) => {
    for (const name of [`${A}.tmp`, `${B}.tmp`, 'notes.txt'])
      await writeFile(path.join(folder, name), 'x');
    const store = fileStore(folder);
    assert.equal(await store.list(), []);
    assert.equal((await readdir(folder)).toSorted(), ['lock.json', 'notes.txt']);
    await store.close();
  }));

test.run();
