import * as assert from './support/assert.ts';
import { suite } from './support/suite.ts';
import type { Run } from './bench/benchCase.ts';
import { benchCases } from './bench/benchCases.ts';
import { budgets } from './bench/budgets.ts';
import { median } from './bench/median.ts';
import { judge, tables } from './bench/report.ts';
import type { CaseResult } from './bench/runCase.ts';

const test = suite('bench');

const run: Run = { digest: '', events: 1_000, panes: 100, wallMs: 20, cpuMs: 10, peakRssMb: 50 };

function resultOf(value: number, name = 'chunks of 512, CPU to loop'): CaseResult {
  const others = Object.keys(budgets['windowedCount'] ?? {}).map((other) => ({
    name: other,
    value: 1,
  }));
  const figures = [{ name, value }, ...others.filter((other) => other.name !== name)];
  return { name: 'windowedCount', runs: new Map([['loop', run]]), figures };
}

test('each budget is for a figure of its case', () => {
  for (const [name, own] of Object.entries(budgets)) {
    const bench = benchCases.find((one) => one.name === name);
    const figures = bench?.figures(() => run).map((figure) => figure.name) ?? [];
    for (const figure of Object.keys(own)) {
      assert.ok(figures.includes(figure), `${name} has no figure '${figure}'`);
    }
  }
});

const VERDICTS: readonly (readonly [value: number, missed: boolean])[] = [
  [0.5, false],
  [1.6, false],
  [1.61, true],
  [Infinity, true],
  [Number.NaN, true],
];

for (const [value, missed] of VERDICTS) {
  test(`a figure of ${value} ${missed ? 'misses' : 'keeps'} a budget of 1.6`, () => {
    assert.equal(judge(resultOf(value))[0], {
      name: 'chunks of 512, CPU to loop',
      value,
      budget: 1.6,
      missed,
    });
  });
}

test('a budget for what is no figure is an error', () => {
  const result: CaseResult = { ...resultOf(1), figures: [] };
  assert.throws(
    () => judge(result),
    "a budget for 'chunks of 512, CPU to loop', which is no figure",
  );
});

test('the tables show cost, rates and verdicts', () => {
  const text = tables(resultOf(2));
  assert.match(text, /^variant +wall ms +CPU ms +events\/CPU-s +ns\/event +ns\/pane +peak MB$/m);
  assert.match(text, /^loop +20 +10 +100,000 +10000 +100000 +50$/m);
  assert.match(text, /^chunks of 512, CPU to loop +2\.00 +MISSED 1\.6$/m);
});

test('the median is the middle one, or between the two in the middle', () => {
  const numbers = [[], [3], [5, 1], [9, 1, 2], [4, 1, 3, 2]];
  assert.equal(numbers.map(median), [0, 3, 3, 2, 2.5]);
});

test.run();
