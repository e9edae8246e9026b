import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../../../src/cli/runCli.ts';
import * as assert from '../../support/assert.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { suite } from '../../support/suite.ts';
import { runCommand } from '../../src/cli/runCommand.ts';
import { readDeliveries } from './deliveries.ts';
import { AIRPORT_HOURS, disruptionPanes, numbered, ROUTE_HOURS, windowCounts } from './oracle.ts';

const test = suite('millrace demo departures');

const HEADLESS = ['demo', 'departures', '--headless', '--speed', 'max'];
const TWO_DAYS = ['--from', '2001-01-02', '--to', '2001-01-04'];

test('prints one line of JSON with what a plain loop counts, its progress on stderr', async () => {
  const ended = await runCommand([...HEADLESS, ...TWO_DAYS]);
  assert.is(ended.code, 0, ended.stderr);
  const [line = '', ...rest] = ended.stdout.split('\n');
  assert.equal(rest, ['']);
  const { seconds, eventsPerSecond, peakRssMb, ...counted } = JSON.parse(line) as Record<
    string,
    unknown
  >;
  const span = { from: Date.UTC(2001, 0, 2), to: Date.UTC(2001, 0, 4) };
  const flights = await readDeliveries(span);
  const routes = flights.origins.map((origin, i) => `${origin}-${flights.destinations[i] ?? ''}`);
  assert.equal(counted, {
    demo: 'departures',
    events: flights.length,
    airports: windowCounts(flights, AIRPORT_HOURS, numbered(flights.origins)),
    routes: windowCounts(flights, ROUTE_HOURS, numbered(routes)),
    disruptions: disruptionPanes(flights).standing,
  });
  for (const figure of [seconds, eventsPerSecond, peakRssMb]) {
    assert.ok(Number.isFinite(figure) && Number(figure) > 0, line);
  }
  assert.match(ended.stderr, /^33,845 events · .* late\n$/);
});

test('has the fields of its line in a fixed order', async () => {
  const { stdout } = await runCommand([...HEADLESS, '--to', '2001-01-01T03:00']);
  const summary = JSON.parse(stdout) as Record<string, object>;
  assert.equal(Object.keys(summary), [
    'demo',
    'events',
    'airports',
    'routes',
    'disruptions',
    'seconds',
    'eventsPerSecond',
    'peakRssMb',
  ]);
  for (const windows of ['airports', 'routes']) {
    assert.equal(Object.keys(summary[windows] ?? {}), ['onTime', 'corrections', 'late']);
  }
});

const wrong: readonly (readonly [words: string, text: string])[] = [
  ['--speed -1', "Expected a positive number, or 'max' for no waiting, got '-1'."],
  ['--speed fast', "Expected a positive number, or 'max' for no waiting, got 'fast'."],
  ['--from x', "Expected a date such as '2001-01-31'"],
  ['--port 99999', 'Expected a port from 0 to 65535 (0: a free one), got '],
  ['--spee 3', "unknown option '--spee' (Did you mean --speed?)"],
  ['--from 2001-02-01 --to 2001-01-01', '--to must lie after --from.'],
  ['now', 'too many arguments'],
];

for (const [words, text] of wrong) {
  test(`refuses ${words} in one line`, async () => {
    const ended = await runCommand(['demo', 'departures', ...words.split(' ')]);
    assert.equal([ended.code, ended.stdout, ended.stderr.split('\n').length], [2, '', 2]);
    assert.ok(
      ended.stderr.startsWith('MILLRACE_USAGE: ') && ended.stderr.includes(text),
      ended.stderr,
    );
  });
}

test('a missing recording is told in one line', async () => {
  const env = { NODE_OPTIONS: `--import=${moved('file:///nowhere/build/index.js')}` };
  const ended = await runCommand(HEADLESS, { env });
  assert.equal([ended.code, ended.stdout, ended.stderr.split('\n').length], [1, '', 2]);
  assert.match(ended.stderr, /^MILLRACE_FILE_MISSING: .*flights-3m\.parquet' does not exist/);
});

test('a missing package with the recording is told with the line that installs it', async () => {
  const env = { NODE_OPTIONS: `--import=${renamed('not-there-vega-datasets')}` };
  for (const words of [HEADLESS, ['demo', 'departures', '--port', '0'], ['demo', 'quakes']]) {
    const ended = await runCommand(words, { env });
    assert.equal([ended.code, ended.stdout, ended.stderr.split('\n').length], [1, '', 2]);
    assert.match(ended.stderr, /^MILLRACE_PACKAGE_MISSING: /);
    assert.match(ended.stderr, 'run: npm install vega-datasets hyparquet hyparquet-compressors\n');
  }
});

for (const when of ['before it begins', 'on its way']) {
  test(`a headless run interrupted ${when} prints no result, says so on stderr and ends with 130`, async () => {
    const abort = new AbortController();
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
    let told = '';
    if (when === 'before it begins') abort.abort();
    stderr.on('data', (part: Buffer) => {
      told += String(part);
      if (/\d events/.test(told)) abort.abort();
    });
    const words = ['demo', 'departures', '--headless', '--speed', '600', '--from', '2001-01-02'];
    const code = await runCli(words, { stdout, stderr, signal: abort.signal });
    assert.equal([code, stdout.read()], [130, null]);
    assert.match(told, /Interrupted: the run has no result\.\n$/);
  });
}

test('a range beyond the recording is told on stderr', async () => {
  const ended = await runCommand([...HEADLESS, '--from', '2030-01-01']);
  assert.is(ended.code, 0);
  assert.is((JSON.parse(ended.stdout) as { events: number }).events, 0);
  assert.is(
    ended.stderr,
    'No flight lies in this range: the recording goes from January to June 2001.\n',
  );
});

test('help and README tell the same range of the recording', async () => {
  const { stdout } = await runCommand(['demo', 'departures', '--help']);
  assert.match(stdout, 'three million real US flights of January to June 2001');
  const readme = await readFile(path.join(projectRoot, 'README.md'), 'utf8');
  assert.match(readme, 'three million real US flights of January to June 2001');
});

test('a port in use is told in one line', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const ended = await runCommand(['demo', 'departures', '--port', String(port)]);
    assert.equal([ended.code, ended.stdout, ended.stderr.split('\n').length], [4, '', 2]);
    assert.match(ended.stderr, `MILLRACE_PORT_IN_USE: createFeedServer: port ${port}`);
    assert.match(ended.stderr, / of 127\.0\.0\.1 is in use\. Is a demo running already\? Choose/);
    assert.match(ended.stderr, 'Choose a free port: npm run demo -- --port 0\n');
  } finally {
    server.close();
  }
});

/** A module that lets the package with the recording be found elsewhere. */
function moved(url: string): string {
  return resolving(JSON.stringify({ url, shortCircuit: true }));
}

/** A module that lets the package with the recording be looked for under another name. */
function renamed(name: string): string {
  return resolving(`next('${name}', context)`);
}

function resolving(found: string): string {
  const resolve = `export async function resolve(name, context, next) {
    return name === 'vega-datasets' ? ${found} : next(name, context);
  }`;
  const hooks = JSON.stringify(moduleUrl(resolve));
  return moduleUrl(`import { register } from 'node:module'; register(${hooks});`);
}

function moduleUrl(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

test.run();
