import { seededRandom } from '../../src/runtime/index.ts';
import { suite } from '../support/suite.ts';
import { withFolder } from '../support/withFolder.ts';
import * as assert from '../support/assert.ts';
import { lossPlan } from './lossPlan.ts';
import { lossReport } from './lossReport.ts';
import { runLoss } from './runLoss.ts';

const test = suite('a feed over connections that break');

test('200 subscribers get each event once, or are told of it, whatever is cut, stalls or is killed', () =>
  withFolder(async (folder) => {
    const seed = 1;
    const plan = lossPlan({ subscribers: 200, restarts: 5, rounds: 1 }, seededRandom(seed));
    const result = await runLoss(plan, { folder, seed, seconds: 60, isTimed: false });
    const report = lossReport(result);
    console.log(report.join('\n'));
    assert.ok(result.faults.length === 0, report.join('\n'));
  }));

test.run();
