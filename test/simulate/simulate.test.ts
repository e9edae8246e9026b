import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from '../support/assert.ts';
import { suite } from '../support/suite.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { compareRows } from './compareRows.ts';
import { mutants } from './mutants.ts';
import { readSimulateOptions } from './readSimulateOptions.ts';
import { plant } from './runMutants.ts';
import { neverStruck, runSeeds } from './runSeeds.ts';
import { simulate } from './simulate.ts';
import type { Simulated } from './simulate.ts';

const test = suite('the simulation of graphs');

test('the same seed gives the same trace', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    assert.equal(second.trace, first.trace, `seed ${seed}`);
    assert.ok(first.trace.length > 5);
  }
});

const failing = async (seed: number): Promise<Simulated> => ({
  seed,
  pipeline: 'some',
  lives: 2,
  struck: new Map([['drain', 1]]),
  faults: seed === 3 ? ['a row is lost'] : [],
  trace: [`seed ${seed}`],
});

test('tells a seed that fails with the words that repeat it', async () => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const options = { from: 2, seeds: 4, trace: false, first: false };
  const result = await runSeeds(options, { simulate: failing, print });
  assert.equal(lines, [
    'seed 3 FAILS: some, 2 lives',
    '  a row is lost',
    'to repeat it: npm run simulate -- --seed 3 --trace',
  ]);
  assert.equal(result.failed, [3]);
  assert.is(result.struck.get('drain'), 4);
  assert.equal(neverStruck(result, 4), []);
  assert.ok(neverStruck(result, 500).includes('bit flip'));
});

test('ends with the first seed that fails, and prints traces, where it is told to', async () => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const options = { from: 2, seeds: 4, trace: true, first: true };
  await runSeeds(options, { simulate: failing, print });
  assert.equal(lines.slice(0, 2), ['seed 2', 'seed 3']);
  assert.ok(!lines.includes('seed 4'));
});

test('tells rows that are lost, come twice, come though they should not, or out of order', () => {
  const [one, two, three] = [['a', '1'] as const, ['a', '2'] as const, ['b', '3'] as const];
  const rows = [one, two, three];
  const compare = (...got: (readonly [string, string])[]): readonly string[] =>
    compareRows('out', got, { rows, inOrder: true });
  assert.equal(compare(three, one, two), []);
  assert.equal(compare(one, two), ['out: lost: b: 3']);
  assert.equal(compare(one, two, two, three), ['out: came once too often: a: 2']);
  assert.equal(compare(one, two, three, ['c', '4']), ['out: came and should not: c: 4']);
  assert.match(compare(two, one, three)[0] ?? '', "out: out of order for 'a': 2 | 1");
});

test('is a command', async () => {
  const command = fileURLToPath(new URL('main.js', import.meta.url));
  const words = [command, '--seeds', '3', '--from', '7'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  assert.match(stdout, /3 seeds, \d+ lives, 0 failed\n/);
});

test('every planted bug has its place in the build', () => {
  for (const mutant of mutants) {
    const code = readFileSync(path.join(projectRoot, 'dist', mutant.file), 'utf8');
    assert.ok(plant(code, mutant) !== code);
  }
  const [first] = mutants;
  if (first === undefined) throw new Error('there are none');
  assert.throws(() => plant('', first), 'its text stands 0 times');
  assert.throws(() => plant(first.text + first.text, first), 'its text stands 2 times');
});

test('a planted bug is found', async () => {
  const command = fileURLToPath(new URL('main.js', import.meta.url));
  const words = [command, '--mutants', '--only', 'the bound of disorder'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  assert.match(stdout, /watermark +the bound of disorder is 1 ms too small +\d+ /);
  assert.match(stdout, /\n1 of 1 found\n/);
});

for (const [words, text] of [
  [['--seeds', 'many'], "--seeds: expected a whole number from 1 to 1073741824, got 'many'"],
  [['--seed', '0'], "--seed: expected a whole number from 1 to 1073741824, got '0'"],
  [['--hours', '1'], '--hours'],
] as const) {
  test(`refuses ${words.join(' ')}`, () => {
    assert.throws(() => readSimulateOptions(words), text);
  });
}

test.run();
