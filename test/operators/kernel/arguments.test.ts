import {
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  isCodedError,
} from '../../../operators/kernel/index.ts';
import { ArgumentRangeError, ArgumentTypeError } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('arguments');

test('returns a number that is within its bounds, the bounds included', () => {
  assert.is(checkNumber('topN', 'count', 1, { min: 1, max: 3 }), 1);
  assert.is(checkNumber('topN', 'count', 3, { min: 1, max: 3 }), 3);
  assert.is(checkNumber('quantile', 'q', 0.5, { min: 0, max: 1, whole: false }), 0.5);
});

test('names the operator, the field and the bounds of a number outside of them', () => {
  const text = (bounds: object, value: unknown): string => {
    try {
      checkNumber('topN', 'count', value, bounds);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  };
  assert.is(text({ min: 1, max: 3 }, 4), 'topN: count: expected a whole number from 1 to 3, got 4');
  assert.is(text({ min: 1 }, 0), 'topN: count: expected a whole number of at least 1, got 0');
  assert.is(text({ max: 1 }, 2), 'topN: count: expected a whole number of at most 1, got 2');
  assert.is(text({}, 0.5), 'topN: count: expected a whole number, got 0.5');
  assert.is(text({ whole: false }, Number.NaN), 'topN: count: expected a number, got NaN');
  assert.is(text({ min: 1 }, '1'), "topN: count: expected a whole number of at least 1, got '1'");
});

test('tells a wrong type from a wrong range by class and code', () => {
  assert.throwsCode(() => checkNumber('a', 'b', '1', {}), 'MILLRACE_ARGUMENT_TYPE');
  assert.throwsCode(() => checkNumber('a', 'b', Infinity, {}), 'MILLRACE_ARGUMENT_RANGE');
  assert.instance(new ArgumentTypeError('a', 'b', 'c', 'd'), TypeError);
  assert.instance(new ArgumentRangeError('a', 'b', 'c', 'd'), RangeError);
  assert.ok(isCodedError(new ArgumentRangeError('a', 'b', 'c', 'd')));
  assert.is(isCodedError(new RangeError('plain')), false);
});

test('returns a word that is allowed and lists the words otherwise', () => {
  assert.is(checkWord('feed', 'slow', 'drop', ['drop', 'block']), 'drop');
  const refuse = (): unknown => checkWord('feed', 'slow', 'wait', ['drop', 'block']);
  assert.throwsCode(
    refuse,
    'MILLRACE_ARGUMENT_TYPE',
    "feed: slow: expected 'drop' or 'block', got 'wait'",
  );
});

test('refuses what is no function and what is no object', () => {
  checkFunction('keyBy', 'key', () => 1);
  checkConfig('keyBy', {});
  assert.throwsCode(
    () => checkFunction('keyBy', 'key', 'a'),
    'MILLRACE_ARGUMENT_TYPE',
    "keyBy: key: expected a function, got 'a'",
  );
  assert.throwsCode(
    () => checkConfig('keyBy', null),
    'MILLRACE_ARGUMENT_TYPE',
    'keyBy: config: expected an object, got null',
  );
});

test.run();
