import { mean } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { resultOf } from './resultOf.ts';

const test = suite('mean');
const average = mean((value: number) => value);

test('divides the exact sum by the count', () => {
  assert.is(resultOf(average, [1, 2]), 1.5);
  assert.is(resultOf(average, [-3]), -3);
  assert.is(resultOf(average, [2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1]), 2 ** 53 - 1);
  assert.is(resultOf(average, [1e17, 1, 1, -1e17]), 0.5);
});

test('fails for a value that is no finite number', () => {
  const text = 'mean: expected a finite number from its function, got NaN';
  assert.throwsCode(() => resultOf(average, [1, Number.NaN]), 'MILLRACE_CALLBACK', text);
});

test('refuses what is no function', () => {
  const text = 'mean: of: expected a function, got 3';
  assert.throwsCode(() => mean(3 as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test.run();
