import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Subject } from 'rxjs';
import {
  count,
  eventTime,
  fixedWindow,
  fromArray,
  mapAsync,
  partitioned,
  processingTime,
} from '../../../operators/index.ts';
import { createPage } from '../../../src/dashboard/index.ts';
import type { GraphReport, PageConfig } from '../../../src/dashboard/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Explanation } from '../../../src/graph/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryStore } from '../../support/memoryStore.ts';
import { suite } from '../../support/suite.ts';

const test = suite('createPage');

const long = 'Departures of the day. '.repeat(200);
let base = '';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** Asks with the path exactly as it is written: fetch would tidy it up. */
function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const { statusCode: status = 0 } = answer;
          resolve({ status, headers: answer.headers, body: Buffer.concat(parts) });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

async function withPage(config: PageConfig, work: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer(createPage(config));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test.before(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-page-'));
  await mkdir(join(base, 'public', 'deep'), { recursive: true });
  await writeFile(join(base, 'secret.txt'), 'secret');
  const files = {
    'index.html': '<h1>Board</h1>',
    'app.js': 'run();',
    '.env': 'hidden',
    'long.css': long,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(base, 'public', name), text);
  await writeFile(join(base, 'public', 'deep', 'index.html'), 'deep');
  await symlink(join(base, 'secret.txt'), join(base, 'public', 'link.txt'));
});

test.after(() => rm(base, { recursive: true }));

const folder = (): string => join(base, 'public');

const served: readonly (readonly [path: string, type: string, body: string])[] = [
  ['/', 'text/html; charset=utf-8', '<h1>Board</h1>'],
  ['/?a=1', 'text/html; charset=utf-8', '<h1>Board</h1>'],
  ['/app.js', 'text/javascript; charset=utf-8', 'run();'],
  ['/%61pp.js', 'text/javascript; charset=utf-8', 'run();'],
  ['/deep/', 'text/html; charset=utf-8', 'deep'],
];

for (const [path, type, body] of served) {
  test(`serves ${path} of a folder`, () =>
    withPage({ folder: folder() }, async (port) => {
      const answer = await ask(port, path);
      const { status, headers } = answer;
      assert.equal([status, headers['content-type'], String(answer.body)], [200, type, body]);
      assert.is(headers['content-length'], String(body.length));
    }));
}

const refused = [
  '/none.js',
  '/deep',
  '/../secret.txt',
  '/deep/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/deep//index.html',
  '/.env',
  '/link.txt',
  '/app.js%00.html',
];

for (const path of refused) {
  test(`has nothing at ${path}`, () =>
    withPage({ folder: folder() }, async (port) => {
      const { status, headers, body } = await ask(port, path);
      assert.is(status, 404);
      assert.is(String(body), 'There is nothing here.\n');
      assert.is(headers['x-content-type-options'], 'nosniff');
    }));
}

test('tells that an address cannot be read', () =>
  withPage({ folder: folder() }, async (port) => {
    assert.is((await ask(port, '/%zz')).status, 400);
  }));

test('answers GET and HEAD only', () =>
  withPage({ folder: folder() }, async (port) => {
    const posted = await ask(port, '/', { method: 'POST' });
    assert.equal([posted.status, posted.headers.allow], [405, 'GET, HEAD']);
    assert.match(String(posted.body), 'Only GET and HEAD');
    const head = await ask(port, '/app.js', { method: 'HEAD' });
    assert.equal([head.status, head.headers['content-length'], head.body.length], [200, '6', 0]);
  }));

test('lets a page load from this server alone', () =>
  withPage({ folder: folder() }, async (port) => {
    const { headers } = await ask(port, '/');
    const policy = String(headers['content-security-policy']);
    const host = `127.0.0.1:${port}`;
    assert.match(policy, "default-src 'self'; ");
    assert.match(policy, `connect-src 'self' ws://${host} wss://${host};`);
    assert.match(policy, "frame-ancestors 'none'");
    assert.is(headers['x-content-type-options'], 'nosniff');
    const odd = await ask(port, '/', { headers: { host: 'a; script-src *' } });
    assert.match(String(odd.headers['content-security-policy']), "connect-src 'self';");
  }));

test('sends a file once to a client that keeps it', () =>
  withPage({ folder: folder() }, async (port) => {
    const { headers } = await ask(port, '/app.js');
    const etag = String(headers.etag);
    const again = await ask(port, '/app.js', { headers: { 'if-none-match': `"other", ${etag}` } });
    assert.equal([again.status, again.body.length, again.headers.etag], [304, 0, etag]);
    const other = await ask(port, '/app.js', { headers: { 'if-none-match': '"other"' } });
    assert.is(other.status, 200);
  }));

test('serves a file anew when it has changed', () =>
  withPage({ folder: folder() }, async (port) => {
    const file = join(folder(), 'changing.txt');
    await writeFile(file, 'one');
    assert.is(String((await ask(port, '/changing.txt')).body), 'one');
    await writeFile(file, 'two');
    await utimes(file, 1, 1);
    assert.is(String((await ask(port, '/changing.txt')).body), 'two');
  }));

test('packs large files for those who take that', () =>
  withPage({ folder: folder() }, async (port) => {
    const headers = { 'accept-encoding': 'br, gzip' };
    const packed = await ask(port, '/long.css', { headers });
    assert.equal(
      [packed.headers['content-encoding'], packed.headers.vary],
      ['gzip', 'accept-encoding'],
    );
    assert.is(String(gunzipSync(packed.body)), long);
    const plain = await ask(port, '/long.css', { headers: { 'accept-encoding': 'gzip;q=0' } });
    assert.equal([plain.headers['content-encoding'], String(plain.body)], [undefined, long]);
    assert.is(plain.headers.etag, packed.headers.etag);
    const small = await ask(port, '/app.js', { headers });
    assert.is(small.headers['content-encoding'], undefined);
  }));

test('serves single files from elsewhere, and bytes, before those of the folder', () => {
  const files = {
    '/': new TextEncoder().encode('mine'),
    '/taken.txt': join(base, 'secret.txt'),
    '/url.txt': pathToFileURL(join(base, 'secret.txt')),
  };
  return withPage({ folder: folder(), files }, async (port) => {
    const bodies = await Promise.all(
      [...Object.keys(files), '/app.js'].map(async (path) => String((await ask(port, path)).body)),
    );
    assert.equal(bodies, ['mine', 'secret', 'secret', 'run();']);
    assert.is((await ask(port, '/')).headers['content-type'], 'text/html; charset=utf-8');
  });
});

test('computes JSON for each request', () => {
  let asked = 0;
  return withPage({ json: { '/n.json': () => ({ asked: (asked += 1) }) } }, async (port) => {
    await ask(port, '/n.json');
    const { headers, body } = await ask(port, '/n.json');
    assert.is(String(body), '{"asked":2}');
    assert.is(headers['cache-control'], 'no-store');
    assert.is(headers['content-type'], 'application/json; charset=utf-8');
  });
});

test('tells a failure without its text, and reports it', () => {
  const errors: unknown[] = [];
  const broken = new Error('password 1234');
  const config: PageConfig = {
    json: {
      '/bad.json': () => {
        throw broken;
      },
    },
    onError: (error) => errors.push(error),
  };
  return withPage(config, async (port) => {
    const { status, body } = await ask(port, '/bad.json');
    assert.equal([status, String(body)], [500, 'The server failed to make this page.\n']);
    assert.equal(errors, [broken]);
  });
});

test('shows a graph', async () => {
  const graph = createGraph('a <b>');
  const clock = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  graph.source('visits & more', fromArray([1, 2]).pipe(clock));
  await withPage({ graph }, async (port) => {
    const report = async (): Promise<GraphReport> =>
      JSON.parse(String((await ask(port, '/graph.json')).body)) as GraphReport;
    const before = await report();
    assert.equal(before.topology, graph.topology());
    assert.is(before.mermaid, graph.mermaid());
    assert.is(before.stats[0]?.watermark, null);
    const explained = await ask(port, '/explain.json');
    const { stages } = JSON.parse(String(explained.body)) as Explanation;
    assert.equal(
      stages.map(({ name, watermark }) => [name, watermark]),
      [['visits & more', null]],
    );
    const waiting = String((await ask(port, '/graph')).body);
    assert.match(waiting, 'it does not run yet');
    assert.match(waiting, 'visits &#38; more (source): no watermark yet');
    await graph.run().finished;
    const after = (await report()).stats[0];
    assert.equal([after?.watermark, after?.out], ['end', 2]);
    const page = await ask(port, '/graph');
    assert.is(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.match(String(page.body), '<meta http-equiv="refresh" content="1">');
    assert.match(String(page.body), '<th scope="row">visits &#38; more</th><td>2</td><td>2</td>');
    assert.match(String(page.body), '<h1><span class="kind">Graph</span> a &#60;b&#62;</h1>');
    assert.is(String((await ask(port, '/graph.mmd')).body), graph.mermaid());
    assert.is(
      (await ask(port, '/millrace/page.css')).headers['content-type'],
      'text/css; charset=utf-8',
    );
  });
});

test('shows what a checkpoint waits for', async () => {
  const graph = createGraph('held');
  const numbers = graph.source('numbers', fromIterable([1, 2]).pipe(processingTime()));
  const held = mapAsync<number, never>(() => new Promise(() => undefined), {
    concurrency: 4,
    ordered: true,
  });
  graph.stage('<pairs>', numbers, (input) => input.pipe(held));
  const run = graph.run({ checkpoints: { store: memoryStore(), every: '1h' } });
  await withPage({ graph }, async (port) => {
    await eventually(() => graph.checkpoints()?.current?.waitsFor.length === 1);
    const page = String((await ask(port, '/graph')).body);
    assert.match(page, '<h2>Checkpoints</h2>\n<ul>\n<li>0 stored</li>\n<li>checkpoint 1, begun ');
    assert.match(page, ' ago, waits for &#39;&#60;pairs&#62;&#39;</li>');
    const { checkpoints } = JSON.parse(
      String((await ask(port, '/explain.json')).body),
    ) as Explanation;
    assert.equal(checkpoints?.current?.waitsFor, ['<pairs>']);
  });
  run.stop();
  await run.finished;
});

test('shows which stage pauses the source', async () => {
  const graph = createGraph('slow');
  const source = fromIterable([1, 2, 3, 4, 5], { chunkSize: 1, pressure: { high: 2, low: 0 } });
  const numbers = graph.source('numbers', source.pipe(processingTime()));
  const slow = mapAsync<number, never>(() => new Promise(() => undefined), {
    concurrency: 1,
    ordered: true,
  });
  graph.stage('store <1>', numbers, (input) => input.pipe(slow));
  const run = graph.run();
  await withPage({ graph }, async (port) => {
    await eventually(() => graph.stats()[0]?.state === 'backPressured');
    const page = String((await ask(port, '/graph')).body);
    assert.match(page, '<th scope="col">back-pressured (ms)</th>');
    assert.match(page, '<td class="backPressured">back-pressured</td>');
    assert.match(page, '<td class="busy">busy</td>');
    assert.match(page, 'paused: 2 values wait behind it (pauses at 2, goes on at 0)');
    assert.match(
      page,
      'pauses source &#39;numbers&#39;: 2 in mapAsync of &#39;store &#60;1&#62;&#39;',
    );
    const { stats } = JSON.parse(String((await ask(port, '/graph.json')).body)) as GraphReport;
    assert.equal(
      stats.map(({ state }) => state),
      ['backPressured', 'busy'],
    );
  });
  run.stop();
});

test('shows what each stage waits for, and what its configs would lose', async () => {
  const graph = createGraph('held');
  const clock = eventTime<{ readonly at: number; readonly shard: string }>({
    timestamp: ({ at }) => at,
    watermark: partitioned({ partitionOf: ({ shard }) => shard, outOfOrderness: 0 }),
  });
  const visits = new Subject<{ readonly at: number; readonly shard: string }>();
  const source = graph.source('visits', visits.pipe(clock));
  const panes = graph.stage('minutes', source, (input) =>
    input.pipe(
      fixedWindow({ size: '1m', late: 'drop', allowedLateness: '5m', aggregate: { n: count() } }),
    ),
  );
  graph.stage('hours', panes, (input) =>
    input.pipe(fixedWindow({ size: '1h', late: 'drop', aggregate: { n: count() } })),
  );
  const run = graph.run();
  visits.next({ at: 1000, shard: '<north>' });
  visits.next({ at: 120_000, shard: 'south' });
  await withPage({ graph }, async (port) => {
    const page = String((await ask(port, '/graph')).body);
    assert.match(page, '<td>partition &#60;north&#62; of visits</td>');
    assert.match(page, '<td>2 open windows, next end 1970-01-01T00:01:00.000Z</td>');
    assert.match(page, 'an event at 1970-01-01T00:01:00.000Z or later from partition');
    assert.match(page, '<h2>Warnings</h2>');
    assert.match(page, 'give fixedWindow in &#39;hours&#39; allowedLateness: &#39;5m&#39; or more');
    assert.match(page, '<link rel="icon" href="data:image/svg+xml,');
    assert.is(page.includes('<north>'), false);
    const report = JSON.parse(String((await ask(port, '/graph.json')).body)) as GraphReport;
    assert.is(report.topology.warnings.length, 1);
  });
  run.stop();
});

test('has no graph where none was given', () =>
  withPage({}, async (port) => {
    assert.is((await ask(port, '/graph')).status, 404);
    assert.is((await ask(port, '/graph.json')).status, 404);
    assert.is((await ask(port, '/explain.json')).status, 404);
  }));

test('refuses files that are not there, and what is no path', () => {
  const missing = { '/': join(base, 'none.html') };
  assert.throwsCode(
    () => createPage({ files: missing }),
    'MILLRACE_FILE_MISSING',
    "createPage: files['/']:",
  );
  const relative = { 'a.html': new Uint8Array() };
  assert.throwsCode(
    () => createPage({ files: relative }),
    'MILLRACE_ARGUMENT_TYPE',
    "begin with '/'",
  );
  assert.throwsCode(
    () => createPage({ folder: '' }),
    'MILLRACE_ARGUMENT_TYPE',
    'createPage: folder',
  );
  const text = { '/a': 'x' as never };
  assert.throwsCode(() => createPage({ json: text }), 'MILLRACE_ARGUMENT_TYPE', "json['/a']");
});

test.run();
