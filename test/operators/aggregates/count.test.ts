import { count } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('count');

test('counts the events, whatever they are', () => {
  assert.is(resultOf(count(), [1, undefined, null, 'text']), 4);
  assert.is(resultOf(count(), []), 0);
});

test('refuses a saved state that is no number', () => {
  const column = columnOf(count(), []);
  const code = 'MILLRACE_SNAPSHOT_UNREADABLE';
  assert.throwsCode(
    () => column.load(0, 'x'),
    code,
    "count: saved state: expected a number, got 'x'",
  );
});

test.run();
