import { windowJoin } from '../../../operators/joins/index.ts';
import type { JoinType } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { joinArrivals } from '../../oracle/joinSteps.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import { windowJoinSteps } from '../../oracle/windowJoinSteps.ts';
import type { WindowJoinCase } from '../../oracle/windowJoinSteps.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { same } from '../../support/windowRuns.ts';
import { addOracleTests } from './joinOracle.ts';
import type { JoinSetting } from './joinOracle.ts';
import { randomSteps, runByTurns, runInChunks, TwoInputs } from './twoInputs.ts';
import type { JoinRow } from './twoInputs.ts';

const SEEDS = 1_500;
const test = suite('windowJoin with sessions and late rows, against all results at each step');
const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];
const key = (event: JoinEvent): string => event.key;

function shapeOf(seed: number): Pick<WindowJoinCase, 'grid' | 'session'> {
  const random = randomFrom(seed * 7 + 3);
  const size = 1 + random(12);
  if (random(2) === 0) {
    const every = random(2) === 0 ? size : 1 + random(14);
    return { grid: { size, every, offset: (random(30) - 15) % every } };
  }
  const gapOf = random(3) === 0 ? ({ id }: JoinEvent) => 1 + (id % size) : () => size;
  return { session: { gapOf, touching: random(2) === 0 } };
}

function settingOf(seed: number, forced: Partial<WindowJoinCase> = {}): JoinSetting {
  const random = randomFrom(seed * 5 + 2);
  const config: WindowJoinCase = {
    ...shapeOf(seed),
    type: TYPES[seed % TYPES.length] as JoinType,
    lateBy: random(2) === 0 ? 'combined' : 'input',
    lateness: random(4) === 0 ? 0 : random(20),
    corrections: random(3) === 0 ? 'whole' : 'changes',
    ...forced,
  };
  const { grid, session, lateness, ...rest } = config;
  const common = {
    ...rest,
    type: rest.type as JoinType,
    leftKey: key,
    rightKey: key,
    allowedLateness: lateness,
  };
  return {
    about: JSON.stringify(config),
    outOfOrderness: random(6),
    build: (right, output) => {
      const project = (
        left: JoinEvent | undefined,
        partner: JoinEvent | undefined,
        { key: _key, ...place }: { key: string } & Pick<JoinRow, 'window' | 'timing' | 'retract'>,
      ) => ({ left, right: partner, place });
      const late = lateTo(output);
      if (session === undefined) return windowJoin(right, { ...common, ...grid!, late, project });
      const { gapOf, touching } = session;
      const gap = ({ value }: { value: JoinEvent }): number => gapOf(value);
      return windowJoin(right, { ...common, gap, touching, late, project });
    },
    expect: (arrivals) => windowJoinSteps(arrivals, config),
  };
}

test('gives what differs between all results before and behind each step', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { about, outOfOrderness, build, expect } = settingOf(seed);
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
});

test('gives the same at any chunk size', () => {
  for (let seed = 1; seed <= SEEDS / 4; seed += 1) {
    const { about, outOfOrderness, build } = settingOf(seed);
    const [first, ...others] = [1, 2, 7, 512].map((size) => {
      const { rows, late } = runInChunks(build, randomSteps(seed), outOfOrderness, size);
      return [...rows, ...late].map(({ step: _step, ...row }) => row);
    });
    for (const other of others) same(other, first as unknown[], `seed ${seed} ${about}`);
  }
});

test('comes to the same results on a grid however the inputs interleave', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const setting = settingOf(seed, { lateBy: 'input', corrections: 'changes' });
    if (shapeOf(seed).grid === undefined) continue;
    const { about, outOfOrderness, build } = setting;
    const steps = randomSteps(seed, { idle: false });
    const runs = [1, 7, 512].map((size) =>
      net(runByTurns(build, steps, outOfOrderness, size).rows),
    );
    for (const run of runs.slice(1)) same(run, runs[0] as string[], `seed ${seed} ${about}`);
  }
});

/** The results that nothing took back; each result of these inputs is unlike the others. */
function net(rows: readonly JoinRow[]): string[] {
  const standing = new Set<string>();
  for (const { left, right, window, retract } of rows) {
    const row = JSON.stringify([left, right, window]);
    const right_ = retract === true ? standing.delete(row) : !standing.has(row);
    if (!right_) throw new Error(`${row} is ${retract === true ? 'taken back' : 'given'} in vain`);
    if (retract !== true) standing.add(row);
  }
  return [...standing].sort();
}

// Where no row is behind its own input's watermark, nothing depends on how the sides interleave.
addOracleTests(test, 400, (seed, lateBy) => ({
  ...settingOf(seed, lateBy === undefined ? {} : { lateBy }),
  ...(lateBy !== undefined && { outOfOrderness: 9 }),
}));

test.run();
