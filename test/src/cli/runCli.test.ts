import { PassThrough } from 'node:stream';
import {
  count,
  eventTime,
  fixedWindow,
  fromArray,
  sortByTime,
  StreamError,
} from '../../../operators/index.ts';
import { createCommand, readPort } from '../../../src/cli/index.ts';
import type { CliIo, Demo } from '../../../src/cli/index.ts';
import { runCli } from '../../../src/cli/runCli.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, Topology } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('runCli');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly demo?: Partial<Demo>;
  readonly signal?: AbortSignal;
}

const loaded: string[] = [];

async function run(words: string, { demo = {}, signal }: Surroundings = {}): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  loaded.length = 0;
  const loadDemo = async (name: string): Promise<Demo> => {
    loaded.push(name);
    return { run: async () => undefined, graph, ...demo };
  };
  const io = { stdout, stderr, signal: signal ?? new AbortController().signal, loadDemo };
  const code = await runCli(words.split(' '), io);
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

function graph(): Graph {
  const built = createGraph('words');
  const clock = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  const source = built.source('lines', fromArray([1]).pipe(clock));
  built.stage('counts', source, (input) => input);
  return built;
}

test('gives a demo its words, and what it may write to', async () => {
  const calls: unknown[] = [];
  const demo: Partial<Demo> = {
    run: async (args, { stdout }) => {
      calls.push(args);
      stdout.write('done\n');
    },
  };
  const ended = await run('demo quakes --speed 60 --help', { demo });
  assert.equal([ended, loaded], [{ code: 0, stdout: 'done\n', stderr: '' }, ['quakes']]);
  await run('demo', { demo });
  assert.equal(loaded, ['departures']);
  await run('demo --speed 60', { demo });
  assert.equal(loaded, ['departures']);
  assert.equal(calls, [['--speed', '60', '--help'], [], ['--speed', '60']]);
});

for (const name of ['list', 'show', 'export', 'import', 'reset']) {
  test(`help state ${name} shows the help of the command within a command`, async () => {
    const shown = await run(`help state ${name}`);
    assert.equal([shown.code, shown.stderr], [0, '']);
    assert.match(
      shown.stdout,
      new RegExp(`^Usage: millrace state ${name} [^]*Example:\n  millrace`),
    );
    for (const words of [`state help ${name}`, `state ${name} --help`])
      assert.equal(await run(words), shown);
  });
}

test("shows a demo's own help behind help demo, and nothing behind another command", async () => {
  const calls: unknown[] = [];
  const demo: Partial<Demo> = { run: async (args) => void calls.push(args) };
  assert.is((await run('help demo quakes', { demo })).code, 0);
  assert.equal([loaded, calls], [['quakes'], [['--help']]]);
  const other = await run('help graph quakes', { demo });
  assert.equal([other.code, other.stdout, loaded], [2, '', []]);
  assert.match(other.stderr, "there is nothing to be explained behind 'graph'.");
});

const outcomes: readonly (readonly [error: Error, code: number, text: string])[] = [
  [new StreamError('MILLRACE_LATE', 'too\n  late'), 1, 'MILLRACE_LATE: too late\n'],
  [new StreamError('MILLRACE_PORT_IN_USE', 'taken'), 4, 'MILLRACE_PORT_IN_USE: taken\n'],
  [new StreamError('MILLRACE_USAGE', 'no.'), 2, "MILLRACE_USAGE: no. See 'millrace help demo'.\n"],
  [new StreamError('MILLRACE_USAGE', 'so?'), 2, "MILLRACE_USAGE: so? See 'millrace help demo'.\n"],
  [new StreamError('MILLRACE_USAGE', 'no'), 2, "MILLRACE_USAGE: no. See 'millrace help demo'.\n"],
  [new TypeError('odd'), 1, 'TypeError: odd\n'],
];

for (const [error, code, text] of outcomes) {
  test(`ends with ${code} and one line when a demo fails with '${text.trim()}'`, async () => {
    const fail = (): Promise<void> => Promise.reject(error);
    assert.equal(await run('demo', { demo: { run: fail } }), { code, stdout: '', stderr: text });
  });
}

test('ends with 130 when it was interrupted, whatever that made fail', async () => {
  const signal = AbortSignal.abort();
  const fail = (): Promise<void> => Promise.reject(new Error('closed'));
  assert.equal(await run('demo', { signal }), { code: 130, stdout: '', stderr: '' });
  const failing = await run('demo', { signal, demo: { run: fail } });
  assert.equal(failing, { code: 130, stdout: '', stderr: '' });
});

test("shows a demo's graph as text, JSON and Mermaid", async () => {
  const text = 'words\n  lines   source              eventTime\n  counts  stage   from lines\n';
  assert.equal(await run('graph quakes'), { code: 0, stdout: text, stderr: '' });
  assert.equal(loaded, ['quakes']);
  assert.equal(JSON.parse((await run('graph quakes --json')).stdout), graph().topology());
  assert.is((await run('graph quakes --mermaid')).stdout, graph().mermaid());
});

test('prints what a graph warns of: in the text, and beside a flow chart that is for programs', async () => {
  const warned = (): Graph => {
    const built = graph();
    const enter = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0, name: 'second' });
    const source = built.source('late \u001B[31mlines', fromArray([1]).pipe(enter));
    built.stage('panes', source, (input) =>
      input.pipe(
        fixedWindow({ size: 1, late: 'drop', allowedLateness: '1m', aggregate: { n: count() } }),
        sortByTime({ late: 'drop' }),
      ),
    );
    return built;
  };
  const demo = { graph: warned };
  const shown = await run('graph quakes', { demo });
  const warning = "warning: sortByTime in 'panes' takes events up to 0ms behind the watermark";
  assert.match(shown.stdout, `\n${warning}`);
  assert.match(shown.stdout, 'late \\u001B[31mlines');
  const { warnings } = JSON.parse((await run('graph quakes --json', { demo })).stdout) as Topology;
  assert.is(warnings.length, 1);
  const chart = await run('graph quakes --mermaid', { demo });
  assert.is(chart.stdout.includes('warning'), false);
  assert.match(chart.stderr, warning);
});

/** A demo that reads its own options. */
const optioned: Partial<Demo> = {
  run: async (args: readonly string[], io: CliIo) => {
    const config = {
      name: 'millrace demo quakes',
      summary: 'Quakes',
      examples: ['millrace demo quakes'],
    };
    const command = createCommand(config, io).option('--port <number>', 'where', readPort, 80);
    io.stdout.write(JSON.stringify(command.parse([...args], { from: 'user' }).opts()));
  },
};

test("a demo's own options are checked as those of the commands", async () => {
  assert.is((await run('demo quakes --port 0', { demo: optioned })).stdout, '{"port":0}');
  const wrong = await run('demo quakes --prot 0', { demo: optioned });
  assert.is(wrong.code, 2);
  assert.match(wrong.stderr, "MILLRACE_USAGE: unknown option '--prot' (Did you mean --port?)");
  const help = await run('demo quakes --help', { demo: optioned });
  assert.is(help.code, 0);
  assert.match(
    help.stdout,
    /^Usage: millrace demo quakes \[options\]\n\nQuakes\n[^]*Example:\n {2}millrace/,
  );
});

test.run();
