import * as assert from './support/assert.ts';
import { suite } from './support/suite.ts';
import type { BenchCase, Figure, Run, Runs, Variant } from './bench/benchCase.ts';
import { benchCases } from './bench/benchCases.ts';
import { readBenchOptions } from './bench/benchOptions.ts';
import { budgets } from './bench/budgets.ts';
import type { Budget } from './bench/budget.ts';
import { commitOf } from './bench/checkout.ts';
import { comparisonTable } from './bench/comparisonTable.ts';
import { geometricMean } from './bench/geometricMean.ts';
import { judge, judgeAgain } from './bench/judge.ts';
import { median } from './bench/median.ts';
import { costTable, figureTable, ratioTable } from './bench/report.ts';
import { checkVariants, runCase } from './bench/runCase.ts';
import { selectCases } from './bench/selectCases.ts';
import { variantsBehind } from './bench/variantsBehind.ts';
import { projectRoot } from './support/projectRoot.ts';

const test = suite('bench');

const base: Run = {
  digest: '',
  events: 1_000,
  panes: 100,
  wallMs: 20,
  cpuMs: 10,
  peakRssMb: 50,
  heapUsedMb: 30,
  gcShare: 0.05,
};

const variant = (part: string, kind: string, agrees = part): Variant => ({
  name: `${part} ${kind}`,
  part,
  agrees,
  prepare: () => () => base,
});

const cost = (name: string): Figure => ({
  name: `${name} to loop`,
  value: (of) => of(`${name} fast`).cpuMs / of(`${name} loop`).cpuMs,
});

const variants = ['a', 'b'].flatMap((part) => [variant(part, 'loop'), variant(part, 'fast')]);

const pairs: BenchCase = {
  name: 'pairs',
  summary: 'two parts',
  repetitions: 3,
  passes: 1,
  variants,
  figures: [cost('a'), cost('b')],
  short: { repetitions: 1, passes: 1, variants: variants.slice(0, 2), figures: [cost('a')] },
};
const single: BenchCase = {
  name: 'single',
  summary: 'no parts',
  repetitions: 1,
  passes: 1,
  variants: [],
  figures: [],
};

test('each budget is for a figure of its case', () => {
  for (const [name, own] of Object.entries(budgets)) {
    const figures = benchCases.find((bench) => bench.name === name)?.figures ?? [];
    const names = figures.map((figure) => figure.name);
    for (const figure of Object.keys(own)) {
      assert.ok(names.includes(figure), `${name} has no figure '${figure}'`);
    }
  }
});

test('each figure, also of the short forms, needs variants of its form only', () => {
  for (const { name, short, ...full } of benchCases) {
    for (const form of short === undefined ? [full] : [full, short]) {
      const known = new Set(form.variants.map((one) => one.name));
      assert.is(known.size, form.variants.length, `${name} has two variants of a name`);
      for (const figure of form.figures) {
        const unknown = [...variantsBehind(figure)].filter((one) => !known.has(one));
        assert.equal(unknown, [], `${name}: ${figure.name}`);
      }
    }
    const names = full.figures.map((figure) => figure.name);
    for (const figure of short?.figures ?? []) {
      assert.ok(names.includes(figure.name), `${name} has no figure '${figure.name}'`);
    }
  }
});

test('each case is in a file of its name, where a run finds it', async () => {
  for (const bench of benchCases) {
    const file = (await import(`./bench/${bench.name}.js`)) as Readonly<Record<string, unknown>>;
    assert.is(file[bench.name], bench);
  }
});

const VERDICTS: readonly (readonly [budget: Budget, value: number, missed: boolean])[] = [
  [{ atMost: 1.6 }, 0.5, false],
  [{ atMost: 1.6 }, 1.6, false],
  [{ atMost: 1.6 }, 1.61, true],
  [{ atMost: 1.6 }, Infinity, true],
  [{ atMost: 1.6 }, Number.NaN, true],
  [{ atLeast: 0.5 }, 0.5, false],
  [{ atLeast: 0.5 }, 0.49, true],
  [{ atLeast: 0.5 }, Number.NaN, true],
];

for (const [budget, value, missed] of VERDICTS) {
  test(`${value} ${missed ? 'misses' : 'keeps'} a budget of ${JSON.stringify(budget)}`, () => {
    const figure: Figure = { name: 'it', value: () => value };
    assert.equal(
      judge([figure], () => base, { it: budget }),
      [{ name: 'it', value, budget, missed }],
    );
  });
}

/** Runs in which the fast variants take so much of the loop's time. */
function runsOf(a: number, b: number): ReadonlyMap<string, Run> {
  return new Map([
    ['a loop', base],
    ['a fast', { ...base, cpuMs: a * base.cpuMs }],
    ['b loop', base],
    ['b fast', { ...base, cpuMs: b * base.cpuMs }],
  ]);
}

const runs =
  (all: ReadonlyMap<string, Run>): Runs =>
  (name) =>
    all.get(name) as Run;

const limits = { 'a to loop': { atMost: 1 }, 'b to loop': { atMost: 1 } };

test('what a missed figure needs is measured again, twice at the most, and the best counts', async () => {
  const asked: string[][] = [];
  const tries = [runsOf(3, 1.5), runsOf(0.5, 2.5)];
  const again = (names: ReadonlySet<string>): Promise<ReadonlyMap<string, Run>> => {
    asked.push([...names]);
    return Promise.resolve(tries[asked.length - 1] as ReadonlyMap<string, Run>);
  };
  const first = judge(pairs.figures, runs(runsOf(2, 2)), limits);
  const last = await judgeAgain(pairs.figures, first, again);
  const all = ['a fast', 'a loop', 'b fast', 'b loop'];
  assert.equal(asked, [all, all]);
  assert.equal(
    last.map(({ value, missed }) => [value, missed]),
    [
      [0.5, false],
      [1.5, true],
    ],
  );
});

test('a kept figure is not measured again', async () => {
  const asked: string[][] = [];
  const again = (names: ReadonlySet<string>): Promise<ReadonlyMap<string, Run>> => {
    asked.push([...names]);
    return Promise.resolve(runsOf(9, 0.9));
  };
  const first = judge(pairs.figures, runs(runsOf(0.7, 2)), limits);
  const last = await judgeAgain(pairs.figures, first, again);
  assert.equal(asked, [['b fast', 'b loop']]);
  assert.equal(
    last.map(({ value }) => value),
    [0.7, 0.9],
  );
});

test('the variants of a case are run in turn, and the medians given', async () => {
  const order: string[] = [];
  const times = [30, 10, 20];
  const run = ({ name }: Variant): Promise<Run> => {
    const repetition = order.filter((one) => one === name).length;
    order.push(name);
    const cpuMs = times[repetition] as number;
    return Promise.resolve({ ...base, cpuMs, measured: { heldMb: cpuMs * 2 } });
  };
  const form = { ...pairs, variants: variants.slice(0, 2) };
  const all = await runCase(form, { run, tell: () => undefined });
  assert.equal(order, ['a loop', 'a fast', 'a loop', 'a fast', 'a loop', 'a fast']);
  assert.equal(all.get('a fast'), { ...base, cpuMs: 20, measured: { heldMb: 40 } });
});

/** The message of the error that something ends with. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
}

test('variants that should agree and do not are an error', async () => {
  const run = ({ name }: Variant): Promise<Run> => Promise.resolve({ ...base, digest: name });
  const runner = { run, tell: (): void => undefined };
  const expected = 'pairs: a fast gave a fast, the others a loop';
  assert.is(await failureOf(checkVariants(pairs, runner)), expected);
  assert.is(await failureOf(runCase(pairs, runner)), expected);
});

const SELECTIONS: readonly (readonly [names: string, short: boolean, chosen: string])[] = [
  ['', false, 'pairs 4 2, single 0 0'],
  ['', true, 'pairs 2 1'],
  ['single pairs', false, 'single 0 0, pairs 4 2'],
  ['pairs b', false, 'pairs 2 1'],
  ['pairs b single', false, 'pairs 2 1, single 0 0'],
  ['pairs a b', false, 'pairs 4 2'],
];

for (const [names, short, chosen] of SELECTIONS) {
  test(`'${names}'${short ? ' in short' : ''} selects the variants and figures ${chosen}`, () => {
    const words = names.split(' ').filter(Boolean);
    const selected = selectCases([pairs, single], words, short);
    const texts = selected.map((one) => [one.name, one.variants.length, one.figures.length]);
    assert.is(texts.map((text) => text.join(' ')).join(', '), chosen);
  });
}

test('an unknown name, a part without its case and a missing short form are errors', () => {
  const select =
    (short: boolean, ...names: string[]): (() => void) =>
    () => {
      selectCases([pairs, single], names, short);
    };
  assert.throws(select(false, 'a'), "there is no case 'a'; the cases are pairs, single");
  assert.throws(select(false, 'pairs', 'c'), '; the parts of the case before it a, b');
  assert.throws(select(true, 'single'), 'single has no short form');
});

test('the options are read', () => {
  assert.equal(readBenchOptions(['pairs', 'a', '--short', '--check', '--repetitions', '2']), {
    names: ['pairs', 'a'],
    short: true,
    check: true,
    json: undefined,
    repetitions: 2,
    compare: undefined,
  });
  assert.is(readBenchOptions(['--compare', 'HEAD~1', 'pairs']).compare, 'HEAD~1');
});

const REFUSED: readonly (readonly [args: readonly string[], text: string])[] = [
  [['--repetitions', '0'], "--repetitions: expected a whole number from 1, got '0'"],
  [['--repetitions', '1.5'], "--repetitions: expected a whole number from 1, got '1.5'"],
  [['--compare', ''], "--compare: expected a commit, got ''"],
  [['--compare=--upload-pack'], "--compare: expected a commit, got '--upload-pack'"],
  [['--compare', 'HEAD', '--check'], 'leave out --check and --json'],
  [['--compare', 'HEAD', '--json', 'out.json'], 'leave out --check and --json'],
];

for (const [args, text] of REFUSED) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(() => readBenchOptions(args), text);
  });
}

test('what is no commit cannot be compared with', async () => {
  const expected = "--compare: expected a commit, got 'no such commit'";
  assert.is(await failureOf(commitOf(projectRoot, 'no such commit')), expected);
});

test('the tables show cost, ratios to the first variant of a part, and verdicts', () => {
  const all = runsOf(2, 0.5);
  const costs = costTable(all);
  assert.match(
    costs,
    /^variant +wall ms +CPU ms +events\/CPU-s +ns\/event +ns\/pane +GC % +heap MB +peak MB$/m,
  );
  assert.match(costs, /^a fast +20 +20 +50,000 +20000 +200000 +5 +30 +50$/m);
  const ratios = ratioTable(pairs, all) ?? '';
  assert.match(ratios, /^events per CPU-second +loop, M +fast$/m);
  assert.match(ratios, /^a +0\.10 +0\.50\nb +0\.10 +2\.0$/m);
  assert.is(ratioTable(single, all), undefined);
  const figures = figureTable(judge(pairs.figures, runs(all), limits));
  assert.match(
    figures,
    /^a to loop +2\.00 +MISSED: at most 1\nb to loop +0\.50 +kept: at most 1$/m,
  );
});

test('a comparison shows the ratio of the pairs, its range and other results', () => {
  const pair = (here: number): { here: Run; there: Run } => ({
    here: { ...base, cpuMs: here },
    there: base,
  });
  const other = { here: { ...base, digest: 'x' }, there: base };
  const text = comparisonTable(
    new Map([
      ['a', [pair(10), pair(20), pair(30)]],
      ['b', [other]],
    ]),
  );
  assert.match(text, /^a +10 +20 +2\.00 +1\.00 – 3\.00 +1\.00$/m);
  assert.match(text, /^b .* other results$/m);
});

test('the median is the middle one, or between the two in the middle', () => {
  const numbers = [[], [3], [5, 1], [9, 1, 2], [4, 1, 3, 2]];
  assert.equal(numbers.map(median), [0, 3, 3, 2, 2.5]);
});

test('the geometric mean of a ratio and its inverse is 1', () => {
  assert.ok(Math.abs(geometricMean([0.25, 4]) - 1) < 1e-12);
});

test.run();
