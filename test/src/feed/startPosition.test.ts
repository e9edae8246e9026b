import { startPosition } from '../../../src/feed/startPosition.ts';
import type { Since } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('startPosition');

/** Event times are ten times the offsets. */
const offsetAt = (time: number): number => Math.min(20, Math.max(10, Math.ceil(time / 10)));
const feed = { epoch: 'e', offsetAt, log: { floor: 10, head: 20, goneLatest: 90 } };
const at = (off: number, epoch = 'e'): Since => ({ epoch, off });

const TABLE: readonly (readonly [name: string, since: Since | undefined, expected: unknown])[] = [
  ['nothing asked', undefined, { off: 20, outcome: 'live' }],
  ['from the start', 'start', { off: 10, outcome: 'replayed' }],
  ['the last 3', { last: 3 }, { off: 17, outcome: 'replayed' }],
  ['the last 0', { last: 0 }, { off: 20, outcome: 'live' }],
  ['more than there are', { last: 99 }, { off: 10, outcome: 'replayed' }],
  ['after the newest', at(19), { off: 20, outcome: 'live' }],
  ['after one that is kept', at(14), { off: 15, outcome: 'replayed' }],
  ['just before the floor', at(9), { off: 10, outcome: 'replayed' }],
  [
    'one below the floor',
    at(8),
    { off: 10, outcome: 'tooOld', skip: { from: 9, to: 10, n: 1, why: 'expired' } },
  ],
  ['at a time', { time: 135 }, { off: 14, outcome: 'replayed' }],
  ['at a time that is not reached', { time: 191 }, { off: 20, outcome: 'live' }],
  ['just after the latest that is gone', { time: 91 }, { off: 10, outcome: 'replayed' }],
  [
    'at the time of one that is gone',
    { time: 90 },
    { off: 10, outcome: 'tooOld', skip: { from: 0, to: 10, n: 10, why: 'expired' } },
  ],
  [
    'before the first',
    at(-1),
    { off: 10, outcome: 'tooOld', skip: { from: 0, to: 10, n: 10, why: 'expired' } },
  ],
  [
    'another epoch',
    at(14, 'old'),
    { off: 10, outcome: 'tooOld', skip: { from: 0, to: 10, n: 10, why: 'epoch' } },
  ],
  [
    'ahead of the feed',
    at(20),
    { off: 10, outcome: 'tooOld', skip: { from: 0, to: 10, n: 10, why: 'epoch' } },
  ],
];

for (const [name, since, expected] of TABLE) {
  test(`${name} begins where it should`, () => assert.equal(startPosition(feed, since), expected));
}

test('an empty feed is live from its start', () => {
  const log = { floor: 0, head: 0, goneLatest: -Infinity };
  const empty = { epoch: 'e', offsetAt: () => 0, log };
  assert.equal(startPosition(empty, 'start'), { off: 0, outcome: 'live' });
  assert.equal(startPosition(empty, at(-1)), { off: 0, outcome: 'live' });
  assert.equal(startPosition(empty, { time: -1e300 }), { off: 0, outcome: 'live' });
});

test.run();
