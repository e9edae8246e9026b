import { pipe } from 'rxjs';
import { mapEach } from '../../../operators/flow/index.ts';
import { tableJoin } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { joinArrivals } from '../../oracle/joinSteps.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import { tableJoinSteps } from '../../oracle/tableJoinSteps.ts';
import type { TableJoinCase } from '../../oracle/tableJoinSteps.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { same } from '../../support/windowRuns.ts';
import { checkJoinRestore, checkJoinTurns } from './joinOracle.ts';
import { randomSteps, runInChunks, TwoInputs } from './twoInputs.ts';
import type { BuildJoin, JoinRow } from './twoInputs.ts';

const SEEDS = 900;
const test = suite('tableJoin against tables that are joined anew at each step');
const TYPES = ['inner', 'left', 'right', 'full'] as const;
const key = (event: JoinEvent): string => event.key;

function caseOf(seed: number, forced: Partial<TableJoinCase>): TableJoinCase {
  const random = randomFrom(seed * 11 + 4);
  const idOf = [key, ({ id }: JoinEvent) => `r${id % 3}`];
  const life = (): number => (random(2) === 0 ? Infinity : 1 + random(15));
  const deleted = 2 + random(6);
  return {
    type: TYPES[seed % TYPES.length] as TableJoinCase['type'],
    leftId: idOf[random(2)] as typeof key,
    rightId: idOf[random(2)] as typeof key,
    deletes: ({ id }) => id % deleted === 0,
    lives: { left: life(), right: life() },
    late: random(2) === 0 ? 'judged' : 'accept',
    lateBy: random(2) === 0 ? 'combined' : 'input',
    ...forced,
  };
}

function buildOf(config: TableJoinCase): BuildJoin<Shown> {
  const { lives, late, deletes, ...rest } = config;
  const live = (span: number) => (span < Infinity ? { eventTime: span } : undefined);
  const [left, right] = [live(lives.left), live(lives.right)];
  const fields = {
    ...rest,
    leftKey: key,
    rightKey: key,
    deletes: { left: deletes, right: deletes },
    timeToLive: { ...(left && { left }), ...(right && { right }) },
    project: (own: JoinEvent | undefined, other: JoinEvent | undefined): Shown => ({
      left: own,
      right: other,
    }),
  };
  return (input, output) =>
    pipe(
      tableJoin(input, { ...fields, late: late === 'accept' ? 'accept' : lateTo(output) }),
      mapEach(({ op, key: [own = '-', other = '-'], value }) => {
        const timing = late === 'accept' ? { timing: 'late' as const } : {};
        return { ...value, place: { op, key: `${own} ${other}`, ...timing } };
      }),
    );
}

interface Shown {
  readonly left: JoinEvent | undefined;
  readonly right: JoinEvent | undefined;
}

function settingOf(seed: number, forced: Partial<TableJoinCase> = {}) {
  const config = caseOf(seed, forced);
  const about = JSON.stringify(config);
  return { about, config, outOfOrderness: randomFrom(seed)(7), build: buildOf(config) };
}

const changeOf = ({ op = '', key: row = '', left, right, timestamp }: JoinRow) => ({
  op,
  key: row,
  value: `${left ?? '-'} ${right ?? '-'}`,
  timestamp,
});

const inText = (changes: readonly object[]): string[] =>
  changes.map((change) => JSON.stringify(change, ['op', 'key', 'value', 'timestamp'])).sort();

test('tells exactly what differs, moment by moment, and keeps what it must', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { about, config, outOfOrderness, build } = settingOf(seed);
    const steps = randomSteps(seed);
    const expected = tableJoinSteps(joinArrivals(steps, outOfOrderness), config);
    const run = new TwoInputs(build, outOfOrderness);
    run.run(steps);
    run.end();
    const text = `seed ${seed} ${about}`;
    for (const [step, { moments }] of expected.entries()) {
      const rows = run.rows.filter((row) => row.step === step).map(changeOf);
      for (const changes of moments) {
        const own = rows.splice(0, changes.length);
        same(inText(own), inText(changes), `${text}, step ${step}`);
      }
      same(rows, [], `${text}, step ${step}: more than differs`);
    }
    const late = run.late.map(({ step, id }) => ({ step, id }));
    const wanted = expected.flatMap(({ late: ids }, step) => ids.map((id) => ({ step, id })));
    same(late, wanted, `${text}: late`);
    // Behind the last step the streams have ended, and nothing is kept.
    const kept = expected.map((step) => step.kept).slice(0, -1);
    same(run.kept, [...kept, 0], `${text}: kept`);
    applyAll(run.rows.map(changeOf), text);
  }
});

/** Each change must fit the table that the changes before it made. */
function applyAll(changes: readonly ReturnType<typeof changeOf>[], text: string): void {
  const table = new Map<string, string>();
  for (const [index, { op, key: row, value }] of changes.entries()) {
    const there = table.get(row);
    if (op === 'insert') assert.is(there, undefined, `${text}: ${row} is there`);
    else if (op !== 'updateAfter') assert.is(there, value, `${text}: ${row} is another`);
    else assert.equal([changes[index - 1]?.op, changes[index - 1]?.key], ['updateBefore', row]);
    if (op === 'delete') table.delete(row);
    else table.set(row, value);
  }
}

test('tells the same at any chunk size', () => {
  for (let seed = 1; seed <= SEEDS / 9; seed += 1) {
    const { about, outOfOrderness, build } = settingOf(seed);
    const [first, ...others] = [1, 2, 7, 512].map((size) => {
      const { rows, late } = runInChunks(build, randomSteps(seed), outOfOrderness, size);
      return [...rows, ...late].map(({ step: _step, ...row }) => row);
    });
    for (const other of others) same(other, first as unknown[], `seed ${seed} ${about}`);
  }
});

test('tells the same in the same order however the inputs interleave', () => {
  for (let seed = 1; seed <= SEEDS / 9; seed += 1) {
    checkJoinTurns(seed, (own, lateBy = 'input') => settingOf(own, { lateBy, late: 'judged' }));
  }
});

test('goes on from a snapshot behind any step as if nothing had happened', () => {
  for (let seed = 1; seed <= SEEDS / 9; seed += 1) checkJoinRestore(seed, (own) => settingOf(own));
});

test.run();
