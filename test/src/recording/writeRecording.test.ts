import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { concat, from, NEVER, of, Subject, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { fromArray, makeChunk, makeRows, Pressure, RowSource } from '../../../operators/index.ts';
import type { Chunk, Rows, Stream } from '../../../operators/index.ts';
import { RecordingFile, readRecordingInfo, writeRecording } from '../../../src/recording/index.ts';
import type { RecordingInfo } from '../../../src/recording/index.ts';
import { crc32, crc32Slow } from '../../../src/recording/crc32.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { suite } from '../../support/suite.ts';
import { RecordingFolder } from './recordingFolder.ts';

const test = suite('writeRecording');
const folder = new RecordingFolder();
test.after(() => folder.remove());

/** What the writing came to. */
function outcome(
  written: Observable<RecordingInfo>,
): Promise<{ readonly info: RecordingInfo | undefined; readonly error: unknown }> {
  let info: RecordingInfo | undefined;
  return new Promise((resolve) => {
    written.subscribe({
      next: (told) => (info = told),
      error: (error: unknown) => resolve({ info, error }),
      complete: () => resolve({ info, error: undefined }),
    });
  });
}

/** Waits until a file that is being written says what is expected. */
async function untilTold(file: string, expected: (info: RecordingInfo) => boolean): Promise<void> {
  while (!expected(await readRecordingInfo(file))) await setImmediate();
}

async function valuesOf(file: string): Promise<readonly unknown[]> {
  const recording = await RecordingFile.open(file);
  const values: unknown[] = [];
  for (const block of recording.blocks) {
    const rows = await recording.read(block, false);
    values.push(...rows.values.slice(0, rows.values.length));
  }
  await recording.close();
  return values;
}

test('tells what was written when the file is closed', async () => {
  const rows = [{ at: 7 }, { at: 3 }, { at: 12 }];
  const { file, info } = await folder.record(fromArray(rows), {
    blockRows: 2,
    timestamp: (row) => row.at,
  });
  const { length: bytes } = await readFile(file);
  assert.equal(info, {
    rows: 3,
    blocks: 2,
    bytes,
    timestamps: { first: 3, last: 12 },
    arrivals: undefined,
    compression: ['none'],
    hasWatermarks: false,
    closed: true,
    torn: undefined,
  });
  assert.equal(await readRecordingInfo(file), info);
});

test('writes an empty recording', async () => {
  const { file, info } = await folder.record(fromArray([]));
  assert.is(info.rows, 0);
  assert.equal(await valuesOf(file), []);
});

test('does not write over a file unless it is told to', async () => {
  const { file } = await folder.record(fromArray([1]));
  const { error } = await outcome(writeRecording(fromArray([2]), { file }));
  assert.hasCode(error, 'MILLRACE_FILE_UNWRITABLE', 'is there already; choose another name');
  assert.equal(await valuesOf(file), [1]);
  await outcome(writeRecording(fromArray([2]), { file, replace: true }));
  assert.equal(await valuesOf(file), [2]);
});

test('names a folder that is not there', async () => {
  const file = '/nowhere/at/all';
  const { error } = await outcome(writeRecording(fromArray([1]), { file }));
  assert.hasCode(error, 'MILLRACE_FILE_UNWRITABLE', "'/nowhere/at/all' has no folder to be in");
});

test('closes the file with what came before an error of the source, and passes the error on', async () => {
  const cause = new Error('broken');
  const runs = concat(
    of(makeRows({ values: [1, 2] })),
    throwError(() => cause),
  );
  const file = await folder.next();
  const { error } = await outcome(writeRecording(new RowSource<number>(runs), { file }));
  assert.match((error as Error).message, 'broken');
  assert.equal(await valuesOf(file), [1, 2]);
  assert.is((await readRecordingInfo(file)).closed, true);
});

test('writes what came before a value that is no data, and names the value', async () => {
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }, { a: (): void => undefined }, { a: 5 }];
  const file = await folder.next();
  const { error } = await outcome(writeRecording(fromArray<unknown>(rows), { file }));
  assert.hasCode(error, 'MILLRACE_NOT_RECORDABLE', 'cannot be recorded; map it to plain data');
  assert.equal(await valuesOf(file), rows.slice(0, 3));
});

test('closes the file when it is unsubscribed from', async () => {
  const file = await folder.next();
  const rows = new RowSource<number>(concat(of(makeRows({ values: [1, 2] })), NEVER));
  const runtime = new ManualRuntime();
  const subscription = writeRecording(rows, { file, runtime }).subscribe();
  await eventually(() => runtime.pending > 0);
  subscription.unsubscribe();
  await untilTold(file, ({ closed }) => closed);
  assert.equal(await valuesOf(file), [1, 2]);
  assert.is(runtime.pending, 0);
});

test('writes rows after a time although their block is not full', async () => {
  const file = await folder.next();
  const source = new Subject<Rows<string>>();
  const runtime = new ManualRuntime({ now: 1_000 });
  const config = { file, runtime, flushAfter: '10s', arrivals: 'clock' } as const;
  const ended = outcome(writeRecording(new RowSource<string>(source), config));
  await eventually(() => source.observed);
  source.next(makeRows({ values: ['a', 'b'] }));
  runtime.advance(10_000);
  await untilTold(file, ({ rows }) => rows === 2);
  const { arrivals, closed, torn } = await readRecordingInfo(file);
  assert.equal([arrivals, closed, torn], [{ first: 1_000, last: 1_000 }, false, undefined]);
  source.complete();
  assert.is((await ended).info?.closed, true);
});

test('reports what waits for the disk to the pressure handle, and nothing at the end', async () => {
  const pressure = new Pressure({ high: 4, low: 0 });
  const seen: number[] = [];
  const report = pressure.report.bind(pressure);
  pressure.report = (boundary, depth) => {
    seen.push(depth);
    report(boundary, depth);
  };
  const runs = [1, 2, 3].map((value) => makeRows({ values: [value, value], pressure }));
  await folder.record(new RowSource<number>(from(runs)), { blockRows: 2 });
  assert.ok(Math.max(...seen) >= 4, `reported: ${seen.join()}`);
  assert.is(pressure.depth, 0);
});

test('starts a block where rows begin to have arrivals', async () => {
  const runs = [makeRows({ values: [1, 2] }), makeRows({ values: [3], arrivals: [50] })];
  const { file, info } = await folder.record(new RowSource<number>(from(runs)));
  assert.is(info.blocks, 2);
  assert.equal(await valuesOf(file), [1, 2, 3]);
});

test('makes blocks of large rows smaller, and refuses a row that no block can hold', async () => {
  const large = Array.from({ length: 100 }, (_, i) => ({ i, text: String(i).repeat(100_000) }));
  const { info } = await folder.record(fromArray(large, { chunkSize: 3 }));
  assert.ok(info.blocks > 1, `${info.blocks} blocks`);
  const row = { list: new Array<null>(2 ** 21).fill(null) };
  const file = await folder.next();
  const { error } = await outcome(writeRecording(fromArray([1, row]), { file }));
  assert.hasCode(error, 'MILLRACE_NOT_RECORDABLE', 'a row too large for a block');
  assert.equal(await valuesOf(file), [1]);
});

test('refuses values that are no stream, and times that are none', async () => {
  const values = of(1, 2) as unknown as Stream<number>;
  const plain = await outcome(writeRecording(values, { file: await folder.next() }));
  assert.hasCode(plain.error, 'MILLRACE_NOT_A_STREAM', 'enter a stream with eventTime()');
  const file = await folder.next();
  const bad = await outcome(writeRecording(fromArray([1]), { file, timestamp: () => NaN }));
  assert.hasCode(bad.error, 'MILLRACE_TIMESTAMP', 'got NaN');
  const timestamp = (): number => {
    throw new Error('oops');
  };
  const thrown = await outcome(
    writeRecording(fromArray([1]), { file: await folder.next(), timestamp }),
  );
  assert.hasCode(thrown.error, 'MILLRACE_CALLBACK', 'oops');
});

test('records a stream of chunks that are frozen', async () => {
  const chunk: Chunk<number> = Object.freeze(
    makeChunk({ values: Object.freeze([1]), timestamps: Object.freeze([5]), watermark: 4 }),
  );
  const { info } = await folder.record(of(chunk));
  assert.equal([info.hasWatermarks, info.timestamps], [true, { first: 5, last: 5 }]);
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () =>
    writeRecording(fromArray([1]), { file: 'a', ...config } as { file: string });
  assert.throwsCode(make({ file: 5 }), 'MILLRACE_ARGUMENT_TYPE', 'the path of a file');
  assert.throwsCode(make({ compress: 'zip' }), 'MILLRACE_ARGUMENT_TYPE', 'compress');
  assert.throwsCode(make({ sync: 'always' }), 'MILLRACE_ARGUMENT_TYPE', 'sync');
  assert.throwsCode(make({ replace: 1 }), 'MILLRACE_ARGUMENT_TYPE', 'replace');
  assert.throwsCode(make({ arrivals: 'now' }), 'MILLRACE_ARGUMENT_TYPE', 'arrivals');
  assert.throwsCode(make({ timestamp: 'at' }), 'MILLRACE_ARGUMENT_TYPE', 'timestamp');
  assert.throwsCode(make({ blockRows: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'blockRows');
  assert.throwsCode(make({ flushAfter: '0s' }), 'MILLRACE_ARGUMENT_RANGE', 'flushAfter');
  const none = 5 as unknown as Stream<number>;
  assert.throwsCode(() => writeRecording(none, { file: 'a' }), 'MILLRACE_ARGUMENT_TYPE', 'source');
});

test('the checksum is that of gzip, with and without the help of the system', () => {
  const bytes = Buffer.from('123456789');
  assert.equal([crc32(bytes), crc32Slow(bytes)], [0xcb_f4_39_26, 0xcb_f4_39_26]);
});

test.run();
