import { lead } from '../../../operators/keyed/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { inOrder } from '../../oracle/firsts.ts';
import { leadingRows } from '../../oracle/leadingRows.ts';
import * as assert from '../../support/assert.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkRuns, sampleRun } from './keyedRuns.ts';
import type { Sample } from './keyedRuns.ts';

const keyOf = ({ key }: Sample): string => key;

/** Holds lead over a random run to looking the later events up in the sorted list. */
export function checkLead(seed: number): void {
  const run = sampleRun(seed);
  const offset = 1 + run.random(3);
  const life = run.random(2) === 0 ? Infinity : 1 + run.random(40);
  const build: Build<Sample, unknown> = (late) =>
    lead({
      key: keyOf,
      offset,
      late: lateTo(late),
      ...(life === Infinity ? {} : { timeToLive: { eventTime: life } }),
    });
  const expected = leadingRows(run.arriving, { keyOf, offset, life });
  const rows = expected.map(({ value, timestamp, next, before }) => ({
    value: { key: value.key, value, next },
    timestamp,
    before,
  }));
  const about = `seed ${seed}: offset ${offset}, life ${life}`;
  const { late, info } = checkRuns(about, build, run, rows);
  assert.is(late.length, run.arriving.length - inOrder(run.arriving).length, about);
  assert.is(info.stateSize(), 0, `${about}, state at the end`);
}
