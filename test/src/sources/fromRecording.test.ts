import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { from } from 'rxjs';
import type { Observable } from 'rxjs';
import {
  ACTIVE,
  count,
  eventTime,
  fixedWindow,
  fromArray,
  IDLE,
  makeChunk,
  makeRows,
  RowSource,
} from '../../../operators/index.ts';
import type { Chunk, Stream } from '../../../operators/index.ts';
import { readRecordingInfo } from '../../../src/recording/index.ts';
import type { TornTail } from '../../../src/recording/index.ts';
import { fromRecording } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { cutEvents, positions, randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { RecordingFolder } from '../recording/recordingFolder.ts';
import { collect } from './collect.ts';

const test = suite('fromRecording');
const folder = new RecordingFolder();
test.after(() => folder.remove());

interface Bid {
  readonly at: number;
  readonly key: string;
  readonly price?: number;
}

function bids(length: number, seed = 1): Bid[] {
  const random = randomFrom(seed);
  return Array.from({ length }, (_, i) => {
    const bid = { at: i * 10 - random(30), key: `key ${random(5)}` };
    return random(3) === 0 ? bid : { ...bid, price: random(1_000) / 10 };
  });
}

/** What came out of a stream until it ended. */
function chunksOf<T>(stream: Stream<T>): Promise<{ chunks: Chunk<T>[]; error: unknown }> {
  const chunks: Chunk<T>[] = [];
  return new Promise((resolve) => {
    stream.subscribe({
      next: (chunk) => void chunks.push(chunk),
      error: (error: unknown) => resolve({ chunks, error }),
      complete: () => resolve({ chunks, error: undefined }),
    });
  });
}

const at = (bid: Bid): number => bid.at;

for (const compress of ['none', 'deflate', 'brotli'] as const) {
  test(`gives the rows back as they were, compressed by ${compress}`, async () => {
    const rows = bids(3_000);
    const source = fromArray(rows, { chunkSize: 7 });
    const { file, info } = await folder.record(source, { compress, blockRows: 1_000 });
    assert.is(info.rows, 3_000);
    assert.equal(info.compression, [compress]);
    assert.equal(await readRecordingInfo(file), info);
    const read = fromRecording<Bid>({ file, chunkSize: 100 });
    const { values, runs, error } = await collect(read);
    assert.is(error, undefined);
    assert.ok(isDeepStrictEqual(values, rows));
    assert.ok(runs.every((run) => run.values.length <= 100 && run.pressure !== undefined));
    assert.is(read.counters.rows, 3_000);
  });
}

test('gives the arrivals back', async () => {
  const runs = [
    makeRows({ values: ['a', 'b'], arrivals: [5, 6] }),
    makeRows({ values: ['c'], arrivals: [9] }),
  ];
  const { file, info } = await folder.record(new RowSource<string>(from(runs)));
  assert.equal(info.arrivals, { first: 5, last: 9 });
  const { runs: read } = await collect(fromRecording({ file }));
  assert.equal(
    read.flatMap(({ values, arrivals }) => values.map((v, i) => [v, arrivals?.[i]])),
    [
      ['a', 5],
      ['b', 6],
      ['c', 9],
    ],
  );
});

const times = fc.integer({ min: -50, max: 50 });
const events = fc.array(fc.record({ value: fc.string(), at: times, arrival: times }), {
  maxLength: 40,
});

test('gives a stream back, whatever the blocks and the chunks are', async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.nat(8),
      fc.nat(6),
      fc.nat(5),
      async (rows, blocks, written, read) => {
        const sorted = rows.map((row, i) => ({ ...row, arrival: i }));
        const chunks = cutEvents(sorted, { size: written + 1, outOfOrderness: 3 });
        const { file } = await folder.record(from(chunks), { blockRows: blocks + 1 });
        const { stream } = fromRecording<string>({ file, chunkSize: read + 1 });
        const again = await chunksOf(stream);
        assert.is(again.error, undefined);
        assert.equal(positions(again.chunks), positions(chunks));
        assert.is(again.chunks.at(-1)?.watermark, Infinity);
      },
    ),
    { numRuns: 60 },
  );
});

test('gives idleness and watermarks without values back at their places', async () => {
  const one = (value: string, time: number, before: number): Chunk<string> =>
    makeChunk({ values: [value], timestamps: [time], before, watermark: time - 1 });
  const chunks = [
    makeChunk<string>({ watermark: -100 }),
    one('a', 10, -100),
    makeChunk<string>({ watermark: 9, control: IDLE }),
    makeChunk<string>({ watermark: 20 }),
    makeChunk<string>({ watermark: 20, control: ACTIVE }),
    { ...one('b', 30, 20), control: IDLE },
    makeChunk<string>({ watermark: Infinity }),
  ];
  for (const blockRows of [1, 100]) {
    const { file } = await folder.record(from(chunks), { blockRows });
    const again = await chunksOf(fromRecording<string>({ file }).stream);
    assert.equal(positions(again.chunks), positions(chunks));
    assert.equal(
      again.chunks.map(({ watermark }) => watermark),
      [-100, 9, 9, 20, 20, 29, Infinity].filter((_, i) => i !== 1 || again.chunks.length === 7),
    );
  }
});

test('ends the time of a stream whose recording was cut', async () => {
  const chunks = [makeChunk({ values: [1], timestamps: [5], before: -Infinity, watermark: 4 })];
  const { file } = await folder.record(from(chunks));
  const again = await chunksOf(fromRecording<number>({ file }).stream);
  assert.is(again.chunks.at(-1)?.watermark, Infinity);
});

test('gives a window over the recording what the original gave it', async () => {
  const rows = bids(2_000, 7);
  const window = fixedWindow({
    size: 100,
    key: (bid: Bid) => bid.key,
    late: 'drop',
    aggregate: { n: count() },
  });
  const enter = eventTime<Bid>({ timestamp: at, outOfOrderness: 5 });
  const entered = fromArray(rows).pipe(enter);
  const original = await chunksOf(entered.pipe(window));
  const panes = original.chunks.flatMap(({ values }) => values);
  assert.ok(panes.length > 100);
  const ofRows = await folder.record(fromArray(rows));
  const ofStream = await folder.record(entered);
  const fromRows = fromRecording<Bid>({ file: ofRows.file, chunkSize: 33 }).pipe(enter, window);
  const fromStream = fromRecording<Bid>({ file: ofStream.file, chunkSize: 77 }).stream.pipe(window);
  for (const stream of [fromRows, fromStream])
    assert.equal(
      (await chunksOf(stream)).chunks.flatMap(({ values }) => values),
      panes,
    );
});

test('reads the rows of a range, and no block that has none of them', async () => {
  const rows = bids(500, 3);
  const runs = rows.map((row, i) => makeRows({ values: [row], arrivals: [i * 10] }));
  const source = new RowSource<Bid>(from(runs));
  const { file } = await folder.record(source, { blockRows: 50, timestamp: at });
  const keys = {
    offset: (i: number) => i,
    timestamp: (i: number) => rows[i]?.at ?? 0,
    arrival: (i: number) => i * 10,
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('offset', 'timestamp', 'arrival'),
      fc.option(fc.integer({ min: -50, max: 5_200 }), { nil: -Infinity }),
      fc.option(fc.integer({ min: -50, max: 5_200 }), { nil: Infinity }),
      async (by, low, high) => {
        const { values } = await collect(
          fromRecording<Bid>({ file, range: { by, from: low, to: high } }),
        );
        const wanted = rows.filter((_, i) => keys[by](i) >= low && keys[by](i) < high);
        assert.ok(isDeepStrictEqual(values, wanted));
      },
    ),
    { numRuns: 40 },
  );
  const damaged = await readFile(file);
  damaged.fill(0xff, 100, 200);
  await writeFile(file, damaged);
  const late = await collect(fromRecording<Bid>({ file, range: { by: 'offset', from: 400 } }));
  assert.is(late.error, undefined);
  assert.is(late.values.length, 100);
});

test('says what was not recorded', async () => {
  const { file } = await folder.record(fromArray([1, 2]));
  for (const by of ['timestamp', 'arrival'] as const) {
    const { error } = await collect(fromRecording({ file, range: { by, from: 0 } }));
    assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', `was recorded without ${by}s`);
  }
  const { error } = await chunksOf(fromRecording({ file }).stream);
  assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', 'was recorded without watermarks');
});

/** A small recording of three blocks. */
async function small(): Promise<{ bytes: Buffer; rows: readonly object[] }> {
  const rows = Array.from({ length: 6 }, (_, i) => ({ at: i * i }));
  const { file } = await folder.record(fromArray(rows), { blockRows: 2 });
  return { bytes: await readFile(file), rows };
}

test('reads what is whole of a file cut off at any byte, and tells the rest', async () => {
  const { bytes, rows } = await small();
  const file = await folder.next();
  const counts = new Set<number>();
  for (let length = 1; length < bytes.length; length += 1) {
    await writeFile(file, bytes.subarray(0, length));
    const tails: TornTail[] = [];
    const source = fromRecording<Bid>({ file, onTorn: (tail) => void tails.push(tail) });
    const { values, error } = await collect(source);
    assert.is(error, undefined, `cut at ${length}`);
    assert.equal(values, rows.slice(0, values.length), `cut at ${length}`);
    const info = await readRecordingInfo(file);
    assert.equal([info.closed, info.rows], [false, values.length]);
    assert.equal(tails, info.torn === undefined ? [] : [info.torn]);
    assert.is((info.torn?.position ?? length) + (info.torn?.bytes ?? 0), length);
    counts.add(values.length);
  }
  assert.equal([...counts], [0, 2, 4, 6]);
});

test('never gives a wrong row when a byte was changed', async () => {
  const { bytes, rows } = await small();
  const file = await folder.next();
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] as number) ^ (1 << (place % 8));
    await writeFile(file, changed);
    const tails: TornTail[] = [];
    const source = fromRecording<Bid>({ file, onTorn: (tail) => void tails.push(tail) });
    const { values, error } = await collect(source);
    assert.equal(values, rows.slice(0, values.length), `byte ${place}`);
    if (error !== undefined) assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE');
    else assert.ok(tails.length === 1 || values.length === 6, `byte ${place} was not noticed`);
  }
});

test('gives the rows before a damaged block, then the error that names the block', async () => {
  const { bytes, rows } = await small();
  const file = await folder.next();
  const changed = Buffer.from(bytes);
  const second = bytes.indexOf('BLK1', bytes.indexOf('BLK1') + 1);
  changed[second + 80] = (changed[second + 80] as number) ^ 1;
  await writeFile(file, changed);
  const { values, error } = await collect(fromRecording<Bid>({ file }));
  assert.equal(values, rows.slice(0, 2));
  assert.hasCode(error, 'MILLRACE_FILE_UNREADABLE', `the block at byte ${second} is damaged`);
});

test('refuses what is no recording, and a version that it does not know', async () => {
  const file = await folder.next();
  const wrong: readonly (readonly [Buffer | string, string])[] = [
    ['', 'does not begin as a recording does'],
    ['{"a":1}\n', 'does not begin as a recording does'],
    [Buffer.from('894d5245430d0a1a02000000f5acdb41', 'hex'), 'the start of the file is damaged'],
  ];
  for (const [content, text] of wrong) {
    await writeFile(file, content);
    assert.hasCode(
      (await collect(fromRecording({ file }))).error,
      'MILLRACE_FILE_UNREADABLE',
      text,
    );
  }
  const { error } = await collect(fromRecording({ file: '/nowhere/at-all' }));
  assert.hasCode(error, 'MILLRACE_FILE_MISSING', 'does not exist');
});

test('stops when it is unsubscribed from', async () => {
  const { file } = await folder.record(fromArray(bids(5_000)));
  let given = 0;
  await new Promise<void>((resolve) => {
    const subscription = fromRecording({ file, chunkSize: 10 }).rows.subscribe(({ values }) => {
      given += values.length;
      subscription.unsubscribe();
      setImmediate(() => setImmediate(resolve));
    });
  });
  assert.is(given, 10);
});

test('waits while what follows holds too much', async () => {
  const { file } = await folder.record(fromArray(bids(2_000)));
  const boundary = {};
  const config = { file, chunkSize: 100, pressure: { high: 300, low: 0 } };
  let held = 0;
  let most = 0;
  await new Promise<void>((resolve) => {
    fromRecording<Bid>(config).rows.subscribe({
      next: ({ values, pressure }) => {
        held += values.length;
        most = Math.max(most, held);
        pressure?.report(boundary, held);
        if (held < 300) return;
        setImmediate(() => pressure?.report(boundary, (held = 0)));
      },
      complete: resolve,
    });
  });
  assert.ok(most >= 300 && most < 400, `${most} were held`);
});

test('refuses a bad config when it is called', () => {
  const make = (config: object) => () => fromRecording({ file: 'a', ...config });
  assert.throwsCode(make({ file: 5 }), 'MILLRACE_ARGUMENT_TYPE', 'the path of a file');
  assert.throwsCode(make({ range: 5 }), 'MILLRACE_ARGUMENT_TYPE', 'range');
  assert.throwsCode(make({ range: { by: 'key' } }), 'MILLRACE_ARGUMENT_TYPE', 'range.by');
  assert.throwsCode(
    make({ range: { by: 'offset', from: 'x' } }),
    'MILLRACE_ARGUMENT_TYPE',
    'range.from',
  );
  assert.throwsCode(make({ onTorn: 1 }), 'MILLRACE_ARGUMENT_TYPE', 'onTorn');
  assert.throwsCode(make({ chunkSize: 0 }), 'MILLRACE_ARGUMENT_RANGE', 'chunkSize');
});

test('is an observable of values', async () => {
  const { file } = await folder.record(fromArray([1, 2, 3]));
  const source: Observable<number> = fromRecording<number>({ file });
  const values: number[] = [];
  await source.forEach((value) => void values.push(value));
  assert.equal(values, [1, 2, 3]);
});

test.run();
