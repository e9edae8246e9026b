import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { readFuzzOptions } from './readFuzzOptions.ts';
import { runFuzz } from './runFuzz.ts';
import type { SeededCheck } from './seededChecks.ts';
import { seededChecks } from './seededChecks.ts';

const test = suite('the long run over random seeds');

const command = fileURLToPath(new URL('main.js', import.meta.url));

async function run(
  words: readonly string[],
  checks: Readonly<Record<string, readonly SeededCheck[]>>,
  tick = 0,
): Promise<{ held: boolean; lines: string[] }> {
  const lines: string[] = [];
  let time = 0;
  const now = (): number => (time += tick);
  const options = readFuzzOptions(words, Object.keys(checks));
  const print = (line: string): void => void lines.push(line);
  const held = await runFuzz({ ...options, seed: options.seed ?? 1 }, { checks, now, print });
  return { held, lines };
}

test('every check holds for seeds beyond those of the tests, from the command line', async () => {
  const words = [command, '--seed', '500000', '--seeds', '3'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const lines = stdout.trim().split('\n');
  const names = Object.keys(seededChecks);
  assert.equal(lines, [
    'first seed 500000',
    ...names.map((name) => `${name}: 3 seeds hold`),
    `${names.length} of ${names.length} checks hold, 0 failed, ${names.length * 3} seeds tried`,
  ]);
});

const fails: SeededCheck = (seed) => {
  if (seed % 10 === 7) throw new Error(`seed ${seed}: 2 is not 3`);
};

test('tells a failure with its seed and the words that repeat it, and goes on with the others', async () => {
  const { held, lines } = await run(['--seed', '12', '--seeds', '20'], {
    a: [fails],
    b: [() => {}],
  });
  assert.is(held, false);
  const [first, failure, ...others] = lines.filter((line) => !line.startsWith('    at'));
  assert.is(first, 'first seed 12');
  assert.match(failure ?? '', /^a FAILS at seed 17: Error: seed 17: 2 is not 3/);
  assert.equal(others, [
    'to repeat it: npm run fuzz -- a --seed 17 --seeds 1',
    'b: 20 seeds hold',
    '1 of 2 checks hold, 1 failed, 26 seeds tried',
  ]);
  assert.is((await run(['a', '--seed', '17', '--seeds', '1'], { a: [fails] })).held, false);
  assert.is((await run(['a', '--seed', '18', '--seeds', '1'], { a: [fails] })).held, true);
});

test('goes on for so many minutes with each check, and tries one seed at least', async () => {
  const checks = { a: [() => {}], b: [() => {}] };
  const { lines } = await run(['--minutes', '0.001'], checks, 10);
  assert.equal(lines.slice(1), [
    'a: 6 seeds hold',
    'b: 6 seeds hold',
    '2 of 2 checks hold, 0 failed, 12 seeds tried',
  ]);
  const long = await run(['b', '--minutes', '0.001'], checks, 1_000);
  assert.match(long.lines[1] ?? '', /^b: 1 seeds hold/);
});

for (const [words, text] of [
  [['c'], "no check is named 'c'; there are a, b"],
  [['--seed', '0'], '--seed: expected a whole number from 1 to 1073741824'],
  [['--seeds', 'many'], "--seeds: expected a whole number from 1 to 1073741824, got 'many'"],
  [['--minutes', '0'], "--minutes: expected a positive number, got '0'"],
  [['--hours', '1'], '--hours'],
] as const) {
  test(`refuses ${words.join(' ')}`, () => {
    assert.throws(() => readFuzzOptions([...words], ['a', 'b']), text);
  });
}

test.run();
