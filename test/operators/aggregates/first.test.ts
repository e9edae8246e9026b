import { first } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('first');

test('gives the earliest event by event time, not by arrival', () => {
  assert.is(resultOf(first<string>(), ['b', 'a', 'c', 'd'], [2, 1, 4, 3]), 'a');
});

test('gives the earliest arrival at one timestamp', () => {
  assert.is(resultOf(first<string>(), ['a', 'b', 'c'], [1, 1, 1]), 'a');
});

test('gives what its function makes of the event', () => {
  assert.is(
    resultOf(
      first((value: number) => value * 10),
      [1, 2],
      [1, 2],
    ),
    10,
  );
});

test('does not ask which of two parts came first by the order of their merging', () => {
  for (const rows of [
    [1, 2],
    [2, 1],
  ]) {
    const column = first<string>().column();
    column.grow(3);
    column.add(Int32Array.of(1, 2, 1), ['a', 'b', 'c'], [5, 5, 5], 0, 3);
    for (const row of rows) column.merge(0, row);
    assert.is(column.result(0), 'a');
  }
});

test('keeps undefined and null as values', () => {
  assert.is(resultOf(first<unknown>(), [null]), null);
  const column = columnOf(
    first(() => undefined),
    [1],
  );
  const restored = columnOf(
    first(() => undefined),
    [],
  );
  restored.load(0, column.save(0));
  assert.is(restored.result(0), undefined);
});

test('refuses what is no function', () => {
  const text = 'first: of: expected a function, got null';
  assert.throwsCode(() => first(null as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test.run();
