// Cuts the power of a disk under a process that writes checkpoints and records:
// `npm run power-cuts -- [--cuts N] [--seed N] [--without-syncs]`. Needs root.
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/runtime/index.ts';
import { withFolder } from '../support/withFolder.ts';
import { cutReport } from './cutReport.ts';
import { LoopDisk } from './loopDisk.ts';
import { runCuts } from './runCuts.ts';

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'without-syncs': { type: 'boolean', default: false },
  },
});
const cuts = Number(values.cuts);
await withFolder(async (folder) => {
  const disk = LoopDisk.make(folder);
  if (typeof disk === 'string') throw new Error(disk);
  try {
    const random = seededRandom(Number(values.seed));
    const result = await runCuts(disk, { cuts, synced: !values['without-syncs'], random });
    console.log(cutReport(result));
    const { struck, lostCheckpoints, lostRecords, unreadable } = result;
    if (struck < cuts || lostCheckpoints + lostRecords + unreadable > 0) process.exitCode = 1;
  } finally {
    disk.end();
  }
});
