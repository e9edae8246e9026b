import { pathsOf } from '../../../src/cli/pathsOf.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('pathsOf');

test('has all paths of a stage, and those that are named whole', () => {
  const snapshot = { 'a/x': 1, 'a/y': 2, 'b/x': 3 };
  assert.equal(pathsOf(snapshot, ['a', 'b/x']), ['a/x', 'a/y', 'b/x']);
});

test('says what there is, also when there is nothing', () => {
  assert.throws(() => pathsOf({ 'a/x': 1 }, ['zzz']), /nothing of 'zzz'\. It has: a\/x\.$/);
  assert.throws(() => pathsOf({}, ['zzz']), /nothing of 'zzz'\. It is empty\.$/);
});

test.run();
