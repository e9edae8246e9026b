import { describeValue, toItem } from '../../../src/feed/describe.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('describe');

const pane = {
  key: 'a',
  window: { start: 0, end: 10 },
  value: { n: 3 },
  timing: 'onTime',
  index: 0,
  final: false,
} as const;

test('a pane is told with its key and window', () => {
  assert.equal(toItem(describeValue(pane), 9), {
    k: 'a',
    op: 'ins',
    d: { n: 3 },
    et: 9,
    win: { s: 0, e: 10, pane: 'onTime', i: 0, final: false },
  });
});

test('a later pane of a window is an update', () => {
  const item = toItem(describeValue({ ...pane, index: 1, timing: 'late', final: true }), 9);
  assert.equal([item.op, item.win?.pane, item.win?.i, item.win?.final], ['upd', 'late', 1, true]);
});

test('a pane that replaces panes of other windows is an update and names them', () => {
  const item = toItem(describeValue({ ...pane, replaces: [{ start: 0, end: 5 }] }), 9);
  assert.is(item.op, 'upd');
  assert.equal(item.win?.replaces, [{ s: 0, e: 5 }]);
});

test('a pane that is taken back is told as a retraction, also where it was the first', () => {
  for (const index of [0, 3]) {
    const item = toItem(describeValue({ ...pane, index, retract: true }), 9);
    assert.equal([item.op, item.k, item.d, item.win?.i], ['ret', 'a', { n: 3 }, index]);
  }
  assert.is(describeValue({ ...pane, retract: false }).op, 'ins');
});

test('a window without an end is told in words', () => {
  const item = toItem(
    describeValue({ ...pane, window: { start: -Infinity, end: Infinity } }),
    Infinity,
  );
  assert.equal([item.win?.s, item.win?.e, item.et], ['start', 'end', 'end']);
});

test('what lacks any field of a pane is plain data', () => {
  const values = [
    1,
    null,
    'text',
    { key: 1, value: 2 },
    { ...pane, timing: 'never' },
    { ...pane, window: {} },
  ];
  for (const value of values)
    assert.equal(toItem(describeValue(value), 1), { op: 'ins', d: value, et: 1 });
});

test('a bigint key is told as text, an undefined one not at all, undefined data as null', () => {
  assert.is(toItem({ data: 1, key: 12n }, 0).k, '12');
  assert.equal(toItem({ data: undefined, key: undefined }, 0), { op: 'ins', d: null, et: 0 });
});

test.run();
