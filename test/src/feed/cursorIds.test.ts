import { CursorIds } from '../../../src/feed/cursorIds.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('CursorIds');

test('the others keep where they stood when one more begins before them', () => {
  const ids = new CursorIds();
  ids.add(1, 5, 5);
  ids.add(2, 3, 8);
  assert.equal([...ids.all], [1, 2]);
  assert.equal([ids.positionOf(1, 3), ids.positionOf(2, 3)], [8, 3]);
  assert.equal([ids.positionOf(1, 9), ids.positionOf(2, 9)], [9, 9]);
});

test('nothing stays of one that is over, while the others go on', () => {
  const ids = new CursorIds();
  ids.add(1, 5, 5);
  for (let id = 2; id < 100; id += 1) {
    ids.add(id, 7, 7);
    ids.delete(id);
    assert.is(ids.positionOf(id, 0), 0);
  }
  assert.equal([...ids.all], [1]);
  assert.is(ids.positionOf(1, 0), 7);
});

test.run();
