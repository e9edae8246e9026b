import { ItemChanges, RowChanges } from '../../../operators/kernel/index.ts';
import type { StateView } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('RowChanges');

function readAll(view: StateView): unknown[] {
  const entries: unknown[] = [];
  for (let more = true; more;) {
    const slice = view.read(2);
    assert.ok(slice.length <= 2);
    entries.push(...slice);
    more = slice.length > 0;
  }
  return entries;
}

/** Rows of text with their changes. */
function makeRows(...texts: string[]): {
  changes: RowChanges;
  write: (row: number, text: string | undefined) => void;
} {
  const rows: (string | undefined)[] = texts;
  const changes = new RowChanges((row) => rows[row]);
  const write = (row: number, text: string | undefined): void => {
    changes.touch(row);
    rows[row] = text;
  };
  return { changes, write };
}

test('shows rows as they were at the barrier, whatever is written before they are read', () => {
  const { changes, write } = makeRows('a', 'b', 'c', 'd');
  const view = changes.view('head', 4, true);
  assert.is(view.head, 'head');
  assert.ok(!view.isChanges);
  assert.equal(view.read(1), [[0, 'a']]);
  for (const row of [0, 2, 2, 5]) write(row, 'new');
  write(3, undefined);
  assert.equal(readAll(view), [
    [2, 'c'],
    [3, 'd'],
    [1, 'b'],
  ]);
});

test('shows only changes behind a view that was kept, what is gone too', () => {
  const { changes, write } = makeRows('a', 'b', 'c');
  readAll(changes.view(undefined, 3, true));
  const whole = changes.view(undefined, 3, true);
  assert.ok(!whole.isChanges, 'the one before was left open');
  write(1, 'B');
  readAll(whole);
  whole.close(true);
  write(2, undefined);
  const next = changes.view(undefined, 3, true);
  assert.ok(next.isChanges);
  assert.equal(readAll(next), [
    [1, 'B'],
    [2, undefined],
  ]);
  next.close(true);
  assert.equal(readAll(changes.view(undefined, 3, true)), []);
  assert.ok(!changes.view(undefined, 3, false).isChanges, 'all is asked for');
});

test('shows again what a view showed that was not kept', () => {
  const { changes, write } = makeRows('a', 'b', 'c');
  changes.view(undefined, 3, false).close(true);
  write(0, 'A');
  changes.view(undefined, 3, true).close(false);
  write(1, 'B');
  const next = changes.view(undefined, 3, true);
  assert.ok(next.isChanges);
  assert.equal(readAll(next), [
    [0, 'A'],
    [1, 'B'],
  ]);
  next.close(true);
  changes.view(undefined, 3, false).close(false);
  assert.ok(!changes.view(undefined, 3, true).isChanges, 'a whole one was not kept');
});

test('gives no entry of a view that is over', () => {
  const { changes } = makeRows('a');
  const first = changes.view(undefined, 1, false);
  const second = changes.view(undefined, 1, false);
  assert.throws(() => first.read(1), /closed/);
  first.close(true);
  second.close(false);
  assert.ok(!changes.view(undefined, 1, true).isChanges, 'what came too late counts for nothing');
});

test('gives an object the number of one that is gone, whose entry it replaces', () => {
  const item = (text: string): { text: string; slot: number } => ({ text, slot: -1 });
  const [a, b, c] = [item('a'), item('b'), item('c')];
  const changes = new ItemChanges([a, b], ({ text }) => text);
  const whole = changes.view(undefined, true);
  changes.remove(a);
  changes.add(c);
  assert.equal(readAll(whole), [
    [0, 'a'],
    [1, 'b'],
  ]);
  whole.close(true);
  changes.remove(b);
  assert.equal(readAll(changes.view(undefined, true)), [
    [0, 'c'],
    [1, undefined],
  ]);
});

test.run();
