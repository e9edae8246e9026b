import { customAggregate } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { resultOf } from './resultOf.ts';

const test = suite('customAggregate');
const functions = {
  create: (): number => 1,
  add: (state: number, value: number): number => state * value,
  merge: (into: number, part: number): number => into * part,
  result: (state: number): number => state,
};

test('computes by its functions', () => {
  assert.is(resultOf(customAggregate(functions), [2, 3, 7]), 42);
});

test('hands the timestamp of each event to add', () => {
  const span = customAggregate({
    ...functions,
    add: (state: number, _: string, timestamp: number) => state + timestamp,
  });
  assert.is(resultOf(span, ['a', 'b'], [10, 20]), 31);
});

test('is removable where remove is given', () => {
  assert.is(customAggregate(functions).removable, false);
  const remove = (from: number, part: number): number => from / part;
  assert.is(customAggregate({ ...functions, remove }).removable, true);
});

test('refuses a config that lacks a function', () => {
  for (const field of ['create', 'add', 'merge', 'result']) {
    const text = `customAggregate: ${field}: expected a function, got undefined`;
    const config = { ...functions, [field]: undefined };
    assert.throwsCode(() => customAggregate(config as never), 'MILLRACE_ARGUMENT_TYPE', text);
  }
});

test.run();
