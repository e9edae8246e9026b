import { reconnectDelay } from '../../../src/client/reconnectDelay.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('reconnectDelay');
const backoff = { minDelay: 500, maxDelay: 20_000 };

test('the bound doubles from attempt to attempt up to the longest delay', () => {
  const longest = [0, 1, 2, 5, 6, 1_000].map((attempt) =>
    reconnectDelay(backoff, attempt, 'soon', 1),
  );
  assert.equal(longest, [500, 1_000, 2_000, 16_000, 20_000, 20_000]);
});

test('any delay between nothing and the bound is possible', () => {
  assert.equal(
    [0, 0.5].map((random) => reconnectDelay(backoff, 1, 'soon', random)),
    [0, 500],
  );
});

test('a server that asks for patience gets a second at least, where delays may be that long', () => {
  assert.is(reconnectDelay(backoff, 0, 'later', 0), 1_000);
  assert.is(reconnectDelay({ minDelay: 1, maxDelay: 5 }, 0, 'later', 0), 5);
});

test.run();
