import { execFile, execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ByteWriter } from '../../../src/checkpoint/byteWriter.ts';
import { FileStore } from '../../../src/checkpoint/fileStore.ts';
import { FORMAT_VERSION, FrameWriter } from '../../../src/checkpoint/frame.ts';
import { fileStore, lmdbStore, openCheckpoints } from '../../../src/checkpoint/index.ts';
import type { Checkpoints, CheckpointStore } from '../../../src/checkpoint/index.ts';
import { storeFiles } from '../../../src/checkpoint/storeFiles.ts';
import type { StoreFiles } from '../../../src/checkpoint/storeFiles.ts';
import { systemRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { skipped, suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import { KeyedState } from './keyedState.ts';
import { MemoryStore } from './memoryStore.ts';

const test = suite('checkpoints where the disk fails');

const KEYS = 20_000;

const open = (store: CheckpointStore): Promise<Checkpoints> =>
  openCheckpoints({ store, graph: 'g', keep: 1, runtime: systemRuntime });

function largeState(): KeyedState {
  const state = new KeyedState();
  for (let i = 0; i < KEYS; i += 1) state.set(`key ${i}`, { count: i, text: `text of ${i}` });
  return state;
}

async function write(
  checkpoints: Checkpoints,
  state: KeyedState,
  isWhole = false,
): Promise<number> {
  const id = checkpoints.nextId;
  const view = state.view(!isWhole && checkpoints.changesOnly);
  await checkpoints.write(id, { 'a/b': view, 'a/c': id }, { time: id, operators: {} });
  return id;
}

async function codeOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: { readonly code?: unknown }) => error.code,
  );
}

/** A disk of which one call fails. */
class FailingDisk {
  /** Counts down; the call that comes to 0 fails. */
  left = Infinity;
  readonly files: StoreFiles;

  constructor(code: string) {
    const failing = <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        this.left -= 1;
        if (this.left === 0) throw Object.assign(new Error(`${code}: injected`), { code });
        return act(...args);
      };
    };
    const create = failing(storeFiles.create);
    this.files = {
      ...storeFiles,
      create: async (file) => {
        const { write: put, sync, close } = await create(file);
        return { write: failing(put), sync: failing(sync), close };
      },
      rename: failing(storeFiles.rename),
      syncFolder: failing(storeFiles.syncFolder),
    };
  }
}

for (const [code, part] of [
  ['ENOSPC', 'make room'],
  ['EIO', 'could not be written'],
] as const) {
  test(`${code} at each call of a checkpoint: told, the one before holds, the next is whole`, () =>
    withFolder(async (folder) => {
      const disk = new FailingDisk(code);
      const store = new FileStore(folder, systemRuntime, disk.files);
      const [checkpoints, state] = [await open(store), largeState()];
      let last = await write(checkpoints, state);
      let struck = 0;
      for (let at = 1; disk.left > 0 || at === 1; at += 1) {
        state.set('key 1', { at });
        disk.left = at;
        const failure = await write(checkpoints, state, true).catch((error: unknown) => error);
        if (typeof failure === 'number') break;
        struck += 1;
        assert.is((failure as { code?: unknown }).code, 'MILLRACE_FILE_UNWRITABLE');
        assert.ok(String(failure).includes(part));
        assert.equal([checkpoints.changesOnly, state.closed.at(-1)], [false, false]);
        assert.equal([(await store.list()).length, (await open(store)).restored?.id], [1, last]);
        disk.left = Infinity;
        last = await write(checkpoints, state);
        assert.ok(state.closed.at(-1) === true);
      }
      console.log(`${code}: ${struck} calls of a checkpoint failed`);
      assert.ok(struck >= 7);
      await checkpoints.close();
    }));
}

test('of a store that fails at each piece, or refuses one, nothing is believed', async () => {
  const [store, state] = [new MemoryStore(), largeState()];
  const checkpoints = await open(store);
  await write(checkpoints, state);
  const { pieces } = store;
  for (let at = 0; at <= pieces; at += 1) {
    let left = at;
    store.fault = () => {
      if (left-- === 0) throw new Error('refused');
    };
    const before = await open(store);
    assert.match(String(await write(checkpoints, state, true).catch(String)), /refused/);
    assert.equal((await open(store)).restored?.id, before.restored?.id);
    store.fault = undefined;
    await write(checkpoints, state);
  }
  const bad = { 'a/b': new Map([['k', () => 1]]) };
  const { nextId } = checkpoints;
  const refused = checkpoints.write(nextId, bad, { time: 1, operators: {} });
  assert.is(await codeOf(refused), 'MILLRACE_STATE_NOT_SAVABLE');
  assert.equal([checkpoints.nextId, (await open(store)).restored?.id], [nextId + 1, nextId - 1]);
});

test('a checkpoint of a newer version is refused by its name, and stays', async () => {
  const store = new MemoryStore();
  const checkpoints = await open(store);
  await write(checkpoints, largeState());
  const out = new ByteWriter(100);
  new FrameWriter(out, FORMAT_VERSION + 1);
  const name = '0000000000000002-0000000000000002.checkpoint';
  store.objects.set(name, out.take());
  const again = await open(store);
  assert.equal([again.restored?.id, again.nextId], [1, 3]);
  const why = `a newer version wrote it, in format 2, and up to 1 can be read; run that version, or one that is newer`;
  assert.equal(again.refused, [{ name, why }]);
  for (let i = 0; i < 3; i += 1) await write(again, largeState());
  assert.ok(store.objects.has(name) && store.objects.size === 2);
  for (const key of store.objects.keys()) if (key !== name) store.objects.delete(key);
  const failure = await open(store).catch((error: unknown) => error);
  assert.is((failure as { code?: unknown }).code, 'MILLRACE_CHECKPOINT_UNREADABLE');
  assert.ok(String(failure).includes(`'${name}': ${why}`));
});

test('a checkpoint of another graph is refused', async () => {
  const store = new MemoryStore();
  await write(await open(store), largeState());
  const other = openCheckpoints({ store, graph: 'other', runtime: systemRuntime });
  const failure = await other.catch((error: unknown) => error as Error);
  assert.match((failure as Error).message, /it is of the graph 'g', not of 'other'/);
});

test('changes are not written where what they build on is gone', async () => {
  const [store, state] = [new MemoryStore(), largeState()];
  const checkpoints = await open(store);
  await write(checkpoints, state);
  store.objects.clear();
  assert.is(await codeOf(write(checkpoints, state)), 'MILLRACE_FILE_MISSING');
  assert.is(checkpoints.changesOnly, false);
  await write(checkpoints, state);
  assert.is((await open(store)).restored?.id, 3);
});

/** A small disk of memory, where one may be mounted. */
async function withSmallDisk(
  kilobytes: number,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  if (process.getuid?.() !== 0) skipped('a small disk can be mounted by root only');
  await withFolder(async (top) => {
    const folder = path.join(top, 'disk');
    await mkdir(folder);
    const options = ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder];
    try {
      execFileSync('mount', options, { stdio: 'ignore' });
    } catch {
      skipped('no small disk can be mounted here');
    }
    try {
      await body(folder);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
}

for (const [name, make, kilobytes] of [
  ['fileStore', fileStore, 4_000],
  ['lmdbStore', lmdbStore, 6_000],
] as const) {
  test(`${name}: a full disk, with more room each time: told, and goes on when there is room`, () =>
    withSmallDisk(kilobytes, async (folder) => {
      const store = make(path.join(folder, 'store'));
      const [checkpoints, state] = [await open(store), largeState()];
      let last = await write(checkpoints, state);
      const filler = path.join(folder, 'filler');
      let struck = 0;
      for (let room = 0; room < 900; room += 100) {
        await fillUp(filler, kilobytes, room);
        const failure = await write(checkpoints, state, true).catch((error: unknown) => error);
        await rm(filler);
        if (typeof failure === 'number') last = failure;
        else {
          struck += 1;
          assert.is((failure as { code?: unknown }).code, 'MILLRACE_FILE_UNWRITABLE');
          assert.is(checkpoints.changesOnly, false);
        }
        assert.is((await open(store)).restored?.id, last);
      }
      last = await write(checkpoints, state);
      console.log(`${name}: ${struck} checkpoints met a full disk`);
      assert.ok(struck >= 3);
      await checkpoints.close();
    }));
}

/** Takes the room of a disk, but for so many kilobytes. */
async function fillUp(file: string, kilobytes: number, room: number): Promise<void> {
  await writeFile(file, '');
  const free = Number(
    execFileSync('df', ['--output=avail', '-k', file], { encoding: 'utf8' }).split('\n')[1],
  );
  await writeFile(file, Buffer.alloc(Math.max(Math.min(free, kilobytes) - room, 0) * 1_024));
}

test('without descriptors: told, the one before holds, and it goes on when there are some', () =>
  withFolder(async (folder) => {
    const program = fileURLToPath(new URL('noDescriptors.js', import.meta.url));
    const command = `ulimit -n 200 && exec "${process.execPath}" "${program}" "${folder}"`;
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    assert.equal(JSON.parse(stdout), {
      failed: ['MILLRACE_FILE_UNWRITABLE', 'MILLRACE_FILE_UNWRITABLE'],
      changesOnly: false,
      before: 1,
      after: 4,
    });
  }));

test.run();
