import { open } from 'node:fs/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { fromParquet } from '../../../src/sources/index.ts';
import type { FromParquetConfig } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { collect } from './collect.ts';
import { TemporaryFolder } from './temporaryFolder.ts';

const test = suite('fromParquet');
const folder = new TemporaryFolder();
test.after(() => folder.remove());

/** Three million flights sorted by date, in 11 row groups of 272,727 rows (the last has 272,730). */
const FLIGHTS = new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets'));
const GROUP = 272_727;

interface Flight {
  readonly date: number;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** The rows as the decoder's own objects, with plain numbers. */
async function oracle(rowStart: number, rowEnd: number): Promise<Flight[]> {
  const file = await asyncBufferFromFile(FLIGHTS.pathname);
  const metadata = await parquetMetadataAsync(file);
  const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
  return rows.map((row) => ({
    date: (row['date'] as Date).getTime(),
    delay: Number(row['delay']),
    distance: Number(row['distance']),
    origin: String(row['origin']),
    destination: String(row['destination']),
  }));
}

/** The first rows that a config gives. */
function firstRows<T>(config: Omit<FromParquetConfig, 'file'>, count: number): Promise<T[]> {
  const rows: T[] = [];
  return new Promise((resolve, reject) => {
    const source = fromParquet<T>({ file: FLIGHTS, ...config, chunkSize: count });
    const subscription = source.rows.subscribe({
      next: ({ values }) => {
        rows.push(...values);
        subscription.unsubscribe();
        resolve(rows);
      },
      error: reject,
    });
  });
}

test('gives the rows of the file as plain objects in runs, times in milliseconds', async () => {
  const [first] = await firstRows<Flight>({}, 1);
  const date = Date.UTC(2001, 0, 1, 0, 1);
  assert.equal(first, { date, delay: 33, distance: 2176, origin: 'LAS', destination: 'PHL' });
  assert.is(Object.getPrototypeOf(first), Object.prototype);
  assert.equal(Object.keys(first ?? {}), ['date', 'delay', 'distance', 'origin', 'destination']);
});

test('gives the wanted columns alone, in the wanted order', async () => {
  const [first] = await firstRows<object>({ columns: ['origin', 'delay'] }, 1);
  assert.equal(Object.entries(first ?? {}), [
    ['origin', 'LAS'],
    ['delay', 33],
  ]);
});

test('gives Date and bigint where they are asked for', async () => {
  const [first] = await firstRows<object>({ dates: 'Date', integers: 'bigint' }, 1);
  const date = new Date(Date.UTC(2001, 0, 1, 0, 1));
  assert.equal(Object.values(first ?? {}), [date, 33n, 2176n, 'LAS', 'PHL']);
});

test('gives exactly the rows within a range across two row groups', async () => {
  const there = await oracle(GROUP - 5_000, GROUP + 5_000);
  const from = there[2_000]?.date ?? 0;
  const to = there[8_000]?.date ?? 0;
  const wanted = there.filter(({ date }) => date >= from && date < to);
  assert.ok(wanted.length > 5_000);
  const source = fromParquet<Flight>({ file: FLIGHTS, range: { column: 'date', from, to } });
  const { values, error } = await collect(source);
  assert.is(error, undefined);
  assert.equal(values, wanted);
  assert.is(source.counters.rows, wanted.length);
});

test('takes a range by a column that is not wanted in the rows', async () => {
  const range = { column: 'date', to: Date.UTC(2001, 0, 1, 0, 2) };
  const { values } = await collect(fromParquet({ file: FLIGHTS, range, columns: ['origin'] }));
  assert.equal(values.slice(0, 2), [{ origin: 'LAS' }, { origin: 'ATL' }]);
});

test('gives nothing for a range outside of the file', async () => {
  const range = { column: 'date', from: Date.UTC(2050, 0, 1) };
  assert.equal(await collect(fromParquet({ file: FLIGHTS, range })), {
    values: [],
    runs: [],
    error: undefined,
  });
});

test('names columns that the file does not have', async () => {
  const range = { column: 'when', from: 0 };
  for (const config of [{ columns: ['when'] }, { range }]) {
    const { error } = await collect(fromParquet({ file: FLIGHTS, ...config }));
    const text = "the file has no column 'when'; it has date, delay, distance, origin, destination";
    assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', text);
  }
});

test('names a missing file and a folder, and says what to do', async () => {
  const missing = await collect(fromParquet({ file: '/nowhere/flights.parquet' }));
  const text = "fromParquet: '/nowhere/flights.parquet' does not exist; check the path";
  assert.hasCode(missing.error, 'MILLRACE_FILE_MISSING', text);
  const directory = await collect(fromParquet({ file: '/' }));
  assert.hasCode(directory.error, 'MILLRACE_FILE_MISSING', 'is a folder');
});

/** Bytes of the flights from one place to another (the end by default). */
async function bytes(start: number, end?: number): Promise<Uint8Array> {
  const handle = await open(FLIGHTS.pathname);
  const stop = end ?? (await handle.stat()).size;
  const { buffer } = await handle.read(new Uint8Array(stop - start), 0, stop - start, start);
  await handle.close();
  return buffer;
}

test('names a file that is no Parquet file, is empty or cut off at its end', async () => {
  const contents = ['', 'date,delay\n1,2\n', 'x'.repeat(100_000), await bytes(0, 1_000_000)];
  for (const content of contents) {
    const file = await folder.write(content);
    const { values, error } = await collect(fromParquet({ file }));
    assert.equal(values, []);
    assert.hasCode(
      error,
      'MILLRACE_FILE_UNREADABLE',
      `'${file}' could not be read as a Parquet file`,
    );
    assert.ok((error as Error).cause instanceof Error);
  }
});

test('names a file whose data were overwritten, and gives none of them', async () => {
  const damaged = await bytes(0);
  damaged.fill(0xff, 4, 300_000);
  const file = await folder.write(damaged);
  const { values, error } = await collect(fromParquet({ file }));
  assert.equal(values, []);
  assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', file);
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => fromParquet({ file: 'a', ...config });
  assert.throwsCode(make({ file: undefined }), 'MILLRACE_ARGUMENT_TYPE', 'fromParquet: file');
  assert.throwsCode(make({ columns: [] }), 'MILLRACE_ARGUMENT_TYPE', 'columns');
  assert.throwsCode(make({ range: {} }), 'MILLRACE_ARGUMENT_TYPE', 'range.column');
  assert.throwsCode(make({ dates: 'text' }), 'MILLRACE_ARGUMENT_TYPE', 'dates');
  assert.throwsCode(make({ chunkSize: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'chunkSize');
});

test.run();
