// Harms the connections of subscribers and kills their server for minutes: `npm run loss-test -- [--seed N] [--rounds N]`.
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/runtime/index.ts';
import { withFolder } from '../support/withFolder.ts';
import { lossPlan } from './lossPlan.ts';
import { lossReport } from './lossReport.ts';
import { runLoss } from './runLoss.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '8' } },
});
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
const plan = lossPlan({ subscribers: 200, restarts: 5 * rounds, rounds }, seededRandom(seed));
await withFolder(async (folder) => {
  const result = await runLoss(plan, { folder, seed, seconds: 60 + 60 * rounds, isTimed: true });
  console.log([`seed ${seed}`, ...lossReport(result)].join('\n'));
  if (result.faults.length > 0) process.exitCode = 1;
});
