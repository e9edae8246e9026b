import { TailTable } from '../../../src/cli/tailTable.ts';
import type { FeedEvent, ValueEvent } from '../../../src/client/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('tailTable');

const ROOM = { lines: 10, columns: 200 };

type Fields = Partial<ValueEvent<unknown>>;

const event = (offset: number, fields: Fields = {}): ValueEvent<unknown> => ({
  kind: 'event',
  offset,
  eventTime: 0,
  watermark: -Infinity,
  key: undefined,
  op: 'ins',
  data: offset,
  ...fields,
});

/** A result of the window that ends then. */
const pane = (
  offset: number,
  key: string,
  end: number,
  op: 'ins' | 'upd' | 'ret',
): Fields & ValueEvent<unknown> =>
  event(offset, {
    key,
    op,
    window: { start: 0, end, timing: 'onTime', index: 0, final: false, replaces: [] },
  });

/** The offsets and keys that are shown after some events. */
function shown(events: readonly FeedEvent<unknown>[], lines = 10): string[] {
  const table = new TailTable();
  for (const one of events) table.add(one);
  const rows = table.lines({ ...ROOM, lines }).slice(1);
  return rows.map((row) => row.split(/ {2,}/).slice(0, 2).join(' '));
}

test('has the last events of a feed without keys', () => {
  const rows = shown([event(0), event(1), event(2)], 3);
  assert.equal(rows, ['1 1970-01-01 00:00:00Z', '2 1970-01-01 00:00:00Z']);
});

test('has the last event of each key, where the key came first', () => {
  const [a, b] = [{ key: 'a' }, { key: 'b' }];
  assert.equal(shown([event(0, a), event(1, b), event(2, a)]), ['2 a', '1 b']);
  assert.equal(shown([event(0, a), event(1, b), event(2, a)], 2), ['2 a']);
});

test('shows the newest window of a key, and none that was taken back', () => {
  const newest = [pane(0, 'a', 10, 'ins'), pane(1, 'a', 20, 'ins'), pane(2, 'a', 10, 'upd')];
  assert.equal(shown(newest), ['1 a']);
  assert.equal(shown([...newest, pane(3, 'a', 10, 'ret')]), ['1 a']);
  assert.equal(shown([...newest, pane(3, 'a', 20, 'ret')]), []);
  assert.equal(shown([...newest, pane(3, 'a', 20, 'ret'), pane(4, 'a', 20, 'upd')]), ['4 a']);
});

test('forgets what a feed that began anew has made void', () => {
  const anew: FeedEvent<unknown> = { kind: 'skip', from: 2, to: 2, count: 0, why: 'epoch' };
  const before = [pane(1, 'a', 10, 'ins'), pane(2, 'b', 20, 'ins'), pane(3, 'c', 20, 'ins')];
  assert.equal(shown([...before, anew]), ['1 a']);
  assert.equal(shown([...before, anew, pane(2, 'b', 10, 'ins')]), ['1 a', '2 b']);
});

test('holds no more than a thousand rows', () => {
  const many = Array.from({ length: 1_500 }, (_, n) => event(n, { key: n }));
  const rows = shown(many, 5_000);
  assert.equal([rows.length, rows[0]], [1_000, '500 500']);
});

test('makes columns of the fields, and cuts what is too wide', () => {
  const table = new TailTable();
  table.add(event(0, { data: { long: 'x'.repeat(50), list: [1] } }));
  table.add(event(1, { data: { other: null, long: 'a\tb\n' } }));
  const [head = '', first = '', second = ''] = table.lines(ROOM);
  assert.match(head, /^offset {2}event time {12}long {38}list {2}other$/);
  assert.match(first, `${'x'.repeat(39)}…  [1]`);
  assert.match(second, /a b\\u000A +null$/);
  assert.equal(
    table.lines({ ...ROOM, columns: 8 }).map((line) => line.length),
    [8, 8, 8],
  );
});

test('does not call lost what is in the table that comes whole', () => {
  const table = new TailTable();
  const skip = { kind: 'skip', from: 0, to: 5, count: 5, why: 'epoch' } as const;
  table.add({ kind: 'subscribed', outcome: 'snapshot', epoch: 'e', offset: 5, table: true });
  table.add(skip);
  table.add({ kind: 'snapshot', offset: 5, watermark: 0, rows: [] });
  assert.match(table.summary(), /· 0 lost$/);
  table.add({ ...skip, from: 5, to: 7, count: 2, why: 'dropped' });
  assert.match(table.summary(), /· 2 lost$/);
});

test('sums up events, losses and new epochs', () => {
  const table = new TailTable();
  const subscribed = { kind: 'subscribed', outcome: 'live', epoch: 'e', offset: 0 } as const;
  table.add(subscribed);
  table.add(event(0, { watermark: 1_000 }));
  table.add({ kind: 'skip', from: 1, to: 3, count: 2, why: 'dropped' });
  assert.is(table.summary(), '1 event · watermark 1970-01-01 00:00:01Z · 2 lost');
  table.add({ kind: 'skip', from: 3, to: 4, count: 1, why: 'filterFailed' });
  assert.match(table.summary(), /2 lost · 1 not judged by the filter$/);
  table.add(subscribed);
  assert.match(table.summary(), /began anew 1 time$/);
  table.add(subscribed);
  assert.match(table.summary(), /began anew 2 times$/);
});

test.run();
