import { intervalJoin } from '../../../operators/joins/index.ts';
import type { JoinType } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { intervalRows } from '../../oracle/joinRows.ts';
import { joinArrivals } from '../../oracle/joinSteps.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { same } from '../../support/windowRuns.ts';
import { withoutStep } from './joinOracle.ts';
import { randomSteps, sorted, TwoInputs } from './twoInputs.ts';
import type { BuildJoin } from './twoInputs.ts';

const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];
const key = (event: JoinEvent): string => event.key;

/** A random setting of the join. */
interface Setting {
  readonly about: string;
  readonly type: JoinType;
  readonly lateBy: 'combined' | 'input';
  readonly order: 'arrival' | 'time';
  readonly outOfOrderness: number;
  readonly lowest: number;
  readonly lower: (left: JoinEvent) => number;
  readonly upper: (left: JoinEvent) => number;
  readonly build: BuildJoin<{ left: JoinEvent | undefined; right: JoinEvent | undefined }>;
}

/** A random setting of an interval join. */
export function intervalSetting(
  seed: number,
  order: 'arrival' | 'time',
  forced?: 'input',
): Setting {
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
    about: type,
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

/** Holds a random interval join to what it promises: gives the same rows, late events and state behind each step. */
export function checkIntervalSteps(seed: number): void {
  const setting = intervalSetting(seed, 'arrival');
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

/** Holds a random interval join to what it promises: accounts for each event: in a result, late, or without one. */
export function checkIntervalAccounts(seed: number): void {
  const setting = intervalSetting(seed, 'arrival');
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

/** Holds a random interval join to what it promises: gives all results in the order of their timestamps when they wait for the watermark. */
export function checkIntervalOrder(seed: number): void {
  const setting = intervalSetting(seed, 'time');
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
