import { NEVER } from 'rxjs';
import { asOfJoin } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import type { JoinEvent, JoinStep } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { joinContract } from './joinContract.ts';
import { TwoInputs } from './twoInputs.ts';

const test = suite('asOfJoin');
const key = (event: JoinEvent): string => event.key;
const keys = { leftKey: key, rightKey: key };

joinContract(test, (right) =>
  asOfJoin(right, { leftKey: () => 0, rightKey: () => 0, type: 'left', late: 'error' }),
);

/** Steps written as `L7`, `R9`, or `D9` for a delete; each event numbered by its place. */
function stepsOf(text: string): JoinStep[] {
  return text.split(' ').map((word, id) => ({
    side: word.startsWith('L') ? 'left' : 'right',
    key: word.startsWith('D') ? 'a ' : 'a',
    id,
    at: Number(word.slice(1)),
  }));
}

const joinOf = (type: 'inner' | 'left', maxAge?: number) =>
  new TwoInputs(
    (right, late) =>
      asOfJoin(right, {
        leftKey: (left) => left.key,
        rightKey: (version) => version.key.trim(),
        deletes: (version) => version.key.endsWith(' '),
        type,
        late: lateTo(late),
        ...(maxAge === undefined ? {} : { maxAge }),
      }),
    0,
  );

// values

test('gives each left row the version that held at its time', () => {
  const run = joinOf('left');
  run.run(stepsOf('R10 R20 L5 L10 L19 L20 L25'));
  run.end();
  assert.equal(
    run.rows.map(({ left, right }) => [left, right]),
    [
      [2, undefined],
      [3, 0],
      [4, 0],
      [5, 1],
      [6, 1],
    ],
  );
});

test('waits for versions that can still come, and takes the last of those with one timestamp', () => {
  const run = joinOf('inner');
  run.run(stepsOf('R1 L9 R5 R9 R9 L30 R10'));
  assert.equal(run.rows, [{ step: 6, left: 1, right: 4, timestamp: 9 }]);
});

test('has no version between a delete and the next one', () => {
  const run = joinOf('left');
  run.run(stepsOf('R1 D5 R8 L4 L5 L7 L8'));
  run.end();
  assert.equal(
    run.rows.map(({ right }) => right),
    [0, undefined, undefined, 2],
  );
});

test('does not use a version that is older than maxAge', () => {
  const run = joinOf('inner', 3);
  run.run(stepsOf('R1 L4 L5'));
  run.end();
  assert.equal(
    run.rows.map(({ left }) => left),
    [1],
  );
  assert.is(run.info.counters.unjoined, 1);
});

test('counts the versions and deletes that no left row looks up, across a restore and at the end', () => {
  const steps = stepsOf('R1 L2 R3 R4 L5 D6 R7 L9 R10');
  for (let cut = 0; cut < steps.length; cut += 1) {
    const first = joinOf('inner');
    first.run(steps.slice(0, cut));
    const second = joinOf('inner');
    second.restore(first, first.snapshot());
    second.run(steps.slice(cut));
    second.end();
    assert.is(first.rows.length + second.rows.length, 3);
    // The versions of 3 and of 10, and the delete.
    const unjoined = first.info.counters.unjoined + second.info.counters.unjoined;
    assert.equal([unjoined, second.info.stateSize()], [3, 0], `restored behind step ${cut}`);
  }
});

// late and state

test('refuses versions and left rows that the watermark has passed', () => {
  const run = joinOf('inner');
  run.run(stepsOf('L10 R10 L9 R9'));
  assert.equal(
    run.late.map(({ side, behind }) => [side, behind]),
    [
      ['left', 0],
      ['right', 0],
    ],
  );
});

test('keeps one version of a key behind the watermark, and none behind a delete', () => {
  const run = joinOf('inner');
  run.run(stepsOf('R1 R2 R3 L9 R9 D12 L20'));
  // The watermark is 2 behind L9, 8 behind R9, 11 behind L20: R2 holds, then R3, then R9.
  assert.equal(run.kept, [1, 2, 3, 3, 3, 4, 3]);
  run.run([{ side: 'right', key: 'b', id: 7, at: 21 }]);
  // Only the left row of 20 and the other key's version are left.
  assert.is(run.info.stateSize(), 2);
});

// arguments

test('refuses what it cannot work with, by the name of the field', () => {
  const good = { ...keys, late: 'drop' } as const;
  const wrong: [text: string, config: object][] = [
    ["type: expected 'inner' or 'left', got 'full'", { type: 'full' }],
    ['deletes: expected a function', { deletes: true }],
    ['maxAge: expected a positive duration', { maxAge: 0 }],
    ['late: expected', { late: undefined }],
    ['leftKey: expected a function', { leftKey: undefined }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => asOfJoin(NEVER, { ...good, ...config } as typeof good), text);
  }
});

test.run();
