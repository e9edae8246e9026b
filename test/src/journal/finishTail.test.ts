import { cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommitMark, openJournal } from '../../../src/journal/index.ts';
import type { Journal, JournalRecord } from '../../../src/journal/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a journal whose end is replaced');

const limits = { maxEvents: 1e9, maxBytes: 1e9, maxAge: Infinity };

function open(folder: string): Promise<Journal> {
  return openJournal({
    folder,
    name: 'f',
    limits,
    segmentBytes: 300,
    synced: false,
    runtime: new ManualRuntime(),
    onRepair: ({ kind }) => assert.unreachable(kind),
  });
}

function record(offset: number, count: number, text: string): JournalRecord {
  return { offset, count, watermark: offset, latest: offset, at: 0, body: Buffer.from(text) };
}

/** All records, as what they hold. */
function read(journal: Journal): string[] {
  const { index } = journal;
  const found: string[] = [];
  for (let piece = index.find(index.floor); piece !== undefined; piece = index.find(piece.end)) {
    for (const { offset, body } of journal.readNow(piece))
      found.push(`${offset} ${Buffer.from(body).toString()}`);
  }
  return found;
}

/** Ten records of two events in some files. */
async function written(folder: string): Promise<void> {
  const journal = await open(folder);
  for (let i = 0; i < 10; i += 1) journal.append(record(i * 2, 2, `old${i}`));
  journal.close();
}

/** Replaces everything from an offset on by one record. */
function replaceFrom(journal: Journal, offset: number): void {
  const start = { ...journal.index.next, offset, watermark: offset - 1 };
  journal.replace(start, [record(offset, 1, 'new')], { epoch: 'next', former: [] });
}

for (const offset of [0, 6, 8, 18]) {
  test(`has the new end and goes on behind it, also after a restart (${offset})`, () =>
    withFolder(async (folder) => {
      await written(folder);
      let journal = await open(folder);
      replaceFrom(journal, offset);
      const kept = Array.from({ length: offset / 2 }, (_, i) => `${i * 2} old${i}`);
      const now = [...kept, `${offset} new`];
      assert.equal(read(journal), now);
      journal.append(record(offset + 1, 1, 'more'));
      journal.close();
      journal = await open(folder);
      assert.equal([journal.epoch, read(journal)], ['next', [...now, `${offset + 1} more`]]);
      journal.close();
    }));

  test(`has it wherever the replacement was broken off (${offset})`, () =>
    withFolder(async (root) => {
      const [before, after, broken] = ['before', 'after', 'broken'].map((name) =>
        path.join(root, name),
      ) as [string, string, string];
      await written(before);
      await cp(before, after, { recursive: true });
      const journal = await open(after);
      replaceFrom(journal, offset);
      const now = read(journal);
      journal.close();
      const facts = JSON.parse(await readFile(path.join(after, 'feed.json'), 'utf8')) as object;
      const tail = path.join(after, `${String(offset).padStart(16, '0')}.segment`);
      for (const stage of ['ready', 'cut', 'installed'] as const) {
        await rm(broken, { recursive: true, force: true });
        await cp(stage === 'ready' ? before : after, broken, { recursive: true });
        await writeFile(path.join(broken, 'feed.json'), JSON.stringify({ ...facts, tail: offset }));
        const place = path.join(broken, path.basename(tail));
        if (stage === 'ready') await cp(tail, path.join(broken, 'tail.new'));
        if (stage === 'cut') await rename(place, path.join(broken, 'tail.new'));
        const opened = await open(broken);
        assert.equal([opened.epoch, read(opened)], ['next', now], stage);
        opened.close();
      }
    }));
}

test('takes back what is behind an offset, and goes on from there', () =>
  withFolder(async (folder) => {
    for (const offset of [18, 12, 8, 6, 2]) {
      await rm(folder, { recursive: true, force: true });
      await written(folder);
      let journal = await open(folder);
      journal.cut(offset);
      const kept = Array.from({ length: offset / 2 }, (_, i) => `${i * 2} old${i}`);
      assert.equal([journal.index.head, read(journal)], [offset, kept]);
      journal.append(record(offset, 1, 'more'));
      journal.close();
      journal = await open(folder);
      assert.equal(read(journal), [...kept, `${offset} more`]);
      journal.close();
    }
  }));

test('a mark of what was committed is the last that was written whole', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'commit.mark');
    let mark = CommitMark.open(folder, 7);
    assert.is(mark.offset, 7);
    await mark.write(9);
    mark.writeNow(8);
    mark.close();
    const bytes = await readFile(file);
    mark = CommitMark.open(folder, 0);
    assert.is(mark.offset, 8);
    mark.close();
    // The third writing went where the first had been.
    bytes[512] = (bytes[512] ?? 0) ^ 1;
    await writeFile(file, bytes);
    mark = CommitMark.open(folder, 0);
    assert.is(mark.offset, 9);
    mark.close();
    await truncate(file, 0);
    mark = CommitMark.open(folder, 3);
    assert.is(mark.offset, 3);
    mark.close();
  }));

test.run();
