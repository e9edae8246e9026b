import { share } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { resultOf } from './resultOf.ts';

const test = suite('share');
const odd = share((value: number) => value % 2 === 1);

test('gives the part of the events for which the predicate holds', () => {
  assert.is(resultOf(odd, [2]), 0);
  assert.is(resultOf(odd, [1]), 1);
  assert.is(resultOf(odd, [1, 2, 3]), 2 / 3);
});

test('refuses what is no function', () => {
  const text = "share: predicate: expected a function, got 'odd'";
  assert.throwsCode(() => share('odd' as never), 'MILLRACE_ARGUMENT_TYPE', text);
});

test.run();
