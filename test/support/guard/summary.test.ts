import * as assert from '../assert.ts';
import { suite } from '../suite.ts';
import type { NamedTest, Verdict } from './judge.ts';
import { summary } from './summary.ts';

const closing = suite('summary');

function test(outcome: NamedTest['outcome'], milliseconds: number, text = ''): NamedTest {
  const title = `clock › takes ${milliseconds}`;
  return { kind: 'ended', suite: 0, test: '', outcome, milliseconds, text, file: 'a.ts', title };
}

function verdict(tests: readonly NamedTest[], problems: readonly string[] = []): Verdict {
  return { file: 'a.ts', tests, problems, output: 'printed' };
}

closing('ends with one plain line of numbers', () => {
  const verdicts = [verdict([test('passed', 1), test('skipped', 2, 'why')]), verdict([], ['bad'])];
  assert.is(summary(verdicts).split('\n').at(-1), '1 passed, 1 failed, 1 skipped');
});

closing('prints failures with what the file printed, and skips with their reason', () => {
  const text = summary([verdict([test('failed', 1, 'was 2'), test('skipped', 2, 'no browser')])]);
  assert.match(text, '✘ a.ts: clock › takes 1\n    was 2');
  assert.match(text, 'Output of a.ts:\n    printed');
  assert.match(text, 'a.ts: clock › takes 2: no browser');
});

closing('prints the ten slowest tests, slowest first', () => {
  const tests = Array.from({ length: 12 }, (_, index) => test('passed', index));
  const lines = summary([verdict(tests)])
    .split('\n')
    .filter((line) => / ms {2}/.test(line));
  assert.is(lines.length, 10);
  assert.match(lines[0] ?? '', 'takes 11');
});

closing.run();
