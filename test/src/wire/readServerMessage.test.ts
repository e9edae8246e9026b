import { readServerMessage, WireError } from '../../../src/wire/index.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('readServerMessage');

test('a kind that this version does not know is left out', () => {
  for (const kind of ['later', 'toString', '__proto__']) {
    assert.is(readServerMessage({ t: kind }), undefined);
  }
});

const pick = {
  t: 'pick',
  ch: 0,
  from: 2,
  to: 6,
  wm: 0,
  offs: [3, 5],
  items: [{ et: 0 }, { et: 1 }],
};

const playback = { t: 'playback', state: 'over', speed: 1, at: 0, first: 0, last: 0 };

const BAD: readonly (readonly [message: unknown, error: string])[] = [
  [null, 'message: expected an object'],
  [{ t: 'welcome', v: 1 }, 'welcome: ping: expected an object'],
  [{ t: 'subok', id: 1, ch: 0, off: 0, wm: 0 }, 'subok: epoch'],
  [{ t: 'subok', id: 1, ch: 0, off: 0, wm: null, epoch: 'e' }, 'subok: wm: expected a time'],
  [{ t: 'ev', ch: 0, off: 0, wm: 0 }, 'ev: items: expected an array'],
  [{ t: 'ev', ch: 0, off: -1, wm: 0, items: [] }, 'ev: off'],
  [{ t: 'ev', ch: 0, off: 0, wm: 0, items: [{ et: null }] }, 'items: et'],
  [{ t: 'ev', ch: 0, off: 0, wm: 0, items: [{ et: 0, win: { s: 0 } }] }, 'items: win: e'],
  [
    { t: 'ev', ch: 0, off: 0, wm: 0, items: [{ et: 0, win: { s: 0, e: 1, replaces: 1 } }] },
    'replaces',
  ],
  [{ t: 'ev', ch: 0, off: 0, wm: Infinity, items: [] }, 'ev: wm'],
  [{ ...pick, to: -1 }, 'pick: to'],
  [{ ...pick, items: [{ et: 'x' }, { et: 1 }] }, 'items: et'],
  [{ ...pick, offs: [3] }, 'pick: offs: expected as many as items'],
  [{ ...pick, offs: [3, 3] }, 'pick: offs: off: expected a whole number of at least 4'],
  [{ ...pick, offs: [1, 3] }, 'pick: offs: off: expected a whole number of at least 2'],
  [{ ...pick, offs: [3, 6] }, 'at most 5'],
  [{ t: 'page' }, 'page: req'],
  [{ t: 'ctlok' }, 'ctlok: req'],
  [{ ...playback, at: 'x' }, 'playback: at: expected a number'],
  [{ ...playback, speed: 'fast' }, 'playback: speed: expected a number'],
  [{ ...playback, state: 1 }, 'playback: state: expected a text'],
  [{ t: 'mark', ch: 0, off: 0 }, 'mark: wm'],
  [{ t: 'skip', from: 0, to: 1, n: 1 }, 'skip: ch'],
  [{ t: 'skip', ch: 0, from: 2, to: 1, n: 1 }, 'skip: to'],
  [{ t: 'authok', exp: 'x' }, 'authok: exp: expected a number'],
  [{ t: 'welcome', v: 1, ping: { every: 1, timeout: 1 }, exp: null }, 'welcome: exp'],
  [{ t: 'bye', after: 0 }, 'bye: spread'],
  [{ t: 'bye', after: 3_600_001, spread: 0 }, 'bye: after: expected a whole number'],
  [{ t: 'end' }, 'end: ch'],
  [{ t: 'err' }, 'err: code'],
];

test('reads a choice of events whose offsets rise within its range', () => {
  assert.equal(readServerMessage(pick), pick);
  const none = { ...pick, offs: [], items: [] };
  assert.equal(readServerMessage(none), none);
});

test('refuses messages in which what a client leans on is missing or wrong', () => {
  for (const [message, expected] of BAD) {
    try {
      readServerMessage(message);
      assert.unreachable(JSON.stringify(message));
    } catch (error) {
      assert.instance(error, WireError, String(error));
      assert.match((error as WireError).message, expected);
    }
  }
});

test.run();
