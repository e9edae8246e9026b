import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileStore, lmdbStore, openCheckpoints } from '../../../src/checkpoint/index.ts';
import type { CheckpointStore } from '../../../src/checkpoint/index.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import { ListView } from './keyedState.ts';

const test = suite('stores of checkpoints');

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* failing(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  yield* pieces(...texts);
  throw new Error('no more');
}

async function textOf(store: CheckpointStore, name: string): Promise<string | undefined> {
  const bytes = await store.read(name);
  return bytes && Buffer.from(bytes).toString();
}

const codeOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => undefined,
    (error: { readonly code?: unknown }) => error.code,
  );

const A = '1.checkpoint';
const B = '2.checkpoint';

const stores = [
  ['fileStore', fileStore],
  ['lmdbStore', lmdbStore],
] as const;

for (const [name, make] of stores) {
  test(`${name}: objects are written, listed, read and removed`, () =>
    withFolder(async (top) => {
      const folder = path.join(top, 'new', 'deep.v1');
      const store = make(folder);
      assert.equal(await store.list(), []);
      assert.is(await store.read(A), undefined);
      await store.write(A, pieces('one', ' two'));
      await store.write(B, pieces());
      assert.equal((await store.list()).toSorted(), [A, B]);
      assert.equal([await textOf(store, A), await textOf(store, B)], ['one two', '']);
      await Promise.all([store.remove(A), store.remove(A)]);
      assert.equal(await store.list(), [B]);
      await store.close();
      const again = make(folder);
      assert.equal([await again.list(), await textOf(again, B)], [[B], '']);
      await again.close();
      assert.ok(!(await readdir(folder)).includes('lock.json'));
    }));

  test(`${name}: of pieces that end in an error nothing is left`, () =>
    withFolder(async (folder) => {
      const store = make(folder);
      await store.write(A, pieces('a'));
      const failure = await store.write(B, failing('b', 'c')).catch((error: unknown) => error);
      assert.match(String(failure), /no more/);
      assert.equal([await store.list(), await store.read(B)], [[A], undefined]);
      await store.write(B, pieces('again'));
      assert.equal([await textOf(store, A), await textOf(store, B)], ['a', 'again']);
      await store.close();
    }));

  test(`${name}: one process at a time uses a folder`, () =>
    withFolder(async (folder) => {
      const store = make(folder);
      await store.write(A, pieces('a'));
      const other = make(folder);
      const failure = await other.list().catch((error: unknown) => error);
      assert.is((failure as { code?: unknown }).code, 'MILLRACE_STORE_LOCKED');
      const told = new RegExp(`'${folder}' is written by process ${process.pid};`);
      assert.match(String(failure), told);
      assert.match(String(failure), /; this process has it open already: .* close the other one/);
      await store.close();
      assert.equal(await other.list(), [A]);
      await other.close();
    }));

  test(`${name}: a folder that is removed is made again, as soon as that can be done`, () =>
    withFolder(async (top) => {
      const folder = path.join(top, 'store');
      const store = make(folder);
      await store.write(A, pieces('a'));
      await rm(folder, { recursive: true });
      await store.write(B, pieces('b'));
      assert.equal(await store.list(), [B]);
      await rm(folder, { recursive: true });
      await writeFile(folder, 'a file in its place');
      assert.is(await codeOf(store.write(A, pieces('a'))), 'MILLRACE_FILE_UNWRITABLE');
      const told = /store' is a file, and a folder is needed there; move it, or choose another/;
      await assert.rejectsCode(store.list(), 'MILLRACE_FILE_UNWRITABLE', told);
      await rm(folder);
      await mkdir(folder);
      await store.write(A, pieces('again'));
      assert.equal([await store.list(), await textOf(store, A)], [[A], 'again']);
      await store.close();
    }));

  test(`${name}: a graph goes on from what it holds`, () =>
    withFolder(async (folder) => {
      const entries = Array.from({ length: 20_000 }, (_, i) => [`key ${i}`, { i }] as const);
      const config = { graph: 'g', runtime: systemRuntime, keep: 1 };
      const first = await openCheckpoints({ ...config, store: make(folder) });
      const facts = { time: 1, operators: {} };
      for (let id = 1; id <= 3; id += 1)
        await first.write(id, { 'a/b': new ListView(id, entries), 'a/c': id }, facts);
      await first.close();
      const second = await openCheckpoints({ ...config, store: make(folder) });
      assert.is(second.restored?.id, 3);
      assert.equal(second.restored?.snapshot['a/c'], 3);
      const saved = JSON.stringify(second.restored?.snapshot['a/b']);
      assert.ok(saved === JSON.stringify({ head: 3, entries }));
      await second.close();
    }));
}

test.run();
