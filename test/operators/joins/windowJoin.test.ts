import { from, NEVER } from 'rxjs';
import { windowJoin } from '../../../operators/joins/index.ts';
import type { JoinType } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import type { JoinEvent, JoinStep } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { joinContract } from './joinContract.ts';
import { TwoInputs } from './twoInputs.ts';

const test = suite('windowJoin');
const key = (event: JoinEvent): string => event.key;
const keys = { leftKey: key, rightKey: key };

joinContract(test, (right) =>
  windowJoin(right, {
    leftKey: () => 'all',
    rightKey: () => 'all',
    size: 1,
    type: 'left',
    late: 'error',
  }),
);

/** Steps written as `La7` or `Rb9`: side, key, time; each event numbered by its place. */
function stepsOf(text: string): JoinStep[] {
  return text.split(' ').map((word, id) => ({
    side: word.startsWith('L') ? 'left' : 'right',
    key: word.charAt(1),
    id,
    at: Number(word.slice(2)),
  }));
}

const joinOf = (type: JoinType) =>
  new TwoInputs(
    (right, late) => windowJoin(right, { ...keys, size: 10, type, late: lateTo(late) }),
    0,
  );

// values

test('gives the rows that each type of join wants, left rows in order of arrival', () => {
  const wanted: Record<JoinType, [left: number | undefined, right: number | undefined][]> = {
    inner: [
      [0, 1],
      [0, 4],
      [2, 1],
      [2, 4],
    ],
    left: [
      [0, 1],
      [0, 4],
      [2, 1],
      [2, 4],
      [3, undefined],
    ],
    right: [
      [0, 1],
      [0, 4],
      [2, 1],
      [2, 4],
      [undefined, 5],
    ],
    full: [
      [0, 1],
      [0, 4],
      [2, 1],
      [2, 4],
      [3, undefined],
      [undefined, 5],
    ],
    semi: [
      [0, undefined],
      [2, undefined],
    ],
    anti: [[3, undefined]],
  };
  for (const [type, pairs] of Object.entries(wanted)) {
    const run = joinOf(type as JoinType);
    run.run(stepsOf('La1 Ra2 La3 Lb4 Ra5 Rc6'));
    assert.equal(run.rows, [], 'nothing before the window is over');
    run.end();
    assert.equal(
      run.rows.map(({ left, right }) => [left, right]),
      pairs,
      type,
    );
    assert.ok(run.rows.every(({ timestamp }) => timestamp === 9));
  }
});

test('says which key and window a pair shares', () => {
  const events = [{ value: 'l', at: -3 }];
  const stream = () => from(cutEvents(events, { size: 1, outOfOrderness: 0 }));
  const joined = stream().pipe(
    windowJoin(stream(), {
      leftKey: () => 'k',
      rightKey: () => 'k',
      size: 10,
      every: 5,
      late: 'drop',
    }),
  );
  const shared = { key: 'k', left: 'l', right: 'l' };
  assert.equal(collect(joined).values, [
    { ...shared, window: { start: -10, end: 0 } },
    { ...shared, window: { start: -5, end: 5 } },
  ]);
});

// time

test('fires when the watermark of both inputs has passed the end, and then forgets the window', () => {
  const run = joinOf('inner');
  run.run(stepsOf('La1 Ra2 La10 Ra10 Ra11 La11'));
  assert.equal(run.rows, [{ step: 3, left: 0, right: 1, timestamp: 9 }]);
  assert.equal(run.kept, [1, 2, 3, 2, 3, 4]);
});

// late

test('takes an event behind the watermark while its window is open, and none when it is closed', () => {
  const run = joinOf('inner');
  run.run(stepsOf('La8 Ra8 La5 La10 Ra10 La9'));
  assert.equal(
    run.rows.map(({ left, right }) => [left, right]),
    [
      [0, 1],
      [2, 1],
    ],
  );
  assert.equal(run.late, [{ step: 5, side: 'left', id: 5, watermark: 9, behind: 0 }]);
});

test('counts what is in no window, and what gave no result', () => {
  const run = new TwoInputs(
    (right, late) => windowJoin(right, { ...keys, size: 2, every: 10, late: lateTo(late) }),
    0,
  );
  run.run(stepsOf('La0 Ra1 La5 Lb1'));
  run.end();
  const { unassigned, unjoined, closed } = run.info.counters;
  assert.equal([unassigned, unjoined, closed], [1, 1, 1]);
});

// arguments

test('refuses what it cannot work with, by the name of the field', () => {
  const good = { ...keys, size: 1, late: 'drop' } as const;
  const wrong: [text: string, config: object][] = [
    ['size: expected a positive duration', { size: 0 }],
    ['every: expected a positive duration', { every: -1 }],
    ['offset: expected a duration', { offset: 'x' }],
    ['type: expected', { type: 'cross' }],
    ['late: expected', { late: 'keep' }],
    ['project: expected a function', { project: {} }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => windowJoin(NEVER, { ...good, ...config } as typeof good), text);
  }
  assert.throws(() => windowJoin(NEVER, undefined as never), 'config: expected an object');
});

test.run();
