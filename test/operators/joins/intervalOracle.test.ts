import { intervalJoin } from '../../../operators/joins/index.ts';
import type { JoinType } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { intervalRows } from '../../oracle/joinRows.ts';
import { joinArrivals } from '../../oracle/joinSteps.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { same } from '../../support/windowRuns.ts';
import { addRestoreTest, lateOf, withoutStep } from './joinOracle.ts';
import { randomSteps, runByTurns, sorted, TwoInputs } from './twoInputs.ts';
import type { BuildJoin } from './twoInputs.ts';

const test = suite('intervalJoin against a join that keeps everything');
const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];
const key = (event: JoinEvent): string => event.key;

interface Setting {
  readonly type: JoinType;
  readonly lateBy: 'combined' | 'input';
  readonly order: 'arrival' | 'time';
  readonly outOfOrderness: number;
  readonly lowest: number;
  readonly lower: (left: JoinEvent) => number;
  readonly upper: (left: JoinEvent) => number;
  readonly build: BuildJoin<{ left: JoinEvent | undefined; right: JoinEvent | undefined }>;
}

function settingOf(seed: number, order: 'arrival' | 'time', forced?: 'input'): Setting {
  const random = randomFrom(seed * 7 + 1);
  const type = TYPES[seed % TYPES.length] as JoinType;
  const lateBy = forced ?? (random(2) === 0 ? 'combined' : 'input');
  const lowest = random(14) - 8;
  const span = 2 + random(7);
  const byRow = random(3) === 0;
  const inclusive = [random(2) === 0, random(2) === 0] as const;
  const lower = (left: JoinEvent): number => lowest + (byRow ? left.id % 3 : 0);
  const upper = (left: JoinEvent): number => lowest + span - (byRow ? left.id % 4 : 0);
  const bounds = byRow ? { lower, lowest, upper } : { lower: lowest, upper: lowest + span };
  const edges = { lowerInclusive: inclusive[0], upperInclusive: inclusive[1] };
  const inside = inclusive[0] ? 0 : 1;
  return {
    type,
    lateBy,
    order,
    outOfOrderness: random(6),
    lowest: lowest + inside,
    lower: (left) => lower(left) + inside,
    upper: (left) => upper(left) - (inclusive[1] ? 0 : 1),
    build: (right, late) =>
      intervalJoin(right, {
        ...bounds,
        ...edges,
        leftKey: key,
        rightKey: key,
        type,
        lateBy,
        order,
        late: lateTo(late),
        project: (left, partner) => ({ left, right: partner }),
      }),
  };
}

test('gives the same rows, late events and state behind each step', () => {
  for (let seed = 1; seed <= 1_500; seed += 1) {
    const setting = settingOf(seed, 'arrival');
    const steps = randomSteps(seed);
    const expected = intervalRows(joinArrivals(steps, setting.outOfOrderness), setting);
    const run = new TwoInputs(setting.build, setting.outOfOrderness);
    run.run(steps);
    run.end();
    const about = `seed ${seed} ${setting.type} ${setting.lateBy}`;
    same(sorted(run.rows), sorted(expected.rows), about);
    const late = run.late.map(({ step, id, watermark }) => ({ step, id, watermark }));
    same(late, expected.late, `${about}: late`);
    same(run.kept, expected.kept, `${about}: rows kept`);
    const counted = run.info.counters;
    same([counted.late, counted.out], [late.length, run.rows.length], `${about}: counted`);
  }
});

test('accounts for each event: in a result, late, or without one', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const setting = settingOf(seed, 'arrival');
    const run = new TwoInputs(setting.build, setting.outOfOrderness);
    run.run(randomSteps(seed));
    run.end();
    const { in: all, late, unjoined } = run.info.counters;
    const inResults = new Set(run.rows.flatMap(({ left, right }) => [left, right]));
    inResults.delete(undefined);
    // The partner of a semi join's row is used, and not part of the result.
    const used = setting.type === 'semi' ? all - late - unjoined : inResults.size;
    assert.is(used + late + unjoined, all, `seed ${seed} ${setting.type}`);
    assert.ok(used >= inResults.size, `seed ${seed} ${setting.type}`);
  }
});

test('gives all results in the order of their timestamps when they wait for the watermark', () => {
  for (let seed = 1; seed <= 600; seed += 1) {
    const setting = settingOf(seed, 'time');
    const steps = randomSteps(seed);
    const expected = intervalRows(joinArrivals(steps, setting.outOfOrderness), setting);
    const run = new TwoInputs(setting.build, setting.outOfOrderness);
    run.run(steps);
    run.end();
    const about = `seed ${seed} ${setting.type} ${setting.lateBy}`;
    const numbers = ({ left = Infinity, right = Infinity }): [number, number] => [left, right];
    const inOrder = expected.rows.toSorted((a, b) => {
      const [[left, right], [otherLeft, otherRight]] = [numbers(a), numbers(b)];
      return (
        a.timestamp - b.timestamp ||
        (left === otherLeft ? 0 : left - otherLeft) ||
        (right === otherRight ? 0 : right - otherRight)
      );
    });
    same(run.rows.map(withoutStep), inOrder.map(withoutStep), about);
    same(run.kept.slice(-1), [0], `${about}: nothing is left`);
  }
});

test('gives the same rows in the same order however the inputs interleave', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const setting = settingOf(seed, 'time', 'input');
    const steps = randomSteps(seed, { idle: false });
    const runs = [1, 2, 7, 512].map((size) =>
      runByTurns(setting.build, steps, setting.outOfOrderness, size),
    );
    const [first, ...others] = runs.map(({ rows, late }) => ({
      rows: rows.map(withoutStep),
      lefts: lateOf(late, 'left'),
      rights: lateOf(late, 'right'),
    }));
    for (const other of others) same([other], [first], `seed ${seed} ${setting.type}`);
  }
});

addRestoreTest(test, 240, (seed) => {
  const setting = settingOf(seed, seed % 4 === 0 ? 'time' : 'arrival');
  return { ...setting, about: setting.type, expect: (arrivals) => intervalRows(arrivals, setting) };
});

test.run();
