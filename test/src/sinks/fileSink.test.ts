import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { csvSink, ndjsonSink } from '../../../src/sinks/index.ts';
import type { Disk, FileSinkConfig, Sink, SinkRow } from '../../../src/sinks/index.ts';
import type { PreparedFiles } from '../../../src/sinks/preparedFiles.ts';
import { nodeDisk } from '../../../src/sinks/nodeDisk.ts';
import * as assert from '../../support/assert.ts';
import { Crash } from '../../support/crash.ts';
import { crashDisk } from '../../support/crashDisk.ts';
import { MemoryDisk, systemError } from '../../support/memoryDisk.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('file sinks');

interface Row {
  readonly id: number;
}

const HOUR = 3_600_000;

const rowsOf = (...ids: number[]): SinkRow<Row>[] =>
  ids.map((id) => ({ value: { id }, timestamp: id * HOUR }));

const sinks: Sink<Row>[] = [];

// What a test leaves open as a killed program does.
test.after.each(async () => {
  for (const sink of sinks.splice(0)) await sink.close();
});

async function opened(
  config: FileSinkConfig,
  given: Parameters<typeof sinkContext>[0] = {},
): Promise<Sink<Row>> {
  const sink = ndjsonSink<Row>({ name: 'rows', ...config });
  sinks.push(sink);
  await sink.open(sinkContext(given));
  return sink;
}

/** All files below a folder that can be seen, with their text. */
async function seen(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const paths = files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  const texts = await Promise.all(paths.map((file) => readFile(file, 'utf8')));
  return Object.fromEntries(paths.map((file, i) => [path.relative(folder, file), texts[i] ?? '']));
}

const hidden = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.')).sort();

const lines = (...ids: number[]): string => ids.map((id) => `{"id":${id}}\n`).join('');

test('shows the files of a checkpoint when it is committed, and leaves nothing else', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder, maxRows: 2 });
    await sink.write(rowsOf(1, 2, 3));
    const prepared = await sink.prepare(1);
    assert.equal(await seen(folder), {});
    await sink.commit(prepared);
    await sink.commit(await sink.prepare(2));
    await sink.write(rowsOf(4));
    await sink.commit(await sink.prepare(12));
    await sink.close();
    assert.equal(await seen(folder), {
      'rows-00000001-0000.ndjson': lines(1, 2),
      'rows-00000001-0001.ndjson': lines(3),
      'rows-00000012-0000.ndjson': lines(4),
    });
    assert.equal(await hidden(folder), ['.rows.owner']);
  }));

test('names the files after the sink where no name is given', () =>
  withFolder(async (folder) => {
    const sink = csvSink<Row>({ folder });
    await sink.open(sinkContext({ name: 'by hub/../sink 1' }));
    await sink.write(rowsOf(1));
    await sink.commit(await sink.prepare(1));
    assert.equal(await seen(folder), { 'by-hub-..-sink-1-00000001-0000.csv': 'id\r\n1\r\n' });
  }));

test('ends a file before it is too large, but for a row that is', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder, maxBytes: 20 });
    const value = { id: 1, text: 'x'.repeat(30) };
    await sink.write([...rowsOf(1, 2), { value, timestamp: 0 }, ...rowsOf(3, 4, 5)]);
    await sink.commit(await sink.prepare(1));
    const texts = Object.values(await seen(folder));
    assert.equal(texts, [lines(1, 2), `${JSON.stringify(value)}\n`, lines(3, 4), lines(5)]);
  }));

test('writes folders by event time, and goes on with further files where too many are open', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder, partition: 'yyyy-MM-dd/HH', maxOpen: 2 });
    await sink.write(rowsOf(1, 2, 1, 3, 1, 2, 26));
    await sink.commit(await sink.prepare(1));
    assert.equal(await seen(folder), {
      '1970-01-01/01/rows-00000001-0000.ndjson': lines(1, 1, 1),
      '1970-01-01/02/rows-00000001-0001.ndjson': lines(2),
      '1970-01-01/02/rows-00000001-0003.ndjson': lines(2),
      '1970-01-01/03/rows-00000001-0002.ndjson': lines(3),
      '1970-01-02/02/rows-00000001-0004.ndjson': lines(26),
    });
  }));

test('shows what was prepared for a checkpoint that was given up with the next', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder });
    await sink.write(rowsOf(1));
    await sink.prepare(1);
    await sink.write(rowsOf(2));
    const prepared = await sink.prepare(2);
    await sink.close();
    await opened({ folder }, { saved: structuredClone(prepared) });
    assert.equal(Object.values(await seen(folder)), [lines(1), lines(2)]);
  }));

test('begins with the same columns after a restart', () =>
  withFolder(async (folder) => {
    const first = csvSink<object>({ folder, name: 'rows' });
    await first.open(sinkContext());
    await first.write([{ value: { a: 1, b: 2 }, timestamp: 0 }]);
    const saved = await first.prepare(1);
    const second = csvSink<object>({ folder, name: 'rows' });
    await second.open(sinkContext({ saved }));
    await second.write([{ value: { b: 3 }, timestamp: 0 }]);
    await second.commit(await second.prepare(2));
    assert.equal(Object.values(await seen(folder)), ['a,b\r\n1,2\r\n', 'a,b\r\n,3\r\n']);
  }));

test('files that were moved away stay away, also when the program is killed behind that', () =>
  withFolder(async (folder) => {
    const first = await opened({ folder });
    await first.write(rowsOf(1));
    const saved = await first.prepare(1);
    await first.commit(saved);
    const second = await opened({ folder }, { saved });
    await rm(path.join(folder, 'rows-00000001-0000.ndjson'));
    await second.write(rowsOf(2));
    await second.prepare(2);
    const third = await opened({ folder }, { saved });
    assert.equal(await seen(folder), {});
    await third.write(rowsOf(2));
    await third.commit(await third.prepare(2));
    assert.equal(await seen(folder), { 'rows-00000002-0000.ndjson': lines(2) });
  }));

test('takes back the files of checkpoints behind the one that it goes on from', () =>
  withFolder(async (folder) => {
    const config = { folder, partition: 'HH' };
    const first = await opened(config);
    await first.write(rowsOf(1));
    const older = await first.prepare(1);
    await first.commit(older);
    await first.write(rowsOf(2));
    await first.commit(await first.prepare(2));
    const second = await opened(config, { saved: older });
    assert.equal(Object.keys(await seen(folder)), ['01/rows-00000001-0000.ndjson']);
    await second.write(rowsOf(2));
    await second.commit(await second.prepare(2));
    assert.equal(Object.values(await seen(folder)), [lines(1), lines(2)]);
  }));

test('shows each file as soon as it is full without checkpoints, and the last at the end', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder, maxRows: 2 }, { hasCheckpoints: false });
    await sink.write(rowsOf(1, 2, 3, 4, 5));
    assert.equal(Object.values(await seen(folder)), [lines(1, 2), lines(3, 4)]);
    await sink.commit(await sink.prepare(1));
    await sink.close();
    assert.equal(Object.values(await seen(folder)), [lines(1, 2), lines(3, 4), lines(5)]);
  }));

test('refuses files of another run, and leaves them as they are', () =>
  withFolder(async (folder) => {
    const foreign = path.join(folder, 'rows-00000007-0000.ndjson');
    await writeFile(foreign, 'theirs');
    await writeFile(path.join(folder, 'rows-of-mine.ndjson'), 'no matter');
    const code = 'MILLRACE_FILE_UNWRITABLE';
    await assert.rejectsCode(opened({ folder }), code, `'${foreign}' is there already`);
    await withFolder(async (other) => {
      const saved = await (await opened({ folder: other })).prepare(1);
      await assert.rejectsCode(opened({ folder }, { saved }), code, 'is there already');
      await writeFile(path.join(folder, '.rows.owner'), 'somebody');
      await assert.rejectsCode(opened({ folder }, { saved }), code, 'is there already');
    });
    assert.is(await readFile(foreign, 'utf8'), 'theirs');
    await rename(foreign, path.join(folder, 'theirs.ndjson'));
    await (await opened({ folder })).close();
  }));

test('refuses to write over a file that has come meanwhile', () =>
  withFolder(async (folder) => {
    const sink = await opened({ folder });
    await sink.write(rowsOf(1));
    const prepared = await sink.prepare(1);
    await writeFile(path.join(folder, 'rows-00000001-0000.ndjson'), 'theirs');
    await assert.rejectsCode(sink.commit(prepared), 'MILLRACE_FILE_UNWRITABLE', 'is there already');
    assert.equal(Object.values(await seen(folder)), ['theirs']);
  }));

test('removes what nobody needs, and no files of others', () =>
  withFolder(async (folder) => {
    await (await opened({ folder })).write(rowsOf(1));
    const others = ['.rows.1.part', '.rows.0.x.part', '.rows2.0.0.part', '.rows.a.0.0.part'];
    for (const name of others) await writeFile(path.join(folder, name), '');
    assert.ok((await hidden(folder)).includes('.rows.0.0.part'));
    await opened({ folder });
    assert.equal(await hidden(folder), [...others, '.rows.owner'].sort());
  }));

test('shows the files of the checkpoint where they are when the folder has changed', () =>
  withFolder(async (folder) => {
    const [old, moved, other] = ['old', 'moved', 'other'].map((name) => path.join(folder, name));
    assert.ok(old && moved && other);
    for (const one of [old, other]) await mkdir(one);
    const sink = await opened({ folder: old });
    await sink.write(rowsOf(1));
    const saved = await sink.prepare(1);
    await opened({ folder: other }, { saved });
    assert.equal(
      [await seen(old), await seen(other)],
      [{ 'rows-00000001-0000.ndjson': lines(1) }, {}],
    );
    await rename(old, moved);
    await opened({ folder: moved }, { saved });
    assert.equal(await seen(moved), { 'rows-00000001-0000.ndjson': lines(1) });
  }));

test('tells of a folder that is not there, and goes on when it is', () =>
  withFolder(async (folder) => {
    const missing = path.join(folder, 'results');
    const code = 'MILLRACE_FILE_UNWRITABLE';
    await assert.rejectsCode(opened({ folder: missing }), code, `'${missing}' is not there`);
    await mkdir(missing);
    const sink = await opened({ folder: missing });
    await sink.write(rowsOf(1));
    const saved = await sink.prepare(1);
    await rm(missing, { recursive: true });
    await assert.rejectsCode(sink.commit(saved), code);
    await assert.rejectsCode(opened({ folder: missing }, { saved }), code, 'is not there');
  }));

test('tells of a folder that may not be written', () =>
  withFolder(async (folder) => {
    if (process.getuid?.() === 0) return; // Root may write everywhere.
    await chmod(folder, 0o500);
    await assert.rejectsCode(opened({ folder }), 'MILLRACE_FILE_UNWRITABLE', 'permissions');
  }));

const causes = { ENOSPC: 'make room', EMFILE: 'file descriptor', EIO: 'could not be written' };

for (const [cause, fix] of Object.entries(causes)) {
  test(`tells of ${cause} wherever it comes, shows no part of a checkpoint, and goes on`, async () => {
    const whole = new Crash();
    await runOn(crashDisk(new MemoryDisk('/', '/f'), whole), undefined);
    for (let at = 0; at < whole.passed; at += 1) {
      const disk = new MemoryDisk('/', '/f');
      const told = await failing(() => runOn(failingDisk(disk, at, cause), undefined));
      assert.hasCode(told.error, 'MILLRACE_FILE_UNWRITABLE', fix);
      const mayBeSeen = told.saved === undefined ? 0 : (told.saved as PreparedFiles).checkpoint * 2;
      assert.ok(idsSeen(disk).every((id) => id <= mayBeSeen));
      await runOn(disk, told.saved);
      assert.equal(idsSeen(disk), [1, 2, 3, 4]);
    }
  });
}

test('takes nothing more after a write that failed', async () => {
  let isFull = true;
  const memory = new MemoryDisk('/', '/f');
  const full = (): void => {
    if (isFull) throw systemError('ENOSPC', '/f');
  };
  const create: Disk['create'] = async (file) => {
    const made = await memory.create(file);
    return {
      ...made,
      append: async (bytes) => (file.includes('.part') ? full() : made.append(bytes)),
    };
  };
  const disk = { ...crashDisk(memory, new Crash()), create };
  const sink = await opened({ folder: '/f', disk });
  await sink.write(rowsOf(1));
  await assert.rejectsCode(sink.prepare(1), 'MILLRACE_FILE_UNWRITABLE');
  isFull = false;
  await assert.rejectsCode(sink.prepare(2), 'MILLRACE_FILE_UNWRITABLE');
  await assert.rejectsCode(Promise.resolve(sink.write(rowsOf(2))), 'MILLRACE_FILE_UNWRITABLE');
});

test('refuses configs that have no meaning, and the state of another sink', async () => {
  const refused = (config: object, field: string) =>
    assert.throws(() => ndjsonSink(config as FileSinkConfig), field);
  refused({}, 'folder');
  refused({ folder: '' }, 'folder');
  refused({ folder: '/f', name: '../x' }, 'name');
  refused({ folder: '/f', name: '.x' }, 'name');
  refused({ folder: '/f', maxRows: 0 }, 'maxRows');
  refused({ folder: '/f', maxBytes: -1 }, 'maxBytes');
  refused({ folder: '/f', maxOpen: 0 }, 'maxOpen');
  refused({ folder: '/f', partition: 'YYYY' }, 'partition');
  refused({ folder: '/f', partition: 'yyyy', timeZone: 'x' }, 'timeZone');
  for (const columns of [[], ['a', 'a'], [1], 'a'])
    assert.throws(() => csvSink({ folder: '/f', columns: columns as string[] }), 'columns');
  const disk = new MemoryDisk('/', '/f');
  const saved = await (await opened({ folder: '/f', disk })).prepare(1);
  const code = 'MILLRACE_SNAPSHOT_UNREADABLE';
  const csv = csvSink({ folder: '/f', disk });
  await assert.rejectsCode(Promise.resolve(csv.open(sinkContext({ saved }))), code, "'ndjsonSink'");
  for (const other of [1, {}, { ...(saved as object), segments: [{}] }])
    await assert.rejectsCode(opened({ folder: '/f', disk }, { saved: other }), code);
});

interface Told {
  readonly error: unknown;
  readonly saved: unknown;
}

let stored: unknown;

/** Two rows a checkpoint, from where `saved` is. */
async function runOn(disk: Disk, saved: unknown): Promise<void> {
  stored = saved;
  const sink = await opened({ folder: '/f', disk, partition: 'HH' }, { saved });
  const from = (saved as { checkpoint?: number } | undefined)?.checkpoint ?? 0;
  try {
    for (let checkpoint = from + 1; checkpoint <= 2; checkpoint += 1) {
      await sink.write(rowsOf(checkpoint * 2 - 1, checkpoint * 2));
      const prepared = await sink.prepare(checkpoint);
      stored = prepared;
      await sink.commit(prepared);
    }
  } finally {
    await sink.close();
  }
}

async function failing(run: () => Promise<void>): Promise<Told> {
  try {
    await run();
  } catch (error) {
    return { error, saved: stored };
  }
  return assert.unreachable('nothing failed');
}

/** A disk whose one effect fails, before it or behind it, as a full one's may. */
function failingDisk(disk: Disk, at: number, code: string): Disk {
  const crash = new Crash();
  crash.point = () => {
    crash.passed += 1;
    if (crash.passed === at + 1) throw systemError(code, '/f');
  };
  return crashDisk(disk, crash);
}

function idsSeen(disk: MemoryDisk): number[] {
  const files = disk.files().filter((file) => !file.includes('/.'));
  return files
    .flatMap((file) => [...disk.text(file).matchAll(/\d+/g)].map(Number))
    .sort((a, b) => a - b);
}

test('syncs the files and their folders before it says that they are safe', () =>
  withFolder(async (folder) => {
    const calls: string[] = [];
    const disk: Disk = {
      ...nodeDisk,
      create: async (file) => {
        const made = await nodeDisk.create(file);
        const sync = () => (calls.push('sync'), made.sync());
        return { append: made.append, close: made.close, sync };
      },
      syncFolder: (synced) => (
        calls.push(`folder ${path.relative(folder, synced)}`),
        nodeDisk.syncFolder(synced)
      ),
    };
    const sink = await opened({ folder, disk, partition: 'HH' });
    calls.length = 0;
    await sink.write(rowsOf(1));
    const prepared = await sink.prepare(1);
    assert.equal(calls, ['sync', 'folder ']);
    await sink.commit(prepared);
    assert.equal(calls, ['sync', 'folder ', 'folder 01', 'folder ']);
    await sink.commit(await sink.prepare(2));
    assert.is(calls.length, 4);
  }));

test.run();
