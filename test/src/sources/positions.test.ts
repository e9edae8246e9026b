import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { lastValueFrom, of } from 'rxjs';
import type { RowSource } from '../../../operators/index.ts';
import {
  fromCsv,
  fromIterable,
  fromNdjson,
  fromObservable,
  fromParquet,
  fromRecording,
  pulledSource,
  writeRecording,
} from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { goesOn } from '../../support/goesOn.ts';
import { steeredSource } from '../../support/steeredSource.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('positions of sources');

interface Row {
  readonly n: number;
  readonly text: string;
}

const rows: readonly Row[] = Array.from({ length: 5_000 }, (_, n) => ({
  n,
  text: 'é'.repeat(n % 90),
}));

const STEPS = [1, 1, 7, 100, 512, 513, 600, 1_000];

test('lines of JSON go on at the byte of a line', () =>
  withFolder(async (folder) => {
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    const file = path.join(folder, 'rows.ndjson');
    await writeFile(file, `\uFEFF${lines}`);
    await goesOn(() => fromNdjson<Row>({ file, chunkSize: 64 }), STEPS);
    await goesOn(() => fromNdjson<Row>({ file }), STEPS);
    const packed = path.join(folder, 'rows.ndjson.gz');
    await writeFile(packed, gzipSync(lines));
    await goesOn(() => fromNdjson<Row>({ file: packed, chunkSize: 100 }), STEPS);
  }));

test('lines of JSON tell the number of a malformed line behind a position', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.ndjson');
    const lines = rows.map((row) => JSON.stringify(row));
    lines[4_990] = '{';
    await writeFile(file, lines.join('\r\n'));
    const make = (): RowSource<Row> => fromNdjson<Row>({ file });
    const { snapshot } = await steeredSource(make(), 4_000);
    const error = await steeredSource(make(), Infinity, snapshot).catch((thrown: Error) => thrown);
    assert.ok(error instanceof Error && error.message.includes(`${file}:4991`));
  }));

test('a source that has less than was read from it is an error, not the end', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows');
    const write = (count: number, header: string): Promise<void> =>
      writeFile(
        file,
        header +
          rows
            .slice(0, count)
            .map(({ n }) => `${n}\n`)
            .join(''),
      );
    for (const [header, make] of [
      ['', () => fromNdjson<unknown>({ file })],
      ['n\n', () => fromCsv<unknown>({ file })],
    ] as const) {
      await write(5_000, header);
      const { snapshot } = await steeredSource(make(), 4_000);
      await write(1_000, header);
      const error = await steeredSource(make(), Infinity, snapshot).catch(
        (thrown: Error) => thrown,
      );
      assert.hasCode(error, 'MILLRACE_SOURCE_CHANGED', 'the source ends before the position');
    }
    const { snapshot } = await steeredSource(fromIterable(rows), 4_000);
    const short = steeredSource(fromIterable(rows.slice(0, 10)), Infinity, snapshot);
    assert.hasCode(await short.catch((thrown: Error) => thrown), 'MILLRACE_SOURCE_CHANGED');
  }));

test('lines of JSON read little again', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.ndjson');
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const { snapshot } = await steeredSource(fromNdjson<Row>({ file }), 4_500);
    const { at } = snapshot['source'] as { at: { bytes: number } };
    assert.ok(at.bytes > 100_000, `reads from byte ${at.bytes}`);
  }));

test('a table of texts is read again without what was given', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.csv');
    await writeFile(file, `n,text\n${rows.map(({ n, text }) => `${n},${text}`).join('\n')}`);
    await goesOn(() => fromCsv<Row>({ file, numbers: ['n'] }), STEPS);
  }));

test('a recording goes on at a block', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.recording');
    const source = fromIterable(rows, { chunkSize: 97 });
    await lastValueFrom(writeRecording(source, { file, blockRows: 300 }));
    await goesOn(() => fromRecording<Row>({ file, chunkSize: 64 }), STEPS);
    const range = { by: 'offset', from: 250, to: 2_000 } as const;
    await goesOn(() => fromRecording<Row>({ file, chunkSize: 64, range }), STEPS);
  }));

test('a Parquet file goes on at a row group', async () => {
  const file = 'node_modules/vega-datasets/data/flights-3m.parquet';
  const make = (): RowSource<unknown> =>
    fromParquet({
      file,
      columns: ['date', 'origin'],
      range: { column: 'date', to: Date.UTC(2001, 0, 1, 3) },
    });
  await goesOn(make, [1, 10, 50]);
});

test('an iterable is read again without what was given', () =>
  goesOn(() => fromIterable(rows, { chunkSize: 60 }), STEPS));

test('an async iterable goes on only where it says so', async () => {
  async function* numbers(): AsyncGenerator<number> {
    for (let n = 0; n < 100; n += 1) yield n;
  }
  await goesOn(() => fromIterable(numbers(), { isRepeatable: true }), [3, 30]);
  const { snapshot } = await steeredSource(fromIterable(numbers()), 10);
  const again = await steeredSource(fromIterable(numbers()), Infinity, snapshot);
  assert.is(again.values.length, 100);
});

test('an Observable lets barriers pass and keeps no position', async () => {
  const source = fromObservable(of(1, 2, 3), { buffer: { limit: 10, overflow: 'error' } });
  assert.is(source.steering, 'barriers');
  const { values, marks } = await steeredSource(source, Infinity, {
    source: { at: undefined, given: 2, isExhausted: true },
  });
  assert.equal(values, [1, 2, 3]);
  assert.equal(marks, ['restore', 'exhausted', 'barrier']);
});

test('refuses a position that is none', async () => {
  const read = async function* (): AsyncGenerator<number[]> {
    yield [1];
  };
  const error = await steeredSource(pulledSource('mine', read), Infinity, { source: 7 }).catch(
    (thrown: unknown) => thrown,
  );
  assert.hasCode(error, 'MILLRACE_SNAPSHOT_UNREADABLE', 'mine: saved state: expected a position');
});

test('gives nothing before all behind it is restored, and barriers while it waits', async () => {
  const source = pulledSource('mine', async function* (): AsyncGenerator<number[]> {
    yield [1];
  });
  let release!: () => void;
  const given: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    const restored = new Promise<void>((ready) => {
      release = ready;
    });
    source.control = {
      name: 'source',
      restore: {
        kind: 'restore',
        state: { find: () => undefined, within: () => undefined as never, wait: () => undefined },
      },
      ready: () => restored,
      begin: () => undefined,
      exhausted: resolve,
    };
  });
  const subscription = source.rows.subscribe(({ values, control }) =>
    given.push(control?.kind ?? values),
  );
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  assert.equal(given, ['restore']);
  release();
  await done;
  assert.equal(given, ['restore', [1], 'exhausted']);
  subscription.unsubscribe();
});

test.run();
