import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { skipped } from '../suite.ts';
import { clickhouseConfig, CLICKHOUSE_USERS } from './clickhouseConfig.ts';
import { findBinary } from './findBinary.ts';
import { freePort } from './freePort.ts';
import { KeptServer } from './keptServer.ts';
import { packageFolder } from './packageFolder.ts';
import type { ServerSpec } from './keptServer.ts';

/** A ClickHouse server for the tests of one file. */
export interface ClickhouseServer {
  readonly url: string;
  /** Ends the server as a crash does; undefined where it is not the tests' own. */
  readonly kill?: () => Promise<void>;
  /** Starts it again on the same port and data. */
  readonly restart?: () => Promise<void>;
  stop(): Promise<void>;
}

const front = fileURLToPath(new URL('chdbFront.js', import.meta.url));

/** Takes the server that `MILLRACE_TEST_CLICKHOUSE_URL` names, or starts one: Debian's, else chdb. */
export async function startClickhouse(): Promise<ClickhouseServer | undefined> {
  return given() ?? (await startBinary()) ?? (await startChdb());
}

/** As `startClickhouse`, but a recent one: chdb rather than Debian's of 2018. */
export async function startRecentClickhouse(): Promise<ClickhouseServer | undefined> {
  return given() ?? (await startChdb());
}

/** The server that was started; without one the test is skipped, with what would install it. */
export function needClickhouse(server: ClickhouseServer | undefined): ClickhouseServer {
  const fix = 'apt-get install clickhouse-server (or MILLRACE_TEST_CLICKHOUSE_URL)';
  return server ?? skipped(`no ClickHouse is installed: ${fix}`);
}

/** The recent server that was started; without one the test is skipped, with what would install it. */
export function needRecentClickhouse(server: ClickhouseServer | undefined): ClickhouseServer {
  const fix = 'npm install --prefix FOLDER chdb, MILLRACE_TEST_PACKAGES=FOLDER';
  return server ?? skipped(`no recent ClickHouse: ${fix} (or MILLRACE_TEST_CLICKHOUSE_URL)`);
}

function given(): ClickhouseServer | undefined {
  const url = process.env['MILLRACE_TEST_CLICKHOUSE_URL'];
  return url === undefined || url === '' ? undefined : { url, stop: async () => undefined };
}

async function startBinary(): Promise<ClickhouseServer | undefined> {
  const command = findBinary('clickhouse-server');
  if (command === undefined) return undefined;
  return startKept(async (kept, http) => {
    const ports = { http, tcp: await freePort(), interserver: await freePort() };
    await writeFile(`${kept.folder}/config.xml`, clickhouseConfig(kept.folder, ports));
    await writeFile(`${kept.folder}/users.xml`, CLICKHOUSE_USERS);
    const args = [`--config-file=${kept.folder}/config.xml`];
    // Newer versions would put a second process before the server, which a kill would not reach.
    return { command, args, env: { CLICKHOUSE_WATCHDOG_ENABLE: '0' } };
  });
}

async function startChdb(): Promise<ClickhouseServer | undefined> {
  const chdb = packageFolder('chdb');
  if (chdb === undefined) return undefined;
  return startKept(async (kept, http) => ({
    command: process.execPath,
    args: [front, chdb, `${kept.folder}/data`, String(http)],
  }));
}

type Prepare = (kept: KeptServer, port: number) => Promise<Omit<ServerSpec, 'ready'>>;

async function startKept(prepare: Prepare): Promise<ClickhouseServer> {
  const kept = await KeptServer.prepare();
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const spec: ServerSpec = { ...(await prepare(kept, port)), ready: () => ping(url) };
    const start = async (): Promise<void> => kept.start(spec);
    await start();
    const kill = async (): Promise<void> => kept.kill();
    return { url, kill, restart: start, stop: async () => kept.stop() };
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

async function ping(url: string): Promise<void> {
  const answer = await fetch(`${url}/ping`);
  if (!answer.ok) throw new Error(`answered with ${answer.status}`);
}
