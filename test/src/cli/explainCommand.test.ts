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

const HOSTILE = 'a\u001B[2J\u0007\u009B1m\u202E\u{E0001}b';
const SHOWN = 'a\\u001B[2J\\u0007\\u009B1m\\u202E\\u{E0001}b';

/** A server that answers what it likes. */
async function withAnswer(answer: unknown, work: (port: number) => Promise<void>): Promise<void> {
  const json = { '/explain.json': () => answer };
  const server = await createFeedServer({ port: 0, feeds: [], request: createPage({ json }) });
  try {
    await work(server.port);
  } finally {
    await server.close();
  }
}

const hostile = {
  name: HOSTILE,
  now: 0,
  life: 'running',
  stages: [
    {
      name: HOSTILE,
      kind: 'stage',
      watermark: null,
      lag: null,
      stateSize: 0,
      queueDepth: 0,
      late: 0,
      dropped: 0,
      failed: 0,
    },
  ],
  text: `${HOSTILE}\nsecond line\n`,
};

test('shows what a terminal would obey as numbers, and keeps the lines', () =>
  withAnswer(hostile, async (port) => {
    const { code, stdout } = await run(`explain 127.0.0.1:${port}`);
    assert.equal([code, stdout], [0, `${SHOWN}\nsecond line\n`]);
    const { stdout: json } = await run(`explain 127.0.0.1:${port} --json`);
    assert.equal(JSON.parse(json), { ...hostile, warnings: [] });
    assert.equal(/[^\P{Cc}\n]|\p{Cf}/u.exec(json), null);
    const { code: refused, stderr } = await run(`explain 127.0.0.1:${port} --stage other`);
    assert.is(refused, 2);
    assert.match(stderr, `the graph '${SHOWN}' has no stage 'other'.`);
    assert.equal(/[^\P{Cc}\n]|\p{Cf}/u.exec(stderr), null);
  }));

test('understands a server that tells of no warnings', () =>
  withAnswer({ ...hostile, stages: [{ ...hostile.stages[0], name: 'plain' }] }, async (port) => {
    const { code, stdout } = await run(`explain 127.0.0.1:${port} --stage plain`);
    assert.is(code, 0);
    assert.match(stdout, 'plain (stage): no watermark yet');
  }));

test('takes nothing for an explanation that is none', () =>
  withAnswer({ stages: [], text: 7, life: 'running' }, async (port) => {
    const { code, stderr } = await run(`explain 127.0.0.1:${port}`);
    assert.is(code, 4);
    assert.match(stderr, 'gives no explanation');
  }));

test('shows examples in its help', async () => {
  const { code, stdout } = await run('help explain');
  assert.is(code, 0);
  assert.match(stdout, 'millrace explain http://127.0.0.1:8080');
});

test.run();
