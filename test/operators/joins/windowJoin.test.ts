import { from, NEVER } from 'rxjs';
import { windowJoin } from '../../../operators/joins/index.ts';
import type { JoinType, WindowPlace } from '../../../operators/joins/index.ts';
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
  const shared = { key: 'k', timing: 'onTime', left: 'l', right: 'l' };
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

/** What a join tells of late rows: `+` and `-` for given and taken back, ids, timing and window. */
function told(config: object, text: string): string[] {
  const run = new TwoInputs((right, late) => {
    const project = (left: unknown, partner: unknown, place: unknown) =>
      ({ left, right: partner, place }) as never;
    const fields = { ...keys, allowedLateness: 20, late: lateTo(late), project, ...config };
    return windowJoin(right, fields as typeof fields & { readonly size: 1 });
  }, 0);
  run.run(stepsOf(text));
  return run.rows.map(
    ({ step, left = '', right = '', timing, retract, window }) =>
      `${step}: ${retract ? '-' : '+'}(${left},${right}) ${timing} ${window?.start}-${window?.end}`,
  );
}

test('takes back what a late row makes wrong, and gives what it makes right', () => {
  const steps = 'La1 Lb2 Lz10 Rz10 Ra3 La4 Rc5';
  const onTime = ['3: +(0,) onTime 0-10', '3: +(1,) onTime 0-10'];
  assert.equal(told({ size: 10, type: 'full' }, steps), [
    ...onTime,
    '4: -(0,) late 0-10',
    '4: +(0,4) late 0-10',
    '5: +(5,4) late 0-10',
    '6: +(,6) late 0-10',
  ]);
  const late = '4: -(0,) late 0-10';
  assert.equal(told({ size: 10, type: 'anti' }, steps), [...onTime, late]);
  const semi = ['4: +(0,) late 0-10', '5: +(5,) late 0-10'];
  assert.equal(told({ size: 10, type: 'semi' }, steps), semi);
});

test('fires a key and window again as a whole for each late row, where that is asked for', () => {
  const config = { size: 10, type: 'left', corrections: 'whole' };
  assert.equal(told(config, 'La1 Lb2 Lz10 Rz10 Ra3 La4'), [
    '3: +(0,) onTime 0-10',
    '3: +(1,) onTime 0-10',
    '4: +(0,4) late 0-10',
    '5: +(0,4) late 0-10',
    '5: +(5,4) late 0-10',
  ]);
});

test('joins in sessions that the rows of both sides make together', () => {
  const config = { gap: 5, allowedLateness: 0 };
  assert.equal(told(config, 'La1 Ra5 La9 La14 Lz20 Rz20'), [
    '5: +(0,1) onTime 1-14',
    '5: +(2,1) onTime 1-14',
  ]);
  assert.equal(told({ ...config, touching: true }, 'La1 Ra6 Lz20 Rz20'), ['3: +(0,1) onTime 1-11']);
});

test('takes back what a session gave that a late row makes another', () => {
  // The sessions 0-6 and 8-14 have fired; a row of 4 makes them one, which has passed too.
  assert.equal(told({ gap: 5 }, 'La0 Ra1 La8 Ra9 Lz20 Rz20 La4'), [
    '3: +(0,1) onTime 0-6',
    '5: +(2,3) onTime 8-14',
    '6: -(0,1) late 0-6',
    '6: -(2,3) late 8-14',
    '6: +(0,1) late 0-14',
    '6: +(0,3) late 0-14',
    '6: +(2,1) late 0-14',
    '6: +(2,3) late 0-14',
    '6: +(6,1) late 0-14',
    '6: +(6,3) late 0-14',
  ]);
  // What it becomes ends after the watermark: it fires once more when that has passed.
  assert.equal(told({ gap: 5 }, 'La0 Ra1 Lz7 Rz7 Ra8 La5 Lz30 Rz30'), [
    '3: +(0,1) onTime 0-6',
    '5: -(0,1) late 0-6',
    '7: +(2,3) onTime 7-12',
    '7: +(0,1) onTime 0-13',
    '7: +(0,4) onTime 0-13',
    '7: +(5,1) onTime 0-13',
    '7: +(5,4) onTime 0-13',
  ]);
});

test('forgets a window when no late row can come to it, and counts what found no partner', () => {
  const project = (left: JoinEvent, partner: JoinEvent, place: WindowPlace<string>) => ({
    left,
    right: partner,
    place,
  });
  const config = { ...keys, size: 10, allowedLateness: 5, project };
  const run = new TwoInputs(
    (right, late) => windowJoin(right, { ...config, late: lateTo(late) }),
    0,
  );
  run.run(stepsOf('La1 Lb2 Lz12 Rz12 Ra3 Lz15 Rz15 La9'));
  assert.equal(run.kept, [1, 2, 3, 4, 5, 6, 4, 4]);
  assert.equal(run.late, [{ step: 7, side: 'left', id: 7, watermark: 14, behind: 0 }]);
  const { unjoined, closed, corrections } = run.info.counters;
  assert.equal([unjoined, closed, corrections], [1, 1, 1]);
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
    ['allowedLateness: expected a duration of 0 or more', { allowedLateness: -1 }],
    ['corrections: expected', { corrections: 'all' }],
    ['touching: expected nothing beside size', { touching: true }],
    ['size: expected nothing beside gap', { gap: 1 }],
    ['every: expected nothing beside gap', { size: undefined, every: 1, gap: 1 }],
    ['gap: expected a positive duration', { size: undefined, gap: 0 }],
    ['touching: expected true or false', { size: undefined, gap: 1, touching: 1 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => windowJoin(NEVER, { ...good, ...config } as typeof good), text);
  }
  assert.throws(() => windowJoin(NEVER, undefined as never), 'config: expected an object');
});

test.run();
