// Kills the process of a graph again and again: `npm run crash-test -- [--seed N] [--kills N] [--orders N]`.
import { parseArgs } from 'node:util';
import { startRecentClickhouse } from '../support/components/clickhouseServer.ts';
import { startPostgres } from '../support/components/postgresServer.ts';
import { withFolder } from '../support/withFolder.ts';
import { clickhouseDatabase } from './clickhouseDatabase.ts';
import { crashReport } from './crashReport.ts';
import { postgresDatabase } from './postgresDatabase.ts';
import { runCrashes } from './runCrashes.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '200' },
    orders: { type: 'string', default: '800000' },
    users: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '4000' },
  },
});
/** A process has to be at work again within so many ms of its start. */
const LONGEST_START = 2_000;

const postgres = await startPostgres();
if (postgres === undefined) console.log('without PostgreSQL, which is not installed');
const clickhouse = await startRecentClickhouse();
if (clickhouse === undefined) console.log('without a recent ClickHouse, which is not installed');
const databases = [
  ...(postgres === undefined ? [] : [postgresDatabase(postgres.url)]),
  ...(clickhouse === undefined ? [] : [clickhouseDatabase(clickhouse.url)]),
];
try {
  await withFolder(async (folder) => {
    const outcome = await runCrashes({
      folder,
      seed: Number(values.seed),
      kills: Number(values.kills),
      orders: Number(values.orders),
      users: Number(values.users),
      rate: Number(values.rate),
      longestLife: 2_000,
      subscribers: 3,
      databases,
      onLife: (lives) => process.stderr.write(`\rlife ${lives}`),
    });
    console.log([`\nseed ${values.seed}`, ...crashReport(outcome)].join('\n'));
    const isBackInTime = outcome.atWork.every((ms) => ms <= LONGEST_START);
    if (!isBackInTime) console.log(`FAULT: not back at work within ${LONGEST_START} ms`);
    if (outcome.faults.length > 0 || !isBackInTime) process.exitCode = 1;
  });
} finally {
  await Promise.all([postgres?.stop(), clickhouse?.stop()]);
}
