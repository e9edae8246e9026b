import { EMPTY, NEVER, Subject } from 'rxjs';
import { tableJoin } from '../../../operators/joins/index.ts';
import { makeChunk } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { joinContract } from './joinContract.ts';

const test = suite('tableJoin');

joinContract(test, (right) =>
  tableJoin(right, {
    leftKey: () => 'all',
    rightKey: () => 'all',
    leftId: (value) => value,
    type: 'left',
    late: 'error',
  }),
);

/** `a1@5` is the row a with the value 1 under the join key 5; one with the value 0 is a delete. */
interface Row {
  readonly id: string;
  readonly n: number;
  readonly key: string;
}

const fields = {
  leftKey: ({ key }: Row) => key,
  rightKey: ({ key }: Row) => key,
  leftId: ({ id }: Row) => id,
  rightId: ({ id }: Row) => id,
  deletes: { left: ({ n }: Row) => n === 0, right: ({ n }: Row) => n === 0 },
  project: (left: Row | undefined, right: Row | undefined) =>
    [left, right].map((row) => (row === undefined ? '-' : row.id + row.n)).join(' '),
} as const;

/** Runs steps such as `La1@k 5`: side, row, join key, time; each raises both watermarks up to its time. */
function told(config: object, steps: readonly string[]): string[] {
  const [left, right] = [new Subject<Chunk<Row>>(), new Subject<Chunk<Row>>()];
  const all = { ...fields, late: 'accept' as const, ...config } as typeof fields & {
    readonly late: 'accept';
    readonly type: 'full';
  };
  const out = collect(left.pipe(tableJoin(right, all)));
  let watermark = -Infinity;
  for (const step of steps) {
    const [, side, id, n, key, time] = /^([LRW])(\w?)(\d?)@?(\w*) (\d+)$/.exec(step) ?? [];
    const at = Number(time);
    const before = watermark;
    watermark = Math.max(watermark, at);
    const rows = [[{ id: id ?? '', n: Number(n), key: key ?? '' }, at]] as const;
    const [own, other] = side === 'R' ? [right, left] : [left, right];
    own.next(side === 'W' ? makeChunk({ watermark }) : chunkOf(rows, { before, watermark }));
    other.next(makeChunk({ watermark }));
  }
  if (out.error !== undefined) throw out.error as Error;
  return out.chunks.flatMap(({ values, timestamps }) =>
    values.map(({ op, value }, i) => `${timestamps[i]}: ${op} ${value}`),
  );
}

// values

test('inserts, updates and deletes the pairs of a row', () => {
  assert.equal(told({}, ['La1@k 1', 'Rx1@k 2', 'Ry1@k 3', 'La2@k 4', 'Rx0@k 5']), [
    '2: insert a1 x1',
    '3: insert a1 y1',
    '4: updateBefore a1 x1',
    '4: updateAfter a2 x1',
    '4: updateBefore a1 y1',
    '4: updateAfter a2 y1',
    '5: delete a2 x1',
  ]);
});

test('replaces rows that stand alone when a partner comes or goes', () => {
  assert.equal(told({ type: 'full' }, ['La1@k 1', 'Rx1@k 2', 'La0@k 3', 'Rx2@k 4']), [
    '1: insert a1 -',
    '2: delete a1 -',
    '2: insert a1 x1',
    '3: delete a1 x1',
    '3: insert - x1',
    '4: updateBefore - x1',
    '4: updateAfter - x2',
  ]);
});

test('takes a row whose join key changes from its old partners to the new ones', () => {
  const steps = ['La1@k 1', 'Rx1@k 2', 'Ry1@j 3', 'La2@j 4', 'La3@i 5', 'La4@h 6'];
  assert.equal(told({ type: 'left' }, steps).slice(2), [
    '2: insert a1 x1',
    '4: delete a1 x1',
    '4: insert a2 y1',
    '5: delete a2 y1',
    '5: insert a3 -',
    '6: updateBefore a3 -',
    '6: updateAfter a4 -',
  ]);
});

test('leaves out the old row of an update, where that is asked for', () => {
  const steps = ['La1@k 1', 'Rx1@k 2', 'La2@k 4'];
  assert.equal(told({ updateBefore: false }, steps), ['2: insert a1 x1', '4: updateAfter a2 x1']);
});

// time

test('takes out a row when the watermark reaches the end of its life', () => {
  const steps = ['La1@k 1', 'Rx1@k 2', 'La2@k 8', 'W 17', 'W 18'];
  assert.equal(told({ type: 'right', timeToLive: { left: { eventTime: 10 } } }, steps), [
    '2: insert a1 x1',
    '8: updateBefore a1 x1',
    '8: updateAfter a2 x1',
    '18: delete a2 x1',
    '18: insert - x1',
  ]);
});

test('takes out a row when so much processing time has passed since it was written', () => {
  marbles(({ scheduler }) => {
    const left = new Subject<Chunk<Row>>();
    const timeToLive = { processingTime: 10 };
    const config = { ...fields, type: 'left', late: 'accept', timeToLive, scheduler } as const;
    const out = collect(left.pipe(tableJoin<Row, Row, string, 'left', string>(EMPTY, config)));
    const row = (n: number): Chunk<Row> =>
      chunkOf([[{ id: 'a', n, key: 'k' }, n]], { before: n - 1, watermark: n });
    scheduler.schedule(() => left.next(row(1)), 0);
    scheduler.schedule(() => left.next(row(2)), 8);
    scheduler.schedule(() => out.values.push({ op: 'delete', key: ['now', '17'], value: '' }), 17);
    scheduler.flush();
    assert.equal(
      out.values.map(({ op, value }) => `${op} ${value}`),
      ['insert a1 -', 'updateBefore a1 -', 'updateAfter a2 -', 'delete ', 'delete a2 -'],
    );
    assert.is(scheduler.now(), 18);
  });
});

// late

test('applies an event behind the watermark at once, unless its row is newer', () => {
  const steps = ['La5@k 5', 'Rx1@k 9', 'La3@k 3', 'La6@k 5', 'La7@k 8'];
  assert.equal(told({ updateBefore: false }, steps), [
    '9: insert a5 x1',
    '5: updateAfter a6 x1',
    '8: updateAfter a7 x1',
  ]);
});

// arguments

test('refuses what it cannot work with, by the name of the field', () => {
  const good = { ...fields, late: 'drop' } as const;
  const wrong: [text: string, config: object][] = [
    ['type: expected', { type: 'semi' }],
    ['late: expected', { late: undefined }],
    ['leftId: expected a function', { leftId: 'id' }],
    ['deletes: expected an object', { deletes: () => true }],
    ['deletes.right: expected a function', { deletes: { right: true } }],
    ['timeToLive: expected', { timeToLive: '1h' }],
    ['timeToLive: expected', { timeToLive: { left: {} } }],
    ['timeToLive.eventTime: expected a positive', { timeToLive: { right: { eventTime: 0 } } }],
    ['updateBefore: expected true or false', { updateBefore: 1 }],
    ['project: expected a function', { project: {} }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => tableJoin(NEVER, { ...good, ...config } as typeof good), text);
  }
  assert.throws(() => tableJoin(NEVER, undefined as never), 'config: expected an object');
  assert.throws(() => tableJoin(undefined as never, good), 'right: expected a stream');
});

test.run();
