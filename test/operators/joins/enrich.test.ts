import { EMPTY, NEVER, Subject } from 'rxjs';
import { enrich } from '../../../operators/joins/index.ts';
import type { EnrichConfig } from '../../../operators/joins/index.ts';
import {
  copySnapshot,
  IDLE,
  makeChunk,
  operatorsBehind,
  Pressure,
  SnapshotCollector,
  SnapshotReader,
} from '../../../operators/kernel/index.ts';
import type { Chunk, OperatorInfo } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import {
  chunkOf,
  collect,
  cutEvents,
  frozen,
  positions,
  randomFrom,
} from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('enrich');

operatorContract(test, {
  build: () =>
    enrich(EMPTY, {
      key: (value: number) => value,
      tableKey: () => 0,
      type: 'left',
      ready: 'complete',
      limit: 9,
    }),
});

type Row = readonly [key: string, row: string];
type Config = Partial<EnrichConfig<string, Row, string, 'left', string>>;

/** Events are the keys themselves; the row of a key is a text, and an empty one deletes. */
class Run {
  readonly left = new Subject<Chunk<string>>();
  readonly table = new Subject<Chunk<Row>>();
  readonly out: Collected<string>;
  readonly info: OperatorInfo;

  constructor(config: Config = {}) {
    const stream = this.left.pipe(
      frozen(),
      enrich(this.table.pipe(frozen()), {
        key: (event) => event,
        tableKey: ([key]) => key,
        deletes: ([, row]) => row === '',
        type: 'left',
        ready: 'atOnce',
        limit: 100,
        project: (event, row) => `${event}${row?.[1] ?? '-'}`,
        ...config,
      }),
    );
    this.info = operatorsBehind(stream)[0] as OperatorInfo;
    this.out = collect(stream);
  }

  row(key: string, row: string, at: number, watermark: number = -Infinity): this {
    this.table.next(chunkOf([[[key, row], at]], { before: watermark, watermark }));
    return this;
  }

  event(key: string, at: number, watermark: number = -Infinity): this {
    this.left.next(chunkOf([[key, at]], { before: watermark, watermark }));
    return this;
  }

  get seen(): string {
    return this.out.values.join(' ');
  }
}

// values

test('gives each event the row that its key has now, whatever the table has told of its watermark', () => {
  const run = new Run();
  run.event('a', 5).row('a', '1', 3).event('a', 5).event('b', 6).row('a', '2', 9).event('a', 6, 5);
  assert.is(run.seen, 'a- a1 b- a2');
  assert.is(run.out.chunks.at(-1)?.watermark, 5);
});

test('takes the row with the largest time, of those with one time the last to come', () => {
  const run = new Run();
  run.row('a', '5', 5).row('a', '3', 3).event('a', 1).row('a', '5b', 5).event('a', 1);
  assert.is(run.seen, 'a5 a5b');
  assert.is(run.info.counters.dropped, 1);
});

test('has no row behind a delete, nor takes an older one', () => {
  const run = new Run();
  run.row('a', '1', 1).row('a', '', 5).event('a', 1).row('a', '3', 3).event('a', 1);
  run.row('a', '6', 6).event('a', 1);
  assert.is(run.seen, 'a- a- a6');
});

test('drops events without a row and counts them, where only pairs are wanted', () => {
  const run = new Run({ type: 'inner' as 'left' });
  run.row('a', '1', 1).event('a', 1).event('b', 1);
  assert.is(run.seen, 'a1');
  assert.is(run.info.counters.unjoined, 1);
});

// when the table is ready

test('lets events wait until the table has told a watermark, with what stands between them', () => {
  const run = new Run({ ready: 'watermark' });
  run.event('a', 1).event('a', 2, 1).row('a', '1', 1);
  run.left.next(makeChunk({ watermark: 7, control: IDLE }));
  assert.equal([run.out.chunks.length, run.info.held()], [0, 2]);
  run.row('a', '2', 2, 0).event('a', 9, 8);
  assert.is(run.seen, 'a1 a1 a2');
  assert.equal(
    run.out.chunks.map(({ watermark, control }) => [watermark, control]),
    [
      [-Infinity, undefined],
      [7, IDLE],
      [8, undefined],
    ],
  );
});

test('lets events wait until the table has ended, and completes with the events', () => {
  const run = new Run({ ready: 'complete' });
  run.event('a', 1).row('a', '1', 1, 0);
  run.left.complete();
  assert.equal([run.seen, run.out.completed], ['', false]);
  run.table.complete();
  assert.equal([run.seen, run.out.completed], ['a1', true]);
  assert.is(run.out.chunks.at(-1)?.watermark, Infinity);
});

test('leaves the table when the events have ended', () => {
  const run = new Run();
  run.left.complete();
  assert.ok(run.out.completed);
  assert.is(run.table.observed, false);
});

test('fails when more events wait than may', () => {
  const run = new Run({ ready: 'complete', limit: 2 });
  run.event('a', 1).event('a', 1);
  assert.is(run.out.error, undefined);
  run.event('a', 1);
  assert.hasCode(run.out.error, 'MILLRACE_OVERFLOW', 'enrich: more than 2 events wait');
});

test('tells the source of the events how many wait, unless it feeds the table too', () => {
  const [own, shared] = [new Pressure(), new Pressure()];
  const run = new Run({ ready: 'complete' });
  run.left.next(chunkOf([['a', 1]], { before: 0, watermark: 0, pressure: own }));
  run.left.next(chunkOf([['a', 1]], { before: 0, watermark: 0, pressure: shared }));
  run.table.next(makeChunk({ watermark: 0, pressure: shared }));
  assert.equal([own.depth, shared.depth], [2, 0]);
  run.table.complete();
  assert.is(own.depth, 0);
});

// state

test('frees a row when the watermark of the events has passed its life', () => {
  const run = new Run({ timeToLive: 10 });
  run.row('a', '1', 1).row('b', '2', 2).row('b', '5', 5).event('a', 1, 10);
  assert.is(run.info.stateSize(), 2);
  run.event('a', 12, 11).event('b', 12, 14);
  assert.equal([run.seen, run.info.stateSize()], ['a1 a- b5', 1]);
  run.left.next(makeChunk({ watermark: 15 }));
  assert.is(run.info.stateSize(), 0);
});

test('forgets a delete when no older row is expected any more, and refuses one that comes yet', () => {
  const run = new Run();
  run.row('a', '1', 1).row('a', '', 5, 3);
  assert.is(run.info.stateSize(), 1);
  run.table.next(makeChunk({ watermark: 5 }));
  assert.is(run.info.stateSize(), 0);
  run.row('a', '4', 4, 5).event('a', 9);
  assert.equal([run.seen, run.info.counters.late], ['a-', 1]);
});

test('sends one barrier when both have shown it, and goes on from its snapshot', () => {
  const run = new Run({ ready: 'complete' });
  const collector = new SnapshotCollector();
  const control = { kind: 'barrier', id: 1, collector } as const;
  run.row('a', '1', 1).row('b', '', 4).event('a', 1);
  run.left.next(makeChunk({ watermark: 3, control }));
  run.event('b', 5, 4);
  assert.is(run.out.chunks.length, 0);
  run.table.next(makeChunk({ watermark: 0, control }));
  assert.equal(
    run.out.chunks.map((chunk) => chunk.control),
    [control],
  );
  run.table.complete();
  assert.is(run.seen, 'a1 b-');

  const again = new Run({ ready: 'complete' });
  const state = new SnapshotReader(copySnapshot(collector.snapshot));
  for (const input of [again.table, again.left] as unknown[] as Subject<Chunk<never>>[])
    input.next(makeChunk<never>({ watermark: -Infinity, control: { kind: 'restore', state } }));
  again.event('b', 5, 4).row('b', '3', 3, 2);
  again.table.complete();
  assert.is(again.seen, 'a1 b-');
  assert.equal(
    again.out.chunks.map((chunk) => chunk.control?.kind),
    ['restore', undefined, undefined],
  );
});

// any cut

test('gives with a complete table what a look into the whole table gives, however chunks are cut', () => {
  for (let seed = 1; seed <= 600; seed += 1) {
    const random = randomFrom(seed);
    const rows = Array.from({ length: random(30) }, (_, i) => ({
      value: ['abcd'[random(4)], random(4) === 0 ? '' : String(i)] as Row,
      at: random(40),
    }));
    const events = Array.from({ length: random(30) }, () => ({
      value: 'abcde'[random(5)] as string,
      at: random(60),
    }));
    const timeToLive = random(2) === 0 ? undefined : 1 + random(30);
    const newest = (key: string, watermark: number): string => {
      const own = rows.filter(({ value }) => value[0] === key).toSorted((a, b) => a.at - b.at);
      const last = own.at(-1);
      const lives = last !== undefined && last.at + (timeToLive ?? Infinity) > watermark;
      return lives && last.value[1] !== '' ? last.value[1] : '-';
    };
    let largest = -Infinity;
    const expected = events.map(({ value, at }) => {
      const before = largest - 3;
      largest = Math.max(largest, at);
      return { value: `${value}${newest(value, before)}`, timestamp: at, before };
    });
    for (const size of [1, 2, 7, 512]) {
      const run = new Run({ ready: 'complete', ...(timeToLive && { timeToLive }) });
      const inputs = [
        cutEvents(events, { size, outOfOrderness: 2 }),
        cutEvents(rows, { size, outOfOrderness: 60 }),
      ] as const;
      for (let i = 0; i < Math.max(inputs[0].length, inputs[1].length); i += 1) {
        if (inputs[0][i]) run.left.next(inputs[0][i] as Chunk<string>);
        if (inputs[1][i]) run.table.next(inputs[1][i] as Chunk<Row>);
      }
      run.table.complete();
      run.left.complete();
      const seen = positions(run.out.chunks).map((row) => ({ ...(row as object), arrival: 0 }));
      assert.equal(
        seen,
        expected.map((row) => ({ ...row, arrival: 0 })),
        `seed ${seed}, chunks of ${size}`,
      );
    }
  }
});

// arguments

test('refuses what it cannot work with, by the name of the field', () => {
  const key = (event: string): string => event;
  const good = { key, tableKey: key, ready: 'atOnce', limit: 1 } as const;
  const wrong: [text: string, config: object][] = [
    ['enrich: key: expected a function', { key: 1 }],
    ['enrich: tableKey: expected a function', { tableKey: undefined }],
    ['enrich: deletes: expected a function', { deletes: true }],
    ["enrich: type: expected 'inner' or 'left', got 'full'", { type: 'full' }],
    ["enrich: ready: expected 'atOnce' or 'watermark' or 'complete'", { ready: undefined }],
    ['enrich: limit: expected a whole number of at least 1', { limit: Infinity }],
    ['enrich: timeToLive: expected a positive duration', { timeToLive: 0 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => enrich(NEVER, { ...good, ...config } as typeof good), text);
  }
  assert.throws(() => enrich(3 as never, good), 'enrich: table: expected a stream, got 3');
});

test.run();
