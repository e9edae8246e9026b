import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileCursor, localStorageCursor, memoryCursor } from '../../../src/client/index.ts';
import type { CursorStore } from '../../../src/client/index.ts';
import { TemporaryFolder } from '../sources/temporaryFolder.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('cursor stores');
const folder = new TemporaryFolder();
test.after(() => folder.remove());

class FakeStorage {
  readonly items: Map<string, string> = new Map();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

const STORES: readonly (readonly [name: string, create: () => Promise<() => CursorStore>])[] = [
  [
    'memoryCursor',
    () => {
      const store = memoryCursor();
      return Promise.resolve(() => store);
    },
  ],
  [
    'localStorageCursor',
    () => {
      const storage = new FakeStorage();
      return Promise.resolve(() => localStorageCursor('x', storage));
    },
  ],
  [
    'fileCursor',
    async () => {
      const path = await folder.write('{}');
      return () => fileCursor(path);
    },
  ],
];

for (const [name, create] of STORES) {
  test(`${name} gives back what was saved last, feed by feed`, async () => {
    const open = await create();
    assert.is(open().load('a'), undefined);
    const store = open();
    store.save('a', { epoch: 'ü', off: 1 });
    store.save('__proto__', { epoch: 'e', off: -1 });
    store.save('a', { epoch: 'ü', off: 2 });
    for (const again of [store, open()]) {
      assert.equal(again.load('a'), { epoch: 'ü', off: 2 });
      assert.equal(again.load('__proto__'), { epoch: 'e', off: -1 });
      assert.is(again.load('toString'), undefined);
    }
  });
}

test('what cannot be read in a storage counts as nothing', () => {
  const storage = new FakeStorage();
  const store = localStorageCursor('x', storage);
  for (const text of ['{', '7', 'null', '[]', '{"epoch":"e"}', '{"epoch":1,"off":1}']) {
    storage.setItem('x:f', text);
    assert.is(store.load('f'), undefined, text);
  }
});

test('a file that is not there yet is made', async () => {
  const path = `${await folder.write('')}-new`;
  assert.is(fileCursor(path).load('f'), undefined);
  fileCursor(path).save('f', { epoch: 'e', off: 3 });
  assert.is(await readFile(path, 'utf8'), '{"f":{"epoch":"e","off":3}}');
});

test('a file of something else is an error and stays as it is', async () => {
  for (const text of ['', '{', '{"f":{"off":1}}', '{"f":null}']) {
    const path = await folder.write(text);
    const text2 = 'is not a file of cursors';
    assert.throwsCode(() => fileCursor(path).load('f'), 'MILLRACE_FILE_UNREADABLE', text2);
    const save = (): void => fileCursor(path).save('f', { epoch: 'e', off: 3 });
    assert.throwsCode(save, 'MILLRACE_FILE_UNREADABLE', text2);
    assert.is(await readFile(path, 'utf8'), text);
  }
});

test('a file that cannot be read or written is an error', async () => {
  const path = join(await folder.write('x'), 'f');
  assert.throwsCode(() => fileCursor(path).load('f'), 'MILLRACE_FILE_UNREADABLE', 'ENOTDIR');
  const missing = `${await folder.write('x')}-missing/f`;
  const save = (): void => fileCursor(missing).save('f', { epoch: 'e', off: 3 });
  assert.throwsCode(save, 'MILLRACE_FILE_UNWRITABLE', 'ENOENT');
});

test.run();
