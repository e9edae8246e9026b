import type { Chunk, Pressure } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { runOperator } from './operatorRun.ts';
import type { OperatorRun } from './operatorRun.ts';
import { statefulOperators } from './statefulOperators.ts';
import type { StatefulOperator } from './accountSettings.ts';

const test = suite('pressure through every operator with state');

const SEEDS = 8;

/** What waits behind it pauses the source of the events alone: that of the table holds rows by key. */
const LEFT_ALONE = ['enrich'];

/** Whether a boundary that reports to a chunk's handle is heard by the source of the left side. */
function reaches(chunk: Chunk<unknown>, source: Pressure): boolean {
  const boundary = {};
  const before = source.depth;
  chunk.pressure?.report(boundary, 7);
  const heard = source.depth - before;
  chunk.pressure?.report(boundary, 0);
  assert.is(source.depth, before);
  return heard === 7;
}

function withValues(chunks: readonly Chunk<unknown>[]): readonly Chunk<unknown>[] {
  return chunks.filter(({ values }) => values.length > 0);
}

function checkHandles(name: string, operator: StatefulOperator, seed: number): number {
  const about = `${name}, seed ${seed}`;
  const run = runOperator(operator, seed);
  run.end();
  const { left, right } = run.handles;
  const both = run.given.right.length > 0 && !LEFT_ALONE.includes(name);
  const chunks = withValues(run.out.chunks);
  for (const chunk of chunks) {
    if (both) assert.ok(reaches(chunk, left) && reaches(chunk, right), `${about}: both sources`);
    else assert.ok(chunk.pressure === left, `${about}: the handle of the source itself`);
  }
  for (const chunk of withValues(run.diverted)) {
    assert.ok(reaches(chunk, left) || reaches(chunk, right), `${about}: what is diverted`);
  }
  return chunks.length;
}

function checkLeft(about: string, run: OperatorRun, leave: (run: OperatorRun) => void): void {
  leave(run);
  const { left, right } = run.handles;
  assert.equal([left.depth, right.depth], [0, 0], `${about}: depth`);
  assert.ok(!left.paused && !right.paused, `${about}: paused`);
}

for (const [name, operator] of Object.entries(statefulOperators)) {
  test(`${name}: gives the handle of its source on, and that of each source`, () => {
    let checked = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) checked += checkHandles(name, operator, seed);
    assert.ok(checked > 0, 'no chunk with values came out of any seed');
  });

  test(`${name}: holds nothing any more when it has completed, failed or was left`, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const about = `${name}, seed ${seed}`;
      checkLeft(`${about}, completed`, runOperator(operator, seed), (run) => run.end());
      checkLeft(`${about}, failed`, runOperator(operator, seed), (run) => run.fail());
      checkLeft(`${about}, left`, runOperator(operator, seed), (run) => run.leave());
    }
  });
}

test.run();
