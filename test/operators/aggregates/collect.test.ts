import { collect } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('collect');
const ARRIVED = ['e', 'b', 'c', 'a', 'd'];
const TIMES = [5, 2, 2, 1, 4];

test('gives the events in order of timestamp, those of one timestamp in order of arrival', () => {
  const all = collect<string>({ limit: 5, overflow: 'error' });
  assert.equal(resultOf(all, ARRIVED, TIMES), ['a', 'b', 'c', 'd', 'e']);
  assert.equal(resultOf(all, []), []);
});

test('keeps the first or the last by event time beyond the limit', () => {
  for (const [overflow, limit, expected] of [
    ['keepFirst', 1, ['a']],
    ['keepFirst', 2, ['a', 'b']],
    ['keepFirst', 4, ['a', 'b', 'c', 'd']],
    ['keepLast', 1, ['e']],
    ['keepLast', 3, ['c', 'd', 'e']],
  ] as const) {
    assert.equal(resultOf(collect<string>({ limit, overflow }), ARRIVED, TIMES), expected);
  }
});

test('keeps at most twice the limit in memory and saves no more than the limit', () => {
  const column = columnOf(collect<number>({ limit: 3, overflow: 'keepLast' }), []);
  for (let i = 0; i < 100; i += 1) column.add(new Int32Array(1), [i], [i], 0, 1);
  assert.equal(column.result(0), [97, 98, 99]);
  assert.equal(column.save(0), [
    [97, 97, 97],
    [98, 98, 98],
    [99, 99, 99],
  ]);
});

test("fails beyond the limit with overflow: 'error', when adding and when merging", () => {
  const strict = collect<string>({ limit: 4, overflow: 'error' });
  const text = 'collect: expected at most 4 events in one window, got more; raise limit, or choose';
  assert.throwsCode(() => resultOf(strict, ARRIVED), 'MILLRACE_OVERFLOW', text);
  const column = strict.column();
  column.grow(2);
  column.add(Int32Array.of(0, 0, 1, 1, 1), ARRIVED, TIMES, 0, 5);
  assert.throwsCode(() => column.merge(0, 1), 'MILLRACE_OVERFLOW', text);
});

test('gives what its function makes of each event', () => {
  const doubled = collect({ limit: 9, overflow: 'error', of: (value: number) => value * 2 });
  assert.equal(resultOf(doubled, [1, 2]), [2, 4]);
});

test('gives a new array each time', () => {
  const column = columnOf(collect<number>({ limit: 9, overflow: 'error' }), [1]);
  assert.ok(column.result(0) !== column.result(0));
});

test('refuses a config without a limit or a choice for what is beyond it', () => {
  for (const [config, code, text] of [
    [undefined, 'MILLRACE_ARGUMENT_TYPE', 'collect: config: expected an object, got undefined'],
    [{ overflow: 'error' }, 'MILLRACE_ARGUMENT_TYPE', 'collect: limit: expected a whole number'],
    [{ limit: 0, overflow: 'error' }, 'MILLRACE_ARGUMENT_RANGE', 'collect: limit: expected'],
    [{ limit: 2 }, 'MILLRACE_ARGUMENT_TYPE', "overflow: expected 'error' or 'keepFirst' or"],
    [{ limit: 2, overflow: 'error', of: 3 }, 'MILLRACE_ARGUMENT_TYPE', 'of: expected a function'],
  ] as const) {
    assert.throwsCode(() => collect(config as never), code, text);
  }
});

test('refuses a saved state of another form', () => {
  const column = columnOf(collect({ limit: 9, overflow: 'error' }), []);
  for (const saved of [null, [[1, 2]], [['x', 0, 0]]]) {
    assert.throwsCode(
      () => column.load(0, saved),
      'MILLRACE_SNAPSHOT_UNREADABLE',
      'collect: saved',
    );
  }
});

test.run();
