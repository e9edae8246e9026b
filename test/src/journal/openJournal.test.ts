import { appendFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { append, openDiskLog, readAll } from '../../support/feedLogs.ts';
import type { DiskOptions } from '../../support/feedLogs.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';
import * as assert from '../../support/assert.ts';

const test = suite('openJournal');

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** A folder with some batches of three events, and its epoch. */
async function written(folder: string, batches: number, options?: DiskOptions): Promise<string> {
  const { log, epoch } = await openDiskLog(folder, options);
  for (let i = 0; i < batches; i += 1) append(log, 3);
  log.close();
  return epoch;
}

async function segments(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => path.join(folder, name));
}

test('goes on behind what is there, with the same epoch', () =>
  withFolder(async (folder) => {
    const epoch = await written(folder, 40);
    for (let start = 1; start <= 3; start += 1) {
      const opened = await openDiskLog(folder);
      const { log } = opened;
      const head = 117 + 3 * start;
      assert.equal([opened.epoch, opened.repairs, log.head], [epoch, [], head]);
      assert.equal(await readAll(log), upTo(0, head));
      assert.is(log.watermarkBefore(head), head * 10);
      append(log, 3);
      assert.equal(await readAll(log), upTo(0, head + 3));
      log.close();
    }
    assert.ok((await segments(folder)).length > 3);
  }));

test('deletes files when all in them is dropped, and knows the latest event time of those gone', () =>
  withFolder(async (folder) => {
    await written(folder, 200, { maxEvents: 100 });
    const files = await segments(folder);
    assert.ok(files.length < 10 && !files[0]?.endsWith('0000000000000000.segment'));
    const { log } = await openDiskLog(folder, { maxEvents: 100 });
    assert.ok(log.floor >= 500 && log.floor < 520);
    assert.is(log.goneLatest, log.floor - 1);
    assert.equal(await readAll(log), upTo(log.floor, 600));
    log.close();
  }));

test('cuts off a torn tail wherever the last write ended, tells it and keeps the epoch', () =>
  withFolder(async (folder) => {
    const epoch = await written(folder, 4);
    const [file = ''] = await segments(folder);
    const { size: before } = await stat(file);
    await written(folder, 1);
    const whole = await readFile(file);
    assert.ok(whole.length > before);
    for (let size = before + 1; size < whole.length; size += 7) {
      await writeFile(file, whole.subarray(0, size));
      const opened = await openDiskLog(folder);
      const repair = { kind: 'tornTail', file, position: before, bytes: size - before };
      assert.equal(opened.repairs, [{ ...repair, isNewEpoch: false }]);
      assert.equal([opened.epoch, opened.log.head], [epoch, 12]);
      append(opened.log, 1);
      assert.equal(await readAll(opened.log), upTo(0, 13));
      opened.log.close();
      await truncate(file, before);
    }
  }));

test('a file that ends within its own start holds nothing', () =>
  withFolder(async (folder) => {
    await written(folder, 4);
    const next = path.join(folder, '0000000000000012.segment');
    await writeFile(next, Buffer.alloc(7));
    const { log, repairs } = await openDiskLog(folder);
    assert.equal(
      repairs.map(({ kind, bytes, isNewEpoch }) => [kind, bytes, isNewEpoch]),
      [['tornTail', 7, false]],
    );
    for (let i = 0; i < 20; i += 1) append(log, 3);
    assert.equal(await readAll(log), upTo(0, 72));
    log.close();
  }));

test('damage at the end begins a new epoch, because the offsets are given again', () =>
  withFolder(async (folder) => {
    const epoch = await written(folder, 4);
    const [file = ''] = await segments(folder);
    const whole = await readFile(file);
    for (const at of [whole.length - 1, whole.length - 60, 200]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 1;
      await writeFile(file, damaged);
      const opened = await openDiskLog(folder);
      assert.ok(opened.epoch !== epoch && opened.log.head < 12);
      assert.equal(
        opened.repairs.map(({ kind, isNewEpoch }) => [kind, isNewEpoch]),
        [['damaged', true]],
      );
      assert.equal(await readAll(opened.log), upTo(0, opened.log.head));
      opened.log.close();
    }
    await appendFile(file, Buffer.alloc(100));
    const { log, repairs } = await openDiskLog(folder);
    assert.ok(repairs[0]?.isNewEpoch === true && repairs[0].bytes >= 100);
    log.close();
  }));

test('behind damage further up the newer files go on, in the same epoch', () =>
  withFolder(async (folder) => {
    const epoch = await written(folder, 40);
    const files = await segments(folder);
    const damaged = await readFile(files[1] as string);
    damaged[300] = (damaged[300] as number) ^ 1;
    await writeFile(files[1] as string, damaged);
    const { log, repairs, ...opened } = await openDiskLog(folder);
    const floor = Number(path.basename(files[2] as string, '.segment'));
    assert.equal([opened.epoch, log.floor, log.head], [epoch, floor, 120]);
    assert.equal(
      repairs.map(({ kind, file, isNewEpoch }) => [kind, file, isNewEpoch]),
      [files[1], files[0], files[1]].map((file) => ['damaged', file, false]),
    );
    assert.equal(await readAll(log), upTo(floor, 120));
    assert.is((await segments(folder))[0], files[2]);
    log.close();
  }));

test('a missing file is damage, too', () =>
  withFolder(async (folder) => {
    await written(folder, 40);
    const files = await segments(folder);
    await rm(files[1] as string);
    const { log, repairs } = await openDiskLog(folder);
    assert.equal(
      repairs.map(({ file }) => file),
      [files[0]],
    );
    assert.equal(await readAll(log), upTo(log.floor, 120));
    log.close();
  }));

test('after a power cut there is a new epoch, unless each write was waited for', () =>
  withFolder(async (folder) => {
    let epoch = await written(folder, 4);
    const lock = path.join(folder, 'lock.json');
    const left = { pid: 1, began: '1', boot: 'an earlier start of the machine' };
    for (const synced of [true, false]) {
      await writeFile(lock, JSON.stringify({ ...left, synced }));
      const opened = await openDiskLog(folder);
      assert.is(opened.epoch === epoch, synced);
      assert.equal(
        opened.repairs.map(({ kind }) => kind),
        synced ? [] : ['powerCut'],
      );
      assert.equal(await readAll(opened.log), upTo(0, 12));
      opened.log.close();
      ({ epoch } = opened);
    }
    await writeFile(lock, '{"pid":');
    const { log, repairs } = await openDiskLog(folder);
    assert.is(repairs[0]?.kind, 'powerCut');
    log.close();
  }));

test('a folder has one writer, and is free when that has closed it or is no more', () =>
  withFolder(async (folder) => {
    const { log } = await openDiskLog(folder);
    const text = `feed log: '${folder}' is written by process ${process.pid}`;
    await assert.rejectsCode(openDiskLog(folder), 'MILLRACE_LOG_LOCKED', text);
    append(log, 3);
    log.close();
    const lock = path.join(folder, 'lock.json');
    // The same number was given to another process since.
    const { boot } = JSON.parse(await lockText(folder)) as { readonly boot: string };
    await writeFile(lock, JSON.stringify({ pid: process.pid, began: '1', boot, synced: false }));
    const again = await openDiskLog(folder);
    assert.equal([again.repairs, again.log.head], [[], 3]);
    again.log.close();
    assert.equal((await readdir(folder)).sort(), ['0000000000000000.segment', 'feed.json']);
  }));

/** What a writer says of itself. */
async function lockText(folder: string): Promise<string> {
  const { log } = await openDiskLog(folder);
  const text = await readFile(path.join(folder, 'lock.json'), 'utf8');
  log.close();
  return text;
}

test('a folder of another feed, or one that is no log, is refused and stays as it is', () =>
  withFolder(async (folder) => {
    await written(folder, 2);
    const other = openDiskLog(folder, { name: 'g' });
    const text = `feed log: '${folder}' holds the log of feed 'f', not of 'g'`;
    await assert.rejectsCode(other, 'MILLRACE_FILE_UNREADABLE', text);
    await writeFile(path.join(folder, 'feed.json'), 'x');
    await assert.rejectsCode(openDiskLog(folder), 'MILLRACE_FILE_UNREADABLE', 'whose log');
    await rm(path.join(folder, 'feed.json'));
    await assert.rejectsCode(openDiskLog(folder), 'MILLRACE_FILE_UNREADABLE', 'no feed.json');
    assert.equal(await readdir(folder), ['0000000000000000.segment']);
  }));

test('what cannot be a folder is told with its path', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await assert.rejectsCode(openDiskLog(file), 'MILLRACE_FILE_UNWRITABLE', `feed log: '${file}'`);
  }));

test('when a write fails nothing more is written, and what was written is there again', () =>
  withFolder(async (folder) => {
    const { log } = await openDiskLog(folder);
    append(log, 3);
    // The name of the next file is taken, as a full disk would refuse it.
    for (let i = 1; i < 40; i += 1)
      await writeFile(path.join(folder, `${String(i * 3).padStart(16, '0')}.segment`), '');
    let count = 1;
    assert.throwsCode(
      () => {
        for (; count < 40; count += 1) append(log, 3);
      },
      'MILLRACE_FILE_UNWRITABLE',
      `feed log: '${folder}'`,
    );
    assert.throwsCode(() => append(log, 3), 'MILLRACE_FILE_UNWRITABLE', 'feed log');
    assert.equal(await readAll(log), upTo(0, count * 3));
    log.close();
  }));

test('a piece that is damaged under a running log breaks it and is told', () =>
  withFolder(async (folder) => {
    const { log, errors } = await openDiskLog(folder);
    for (let i = 0; i < 40; i += 1) append(log, 3);
    const [file = ''] = await segments(folder);
    await truncate(file, 100);
    await readAll(log).then(
      () => assert.unreachable(),
      () => undefined,
    );
    assert.is(log.isBroken, true);
    assert.ok(String(errors[0]).includes(`feed log: '${file}' is damaged behind byte`));
    log.close();
  }));

test('with each write waited for, readers get what is safe, and all of it at the end', () =>
  withFolder(async (folder) => {
    const { log } = await openDiskLog(folder, { synced: true });
    for (let i = 0; i < 40; i += 1) append(log, 3);
    assert.ok(log.head < log.end);
    log.flush();
    assert.equal([log.head, log.end], [120, 120]);
    append(log, 3);
    while (log.head < log.end) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await readAll(log), upTo(0, 123));
    log.close();
  }));

test.run();
