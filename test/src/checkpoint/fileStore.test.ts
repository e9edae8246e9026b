import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileStore } from '../../../src/checkpoint/fileStore.ts';
import { fileStore } from '../../../src/checkpoint/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
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

async function textOf(store: CheckpointStore, name: string): Promise<string | undefined> {
  const bytes = await store.read(name);
  return bytes && Buffer.from(bytes).toString();
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

test('objects are written, listed, read and removed', () =>
  withFolder(async (folder) => {
    const store = fileStore(path.join(folder, 'new', 'deep'));
    assert.equal(await store.list(), []);
    assert.is(await store.read(A), undefined);
    await store.write(A, pieces('one', ' two'));
    await store.write(B, pieces());
    assert.equal((await store.list()).toSorted(), [A, B]);
    assert.equal([await textOf(store, A), await textOf(store, B)], ['one two', '']);
    await store.remove(A);
    await store.remove(A);
    assert.equal(await store.list(), [B]);
    await store.close();
    assert.equal(await readdir(path.join(folder, 'new', 'deep')), [B]);
  }));

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

test('one process at a time uses a folder', () =>
  withFolder(async (folder) => {
    const store = fileStore(folder);
    await store.write(A, pieces('a'));
    const other = fileStore(folder);
    const failure = await other.list().catch((error: unknown) => error);
    assert.is((failure as { code?: unknown }).code, 'MILLRACE_STORE_LOCKED');
    assert.match(String(failure), new RegExp(`'${folder}' is written by process ${process.pid};`));
    await store.close();
    assert.equal(await other.list(), [A]);
    await other.close();
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

test('a folder that is removed is made again, and locked', () =>
  withFolder(async (folder) => {
    const place = path.join(folder, 'store');
    const store = fileStore(place);
    await store.write(A, pieces('a'));
    await rm(place, { recursive: true });
    await store.write(B, pieces('b'));
    assert.equal((await readdir(place)).toSorted(), [B, 'lock.json']);
    await rm(place, { recursive: true });
    await writeFile(place, 'a file in its place');
    const failure = await store.write(A, pieces('a')).catch((error: unknown) => error);
    assert.is((failure as { code?: unknown }).code, 'MILLRACE_FILE_UNWRITABLE');
    await rm(place);
    await mkdir(place);
    await store.write(A, pieces('again'));
    assert.is(await readFile(path.join(place, A), 'utf8'), 'again');
    await store.close();
  }));

test.run();
