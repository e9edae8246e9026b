import { seededRandom } from '../../src/runtime/index.ts';
import * as assert from '../support/assert.ts';
import { skipped, suite } from '../support/suite.ts';
import { withFolder } from '../support/withFolder.ts';
import { cutReport } from './cutReport.ts';
import { LoopDisk } from './loopDisk.ts';
import { runCuts } from './runCuts.ts';
import type { CutResult } from './runCuts.ts';

const test = suite('power cuts');

const CUTS = 3;

async function cutMany(synced: boolean): Promise<CutResult> {
  let result = undefined as CutResult | undefined;
  await withFolder(async (folder) => {
    const disk = LoopDisk.make(folder);
    if (typeof disk === 'string') skipped(disk);
    try {
      result = await runCuts(disk, { cuts: CUTS, synced, random: seededRandom(1) });
    } finally {
      disk.end();
    }
  });
  if (result === undefined) throw new Error('nothing was cut');
  const report = cutReport(result);
  console.log(report);
  assert.is(result.struck, CUTS, report);
  return result;
}

test('nothing that was told to be safe is lost, and every checkpoint can be read', async () => {
  const result = await cutMany(true);
  const { lostCheckpoints, lostRecords, unreadable, checkpoints, records } = result;
  assert.equal([lostCheckpoints, lostRecords, unreadable], [0, 0, 0]);
  assert.ok(checkpoints > 0 && records > 0);
});

test('without syncs it is lost: the cuts are real', async () => {
  const { lostCheckpoints, lostRecords } = await cutMany(false);
  assert.ok(lostCheckpoints > 0 && lostRecords > 0);
});

test.run();
