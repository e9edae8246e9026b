import type { NaiveJoin, NaiveRow } from '../../oracle/joinRows.ts';
import { joinArrivals } from '../../oracle/joinSteps.ts';
import type { JoinArrival, JoinEvent } from '../../oracle/joinSteps.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { Suite } from '../../support/suite.ts';
import { same } from '../../support/windowRuns.ts';
import { randomSteps, runByTurns, TwoInputs } from './twoInputs.ts';
import type { BuildJoin } from './twoInputs.ts';

/** A join with its config, as the join and as its oracle need it. */
export interface JoinSetting {
  readonly about: string;
  readonly outOfOrderness: number;
  readonly build: BuildJoin<{ left: JoinEvent | undefined; right: JoinEvent | undefined }>;
  readonly expect: (arrivals: readonly JoinArrival[]) => NaiveJoin;
}

/** Makes the settings of runs that are held to each other, not to an oracle. */
export type TurnsOf = (seed: number, lateBy?: 'input') => Omit<JoinSetting, 'expect'>;

/** How a suite makes its settings; `lateBy` is forced where the inputs interleave at will. */
export type MakeSetting = (seed: number, lateBy?: 'input') => JoinSetting;

/** Holds a join to its oracle behind each step: rows, late events, rows that are kept. */
export function checkJoinSteps(seed: number, make: MakeSetting): void {
  const { about, outOfOrderness, build, expect } = make(seed);
  const steps = randomSteps(seed);
  const expected = expect(joinArrivals(steps, outOfOrderness));
  const run = new TwoInputs(build, outOfOrderness);
  run.run(steps);
  run.end();
  same(run.rows, expected.rows, `seed ${seed} ${about}`);
  const late = run.late.map(({ step, id, watermark }) => ({ step, id, watermark }));
  same(late, expected.late, `seed ${seed} ${about}: late`);
  same(run.kept, expected.kept, `seed ${seed} ${about}: rows kept`);
}

/** Holds a join judged by its inputs to itself, its inputs in other chunks and so in another order. */
export function checkJoinTurns(seed: number, make: TurnsOf): void {
  const { about, outOfOrderness, build } = make(seed, 'input');
  const steps = randomSteps(seed, { idle: false });
  const runs = [1, 2, 7, 512].map((size) => runByTurns(build, steps, outOfOrderness, size));
  const [first, ...others] = runs.map(({ rows, late }) => ({
    rows: rows.map(withoutStep),
    lefts: lateOf(late, 'left'),
    rights: lateOf(late, 'right'),
  }));
  for (const other of others) same([other], [first], `seed ${seed} ${about}`);
}

/** Holds a join that goes on from a snapshot to one that was never stopped. */
export function checkJoinRestore(seed: number, make: TurnsOf): void {
  const { about, outOfOrderness, build } = make(seed);
  const steps = randomSteps(seed);
  const whole = new TwoInputs(build, outOfOrderness);
  whole.run(steps);
  whole.end();
  const cut = randomFrom(seed)(steps.length);
  const first = new TwoInputs(build, outOfOrderness);
  first.run(steps.slice(0, cut));
  const second = new TwoInputs(build, outOfOrderness);
  second.restore(first, first.snapshot());
  second.run(steps.slice(cut));
  second.end();
  const text = `seed ${seed} ${about} at ${cut}`;
  same([...first.rows, ...second.rows], whole.rows, text);
  same([...first.late, ...second.late], whole.late, `${text}: late`);
  same([...first.kept, ...second.kept], whole.kept, `${text}: rows kept`);
}

/** Adds the tests of a join whose results all come in an order that is promised. */
export function addOracleTests(test: Suite<object>, seeds: number, make: MakeSetting): void {
  test('gives the same rows in order, the same late events and the same state at each step', () => {
    for (let seed = 1; seed <= seeds; seed += 1) checkJoinSteps(seed, make);
  });

  test('gives the same rows in the same order however the inputs interleave', () => {
    for (let seed = 1; seed <= seeds / 4; seed += 1) checkJoinTurns(seed, make);
  });

  addRestoreTest(test, seeds / 4, make);
}

/** Adds the test that a join goes on from its snapshot. */
export function addRestoreTest(test: Suite<object>, seeds: number, make: TurnsOf): void {
  test('goes on from a snapshot behind any step as if nothing had happened', () => {
    for (let seed = 1; seed <= seeds; seed += 1) checkJoinRestore(seed, make);
  });
}

/** A row that is compared across runs whose steps are not the same. */
export function withoutStep({ left, right, timestamp }: NaiveRow): Omit<NaiveRow, 'step'> {
  return { left, right, timestamp };
}

/** The late events of one side, in the order in which they came. */
export function lateOf(late: TwoInputs['late'], side: 'left' | 'right'): unknown[] {
  const own = late.filter((event) => event.side === side);
  return own.map(({ id, watermark, behind }) => ({ id, watermark, behind }));
}
