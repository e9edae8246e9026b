import { from, NEVER, Subject } from 'rxjs';
import { intervalJoin } from '../../../operators/joins/index.ts';
import type { IntervalBounds, JoinType, Sided } from '../../../operators/joins/index.ts';
import { lateTo, operatorsBehind, SideOutput } from '../../../operators/kernel/index.ts';
import type { Chunk, Late } from '../../../operators/kernel/index.ts';
import type { JoinEvent, JoinStep } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { joinContract } from './joinContract.ts';
import { TwoInputs } from './twoInputs.ts';
import type { BuildJoin, JoinRow } from './twoInputs.ts';

const test = suite('intervalJoin');
const key = (event: JoinEvent): string => event.key;
const keys = { leftKey: key, rightKey: key };

joinContract(test, (right) =>
  intervalJoin(right, {
    leftKey: () => 'all',
    rightKey: () => 'all',
    lower: -2,
    upper: -1,
    type: 'left',
    late: 'error',
  }),
);

/** Steps written as `L7` or `R9`, each event numbered by its place; one key. */
function stepsOf(text: string): JoinStep[] {
  return text.split(' ').map((word, id) => ({
    side: word.startsWith('L') ? 'left' : 'right',
    key: 'a',
    id,
    at: Number(word.slice(1)),
  }));
}

function joinOf(
  type: JoinType,
  bounds: IntervalBounds<JoinEvent>,
): BuildJoin<{ left: JoinEvent | undefined; right: JoinEvent | undefined }> {
  return (right, late) => intervalJoin(right, { ...keys, ...bounds, type, late: lateTo(late) });
}

/** Each result by its rows' times, as `7+9@9`; the events' times are distinct. */
function show(steps: readonly JoinStep[], rows: readonly JoinRow[]): string[] {
  const at = (id: number | undefined): string =>
    id === undefined ? '-' : String((steps[id] as JoinEvent).at);
  return rows.map(({ left, right, timestamp }) => `${at(left)}+${at(right)}@${timestamp}`);
}

function resultsOf(type: JoinType, bounds: IntervalBounds<JoinEvent>, text: string): string[] {
  const steps = stepsOf(text);
  const run = new TwoInputs(joinOf(type, bounds), 0);
  run.run(steps);
  run.end();
  return show(steps, run.rows);
}

// values

test('pairs rows whose times are within the bounds, both included', () => {
  const bounds = { lower: -2, upper: 3 };
  assert.equal(resultsOf('inner', bounds, 'L10 R7 R8 R11 R13 R14'), [
    '10+8@10',
    '10+11@11',
    '10+13@13',
  ]);
});

test('leaves out a bound that is exclusive', () => {
  const bounds = { lower: -2, upper: 3, lowerInclusive: false, upperInclusive: false };
  assert.equal(resultsOf('inner', bounds, 'L10 R8 R9 R12 R13'), ['10+9@10', '10+12@12']);
});

test('gives the rows that each type of join wants', () => {
  const wanted: Record<JoinType, string[]> = {
    inner: ['1+2@2', '1+3@3'],
    left: ['1+2@2', '1+3@3', '20+-@20'],
    right: ['1+2@2', '1+3@3', '-+40@40'],
    full: ['1+2@2', '1+3@3', '20+-@20', '-+40@40'],
    semi: ['1+-@1'],
    anti: ['20+-@20'],
  };
  for (const [type, rows] of Object.entries(wanted)) {
    const seen = resultsOf(type as JoinType, { lower: 0, upper: 5 }, 'L1 R2 R3 L20 R40');
    assert.equal(seen, rows, type);
  }
});

test('takes bounds that lie on one side of the left row, and a single point', () => {
  assert.equal(resultsOf('inner', { lower: 5, upper: 5 }, 'L1 R5 R6 R7'), ['1+6@6']);
  assert.equal(resultsOf('inner', { lower: -5, upper: -4 }, 'R1 R2 R3 L6'), ['6+1@6', '6+2@6']);
});

test('takes bounds from the left row', () => {
  const bounds = { lower: 0, upper: ({ at }: JoinEvent) => (at === 1 ? 10 : 1) };
  assert.equal(resultsOf('inner', bounds, 'L1 L2 R4 R9'), ['1+4@4', '1+9@9']);
});

// state

test('keeps a row for as long as a partner can come that is not late, and not a millisecond more', () => {
  const run = new TwoInputs(joinOf('inner', { lower: -3, upper: 5 }), 0);
  // The watermark of both is 9, 14, 15 behind the right rows. A left row of 10 has partners up to 15,
  // a right row of 10 up to 13.
  run.run(stepsOf('L10 R10 L15 R15 L16 R16'));
  assert.equal(run.kept, [1, 2, 3, 3, 4, 4]);
});

test('frees a left row at the watermark at which its last partner would be late', () => {
  const run = new TwoInputs(joinOf('left', { lower: 0, upper: 5 }), 0);
  run.run(stepsOf('L10 L100 R15'));
  assert.equal(run.rows, [{ step: 2, left: 0, right: 2, timestamp: 15 }]);
  const other = new TwoInputs(joinOf('left', { lower: 0, upper: 5 }), 0);
  other.run(stepsOf('L10 L100 R16 R15'));
  assert.equal(other.rows, [{ step: 2, left: 0, right: undefined, timestamp: 10 }]);
  assert.equal(other.late, [{ step: 3, side: 'right', id: 3, watermark: 15, behind: 0 }]);
  assert.equal(other.kept, [1, 2, 2, 2]);
});

test('keeps nothing that cannot find a partner any more when it comes', () => {
  const run = new TwoInputs(joinOf('inner', { lower: -5, upper: -5 }), 0);
  run.run(stepsOf('R10 L11 L12'));
  assert.equal(run.kept, [1, 1, 1]);
});

test('forgets a left row of a semi or anti join with its first partner', () => {
  for (const type of ['semi', 'anti'] as const) {
    const run = new TwoInputs(joinOf(type, { lower: 0, upper: 50 }), 0);
    run.run(stepsOf('L10 R11'));
    assert.equal(run.kept, [1, 1], type);
  }
});

test('counts the rows that gave no result, and holds nothing at the end', () => {
  const run = new TwoInputs(joinOf('inner', { lower: 0, upper: 1 }), 0);
  run.run(stepsOf('L1 R1 L10 R20'));
  run.end();
  assert.equal([run.info.counters.unjoined, run.info.stateSize()], [2, 0]);
});

// time

test('keeps its watermark below a row that may still come out alone', () => {
  for (const [type, watermark] of [
    ['inner', 13],
    ['left', 9],
    ['semi', 9],
    ['right', 11],
  ] as const) {
    const left = new Subject<Chunk<number>>();
    const right = new Subject<Chunk<number>>();
    const [leftKey, rightKey] = [() => 'l', () => 'r'];
    const bounds = { lower: -9, upper: 5 };
    const join = intervalJoin(right, { leftKey, rightKey, ...bounds, type, late: 'error' });
    const { chunks } = collect(left.pipe(join));
    left.next(chunkOf([[1, 10]], { watermark: 13 }));
    right.next(chunkOf([[1, 12]], { watermark: 13 }));
    assert.is(chunks.at(-1)?.watermark, watermark, type);
  }
});

// late

test('judges an event by its own input on request, whatever the other input has brought', () => {
  for (const [lateBy, late] of [
    ['combined', 0],
    ['input', 1],
  ] as const) {
    const run = new TwoInputs(
      (right, output) =>
        intervalJoin(right, { ...keys, lower: 0, upper: 9, lateBy, late: lateTo(output) }),
      0,
    );
    run.run(stepsOf('L10 L9 R10'));
    assert.is(run.late.length, late, lateBy);
  }
});

test('fails on a late event when that is an error, and drops it when that was chosen', () => {
  const chunks = cutEvents(
    [9, 1].map((at) => ({ value: at, at })),
    { size: 2, outOfOrderness: 0 },
  );
  const join = (late: 'drop' | 'error') =>
    from(chunks).pipe(
      intervalJoin(from(chunks), {
        leftKey: () => 0,
        rightKey: () => 0,
        lower: 0,
        upper: 0,
        late,
      }),
    );
  assert.hasCode(collect(join('error')).error, 'MILLRACE_LATE', 'intervalJoin: an event of 1');
  const dropping = join('drop');
  assert.is(collect(dropping).values.length, 1);
  assert.is(operatorsBehind(dropping)[0]?.counters.late, 1);
});

// errors

test('fails with what a function given to it throws, and when lower gives less than lowest', () => {
  const chunks = cutEvents([{ value: 1, at: 1 }], { size: 1, outOfOrderness: 0 });
  const base = { leftKey: () => 0, rightKey: () => 0, upper: 9, late: 'drop' } as const;
  const broken = intervalJoin(NEVER, {
    ...base,
    lower: 0,
    leftKey: (at: number): number => {
      throw new Error(`no key for ${at}`);
    },
  });
  assert.hasCode(collect(from(chunks).pipe(broken)).error, 'MILLRACE_CALLBACK', 'no key');
  const below = intervalJoin(NEVER, { ...base, lower: (at: number) => -at, lowest: 0 });
  const { error } = collect(from(chunks).pipe(below));
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'lower: expected at least 0 ms, got -1');
});

// arguments

test('refuses what it cannot work with, by the name of the field', () => {
  const good = { ...keys, lower: 0, upper: 1, late: 'drop' } as const;
  const wrong: [text: string, config: object][] = [
    ['leftKey: expected a function', { leftKey: 'a' }],
    ['rightKey: expected a function', { rightKey: undefined }],
    ['late: expected', { late: undefined }],
    ["lateBy: expected 'combined' or 'input', got 'left'", { lateBy: 'left' }],
    ['type: expected', { type: 'outer' }],
    ['order: expected', { order: 'key' }],
    ['project: expected a function', { project: 1 }],
    ["lower: expected a duration: milliseconds, or a text such as '500ms'", { lower: 'soon' }],
    ['upper: expected a bound that leaves room above lower 2, got 1', { lower: 2 }],
    [
      'upper: expected a bound that leaves room above lower 0, got 1',
      { lowerInclusive: false, upperInclusive: false },
    ],
    ['lowest: expected', { lower: () => 0 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => intervalJoin(NEVER, { ...good, ...config } as typeof good), text);
  }
  assert.throws(() => intervalJoin(1 as never, good), 'right: expected a stream, got 1');
  const output = new SideOutput<Late<Sided<JoinEvent, JoinEvent>>>();
  intervalJoin(NEVER, { ...good, lower: 100, upper: 100, late: lateTo(output) });
});

test.run();
