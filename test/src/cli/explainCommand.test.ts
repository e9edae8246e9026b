import { PassThrough } from 'node:stream';
import { Subject } from 'rxjs';
import { eventTime, union } from '../../../operators/index.ts';
import { runCli } from '../../../src/cli/runCli.ts';
import { createPage } from '../../../src/dashboard/index.ts';
import { createFeedServer } from '../../../src/feed/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Explanation } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('explainCommand');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(words: string): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const code = await runCli(words.split(' '), { stdout, stderr, signal });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** A server that shows a graph whose second source is silent. */
async function withStalled(work: (port: number) => Promise<void>): Promise<void> {
  const graph = createGraph('stalled');
  const [a, b] = [new Subject<number>(), new Subject<number>()];
  const clock = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  const inputs = [graph.source('a', a.pipe(clock)), graph.source('b', b.pipe(clock))] as const;
  graph.stage('both', inputs, (one, two) => union([one, two]));
  const running = graph.run();
  a.next(60_000);
  b.next(1000);
  const server = await createFeedServer({ port: 0, feeds: [], request: createPage({ graph }) });
  try {
    await work(server.port);
  } finally {
    running.stop();
    await server.close();
  }
}

test('prints what holds each stage of a running server', () =>
  withStalled(async (port) => {
    const { code, stdout, stderr } = await run(`explain http://127.0.0.1:${port}/graph`);
    assert.equal([code, stderr], [0, '']);
    assert.match(stdout, 'both (stage): watermark 1970-01-01T00:00:00.999Z, 59s behind');
    assert.match(stdout, "held by source 'b' (b → both) since ");
    assert.match(stdout, "an event later than 1970-01-01T00:00:01.000Z from source 'b'");
  }));

test('prints one stage, and JSON', () =>
  withStalled(async (port) => {
    const { code, stdout } = await run(`explain 127.0.0.1:${port} --stage both --json`);
    const { stages } = JSON.parse(stdout) as Explanation;
    const [stage] = stages;
    assert.equal([code, stages.length, stage?.heldBy?.name], [0, 1, 'b']);
    const text = await run(`explain ws://127.0.0.1:${port} --stage a`);
    assert.equal([text.stdout.includes('a (source)'), text.stdout.includes('both')], [true, false]);
  }));

test('refuses a stage that the graph does not have', () =>
  withStalled(async (port) => {
    const { code, stderr } = await run(`explain 127.0.0.1:${port} --stage bot`);
    assert.equal([code, stderr.split('\n').length], [2, 2]);
    assert.match(stderr, "MILLRACE_USAGE: the graph 'stalled' has no stage 'bot'.");
    assert.match(stderr, 'both');
  }));

test('tells that nothing answers, with exit code 4', async () => {
  const server = await createFeedServer({ port: 0, feeds: [] });
  const { port } = server;
  await server.close();
  const { code, stdout, stderr } = await run(`explain http://127.0.0.1:${port}`);
  assert.equal([code, stdout], [4, '']);
  assert.match(stderr, `nothing answers at http://127.0.0.1:${port} (ECONNREFUSED); start the`);
});

test('tells that a server shows no graph', async () => {
  const server = await createFeedServer({ port: 0, feeds: [], request: createPage({}) });
  try {
    const { code, stderr } = await run(`explain http://127.0.0.1:${server.port}`);
    assert.is(code, 4);
    assert.match(stderr, '/explain.json gives no explanation (status 404)');
  } finally {
    await server.close();
  }
});

for (const url of ['ftp://127.0.0.1', 'http://', '127.0.0.1:99999']) {
  test(`refuses ${url}`, async () => {
    const { code, stderr } = await run(`explain ${url}`);
    assert.is(code, 2);
    assert.match(stderr, `expected an address such as 'http://127.0.0.1:8080', got '${url}'`);
  });
}

test('shows examples in its help', async () => {
  const { code, stdout } = await run('help explain');
  assert.is(code, 0);
  assert.match(stdout, 'millrace explain http://127.0.0.1:8080');
});

test.run();
