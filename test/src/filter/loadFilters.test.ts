import {
  BadFilter,
  loadFilters,
  LONGEST_PATTERN,
  MOST_ARITHMETIC,
} from '../../../src/filter/index.ts';
import type { Item } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('loadFilters');
const compile = await loadFilters();

const win = { s: 'start', e: 60_000, pane: 'early', i: 0, final: false } as const;
const item: Item = {
  k: 'ORD',
  op: 'upd',
  et: 1_500,
  d: { n: 5, text: 'Delayed', no: null, yes: true, list: [1, 'x'], of: { a: 1 } },
};

const TRUE: readonly string[] = [
  ...['d.n > 4', 'd.n == 5', 'd.n >= 4.5 && d.n < 6', 'd.n + 1.0 == 6.0', 'int(d.n) % 2 == 1'],
  ...['d.yes', '!(d.n == 4)', 'd.no == null', 'd.text != null', 'd.n in [1, 5]', '-d.n < 0'],
  ...['d.text == "Delayed"', 'd.text.contains("lay")', 'd.text.startsWith("De")'],
  ...['d.text.lowerAscii() == "delayed"', 'size(d.text) == 7', '1 in d.list', 'd.list[0] == 1'],
  ...['"a" in d.of', 'd["of"].a == 1', 'has(d.n) && !has(d.m)', 'd.m == 1 || d.n == 5'],
  ...['key == "ORD"', 'key in ["ORD", "JFK"]', 'op == "upd"', 'et == 1500', 'win == null'],
  ...['d.n > 4 ? true : false', 'd.of == d.of'],
  'timestamp("2020-01-01T00:00:00Z") < timestamp("2021-01-01T00:00:00Z")',
];

test('judges the data, key, time, kind and window of an event', () => {
  for (const text of TRUE) assert.is(compile(text)(item), true, text);
  for (const text of TRUE.slice(0, 2)) assert.is(compile(`!(${text})`)(item), false, text);
  assert.is(compile('win.s < 0.0 && win.e == 60000 && !win.final')({ ...item, win }), true);
  const bare: Item = { op: 'ins', d: 3, et: 'end' };
  assert.is(compile('d == 3 && key == null && et > 1e300')(bare), true);
});

const FAILING = ['d.m > 1', 'd.text > 5', 'd.n', 'd.n + 1 > 2', 'win.s > 0', 'd.constructor == 1'];

test('throws where an event cannot be judged', () => {
  for (const text of FAILING) assert.throws(() => compile(text)(item));
});

const many = (count: number, part: string, between: string): string =>
  Array.from({ length: count }, () => part).join(between);

const BAD: readonly (readonly [filter: string, text: string])[] = [
  ['d.n >', 'EOF'],
  ['', 'EOF'],
  ['d.n == 5 && 3', 'bool'],
  ['"text"', 'true or false, got one of string'],
  ['n > 1', "filters know no 'n'"],
  ['cel.bind(x, d.n, x > 1)', 'filters know no .bind()'],
  ['google.protobuf == d', "filters know no 'google'"],
  ['d.list.all(x, x > 0)', 'filters know no .all()'],
  ['d.list.exists(x, d.list.exists(y, x == y))', 'filters know no .exists()'],
  ['d.list.map(x, x) == []', 'filters know no .map()'],
  ['d.text.matches("(a+)+$")', 'filters know no .matches()'],
  ['duration(d.text) == duration("1s")', 'filters know no duration()'],
  ['d.text.split(",") == []', 'filters know no .split()'],
  ['bytes(d.text).json() == d', 'filters know no'],
  ['{"a": 1} == d', "filters know no 'map'"],
  ['d.text.contains(d.text)', 'filters know no .contains() of anything but'],
  [`d.text.contains("${'x'.repeat(LONGEST_PATTERN + 1)}")`, 'filters know no .contains() of'],
  [`size(${many(MOST_ARITHMETIC + 2, 'd.text', ' + ')}) > 1`, 'filters know no more than 8 of'],
  [`${'('.repeat(200)}true${')'.repeat(200)}`, 'maxDepth'],
  [many(60, 'd.n > 1', ' && '), 'maxAstNodes'],
  [`d.n in [${many(65, '1', ',')}]`, 'maxListElements'],
];

test('refuses what is no filter, and what could cost much', () => {
  for (const [filter, text] of BAD) {
    assert.throws(() => compile(filter), text);
    try {
      compile(filter);
    } catch (error) {
      assert.ok(error instanceof BadFilter, filter);
      assert.ok(!error.message.includes('\n'), filter);
    }
  }
});

test('leaves the stacks of other errors as they were', () => {
  const { stackTraceLimit } = Error;
  assert.throws(() => compile('d.m')(item));
  assert.is(Error.stackTraceLimit, stackTraceLimit);
});

test.run();
