import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { count, eventTime, fixedWindow, scanByKey } from '../../../operators/index.ts';
import { fileStore } from '../../../src/checkpoint/index.ts';
import { fromStateJson } from '../../../src/cli/fromStateJson.ts';
import { runCli } from '../../../src/cli/runCli.ts';
import { toStateJson } from '../../../src/cli/toStateJson.ts';
import { createGraph } from '../../../src/graph/index.ts';
import { createSink } from '../../../src/sinks/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { eventually } from '../../support/eventually.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('stateCommand');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...words: string[]): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const code = await runCli(['state', ...words], { stdout, stderr, signal });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** Sums 400 numbers by their remainder, from where it was; stops behind 200, the first time. */
async function sums(folder: string, most: number): Promise<number[]> {
  const graph = createGraph('sums');
  let seen = 0;
  const numbers = graph.source(
    'numbers',
    fromIterable(
      Array.from({ length: 400 }, (_, n) => n),
      { chunkSize: 1 },
    ).pipe(
      eventTime({
        timestamp: (n) => {
          seen = n;
          return n;
        },
        outOfOrderness: 0,
      }),
    ),
  );
  const totals = graph.stage('totals', numbers, (input) =>
    input.pipe(
      scanByKey({ key: (n: number) => `k${n % 3}`, seed: () => 0, reduce: (sum, n) => sum + n }),
    ),
  );
  graph.stage('counts', numbers, (input) =>
    input.pipe(fixedWindow({ size: '1h', late: 'drop', aggregate: { n: count() } })),
  );
  const last = new Map<string, number>();
  const deliver = async (rows: readonly { key: string; value: number }[]): Promise<void> => {
    for (const { key, value } of rows) last.set(key, value);
  };
  graph.sink('out', totals, createSink({ deliver }));
  const running = graph.run({ checkpoints: { store: fileStore(folder), every: '1h' } });
  if (most < 400) {
    await eventually(() => seen >= most);
    await running.drain();
  } else await running.finished;
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

const WHOLE = [0, 1, 2].map((rest) =>
  Array.from({ length: 400 }, (_, n) => n)
    .filter((n) => n % 3 === rest)
    .reduce((sum, n) => sum + n, 0),
);

test('lists what is there, shows state by key, and says how to mend wrong words', () =>
  withFolder(async (folder) => {
    await sums(folder, 200);
    const listed = await run('list', folder);
    assert.equal([listed.code, listed.stderr], [0, '']);
    assert.match(listed.stdout, /^graph sums: checkpoint 1, taken 20/);
    assert.match(listed.stdout, /totals\/scanByKey +scanByKey {2}3 entries/);
    assert.match(listed.stdout, /numbers\/source +fromIterable/);
    assert.match(listed.stdout, '\n1 checkpoint in the store\n');
    const json = JSON.parse((await run('list', folder, '--json')).stdout) as { graph: string };
    assert.is(json.graph, 'sums');
    const shown = await run('show', folder, 'totals/scanByKey', '--key', 'k1');
    assert.equal([shown.code, shown.stdout.split('\n').length], [0, 2]);
    assert.match(shown.stdout, '"k1"');
    const few = await run('show', folder, 'totals/scanByKey', '--limit', '2');
    assert.equal(
      [few.stdout.split('\n').length, few.stderr],
      [3, '1 more; --limit shows more of them\n'],
    );
    const stage = await run('show', folder, 'totals');
    assert.equal(stage, await run('show', folder, 'totals/scanByKey'));
    const nothing = await run('show', folder, 'nothing');
    assert.is(nothing.code, 2);
    assert.match(nothing.stderr, /nothing of 'nothing'\. It has: .*totals\/scanByKey/);
    const wrong = await run('show', folder, 'totals/scanByKeys');
    assert.is(wrong.code, 2);
    assert.match(
      wrong.stderr,
      "holds nothing of 'totals/scanByKeys'. Did you mean 'totals/scanByKey'?",
    );
    const nowhere = await run('list', path.join(folder, 'nowhere'));
    assert.equal([nowhere.code, nowhere.stderr.startsWith('MILLRACE_FILE_MISSING')], [1, true]);
  }));

test('what is exported and imported again leaves a graph that goes on as if nothing had happened', () =>
  withFolder(async (folder) => {
    await sums(folder, 200);
    const exported = await run('export', folder);
    const file = path.join(folder, 'state.ndjson');
    await writeFile(file, exported.stdout);
    const imported = await run('import', folder, file);
    assert.equal([imported.code, imported.stderr.startsWith('wrote checkpoint 2')], [0, true]);
    assert.equal((await run('export', folder)).stdout.replace('"id":2', '"id":1'), exported.stdout);
    assert.equal(await sums(folder, 400), WHOLE);
    await writeFile(file, `${exported.stdout}{}\n`);
    const wrong = await run('import', folder, file);
    assert.is(wrong.code, 1);
    assert.match(wrong.stderr, 'a line has no path');
    const missing = await run('import', folder, `${file}.gone`);
    assert.match(missing.stderr, `'${file}.gone' does not exist; check the path`);
  }));

test('what is edited counts, and what is reset begins anew', () =>
  withFolder(async (folder) => {
    await sums(folder, 200);
    const reset = await run('reset', folder, 'totals');
    assert.equal([reset.code, reset.stderr.startsWith('wrote checkpoint 2')], [0, true]);
    const rest = await sums(folder, 400);
    assert.ok(rest.every((sum, i) => sum > 0 && sum < (WHOLE[i] ?? 0)));
    assert.is((await run('reset', folder)).code, 2);
    const all = await run('reset', folder, '--all');
    assert.match(all.stderr, /^removed [1-9]/);
    assert.equal(await sums(folder, 400), WHOLE);
  }));

test('refuses the folder of a graph that runs', () =>
  withFolder(async (folder) => {
    const store = fileStore(folder);
    await store.list();
    const { code, stderr } = await run('list', folder);
    assert.equal([code, stderr.startsWith('MILLRACE_STORE_LOCKED')], [1, true]);
    await store.close();
  }));

test('values that JSON does not have come back as they were', () => {
  const values = [
    undefined,
    -0,
    Number.NaN,
    -Infinity,
    12n,
    new Map<unknown, unknown>([[{ a: 1 }, new Set([1, undefined])]]),
    new Date(5),
    new Float64Array([1, -0]),
    Buffer.from('bytes'),
    { $: 'Map', b: [null] },
    '\uD800',
  ];
  const text = JSON.stringify(toStateJson(values));
  assert.equal(fromStateJson(JSON.parse(text)), values);
  assert.throws(() => fromStateJson({ $: 'Elephant' }), 'unknown kind');
});

test.run();
