import { min } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('min');
const extreme = min((value: number) => value);

test('gives the extreme number, wherever it stands', () => {
  assert.is(resultOf(extreme, [4, -3, 9]), -3);
  assert.is(resultOf(extreme, [-3, 4]), -3);
  assert.is(resultOf(extreme, [4, -3]), -3);
  assert.is(resultOf(extreme, [0]), 0);
  assert.is(resultOf(extreme, [-Number.MAX_VALUE]), -Number.MAX_VALUE);
});

test('saves the number itself, and null for an empty row', () => {
  assert.is(columnOf(extreme, [4, -3, 9]).save(0), -3);
  assert.is(columnOf(extreme, []).save(0), null);
});

test('fails for a value that is no finite number', () => {
  const text = 'min: expected a finite number from its function, got -Infinity';
  assert.throwsCode(() => resultOf(extreme, [-Infinity]), 'MILLRACE_CALLBACK', text);
});

test('refuses what is no function', () => {
  const text = 'min: of: expected a function, got null';
  assert.throwsCode(() => min(null as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test.run();
