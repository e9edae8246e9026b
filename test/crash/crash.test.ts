import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { withFolder } from '../support/withFolder.ts';
import { crashReport } from './crashReport.ts';
import { RowJudge } from './judgeRows.ts';
import { runCrashes } from './runCrashes.ts';

const test = suite('crashes');

test('a graph that is killed again and again gives each result once, in files and to subscribers', () =>
  withFolder(async (folder) => {
    const outcome = await runCrashes({
      folder,
      seed: 7,
      kills: 6,
      orders: 30_000,
      users: 2_000,
      rate: 5_000,
      longestLife: 900,
      subscribers: 2,
      databases: [],
    });
    console.log(crashReport(outcome).join('\n'));
    assert.equal(outcome.faults, []);
    assert.is(outcome.kills, 6);
    assert.ok(outcome.checkpoints > 0 && outcome.verdicts.every(({ rows }) => rows > 1_000));
  }));

test('the judge sees what is lost, comes twice, is wrong or out of order', () => {
  const expected = new Map([
    ['count a 1', 1],
    ['count a 2', 2],
    ['count b 1', 3],
  ]);
  const judge = new RowJudge('here', expected);
  judge.take({ kind: 'count', key: 'a', place: 2, value: 2 });
  judge.take({ kind: 'count', key: 'a', place: 1, value: 7 });
  judge.take({ kind: 'count', key: 'a', place: 1, value: 1 });
  const { place, rows, lost, twice, wrong, outOfOrder } = judge.verdict();
  assert.equal([place, rows, lost, twice, wrong, outOfOrder], ['here', 3, 1, 1, 1, 1]);
});

test.run();
