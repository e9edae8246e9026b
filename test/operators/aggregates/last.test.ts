import { last } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('last');

test('gives the latest event by event time, not by arrival', () => {
  assert.is(resultOf(last<string>(), ['b', 'a', 'c', 'd'], [2, 1, 4, 3]), 'c');
});

test('gives the latest arrival at one timestamp', () => {
  assert.is(resultOf(last<string>(), ['a', 'b', 'c'], [1, 1, 1]), 'c');
});

test('gives what its function makes of the event', () => {
  assert.is(
    resultOf(
      last((value: number) => value * 10),
      [1, 2],
      [1, 2],
    ),
    20,
  );
});

test('does not ask which of two parts came first by the order of their merging', () => {
  for (const rows of [
    [1, 2],
    [2, 1],
  ]) {
    const column = last<string>().column();
    column.grow(3);
    column.add(Int32Array.of(1, 2, 1), ['a', 'b', 'c'], [5, 5, 5], 0, 3);
    for (const row of rows) column.merge(0, row);
    assert.is(column.result(0), 'c');
  }
});

test('keeps undefined and null as values', () => {
  assert.is(resultOf(last<unknown>(), [null]), null);
  const column = columnOf(
    last(() => undefined),
    [1],
  );
  const restored = columnOf(
    last(() => undefined),
    [],
  );
  restored.load(0, column.save(0));
  assert.is(restored.result(0), undefined);
});

test('refuses what is no function', () => {
  const text = 'last: of: expected a function, got null';
  assert.throwsCode(() => last(null as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test.run();
