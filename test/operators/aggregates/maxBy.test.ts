import { maxBy } from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { columnOf, resultOf } from './resultOf.ts';

const test = suite('maxBy');

interface Entry {
  readonly id: number;
  readonly by: string | number;
}

const chosen = maxBy((entry: Entry) => entry.by);
const entry = (id: number, by: string | number): Entry => ({ id, by });

function idOf(entries: readonly Entry[], timestamps?: readonly number[]): number {
  return resultOf(chosen, entries, timestamps).id;
}

test('gives the event itself', () => {
  const only = entry(1, 5);
  assert.is(resultOf(chosen, [only]), only);
});

test('compares numbers by size, texts by code units, and numbers come before texts', () => {
  assert.is(idOf([entry(1, 10), entry(2, 9), entry(3, 11)]), 3);
  assert.is(idOf([entry(1, 'b'), entry(2, 'B'), entry(3, 'bb')]), 3);
  assert.is(idOf([entry(1, 'b'), entry(2, 9), entry(3, 'c')]), 3);
});

test('gives the earliest of equals, then the one that arrived first', () => {
  assert.is(idOf([entry(1, 5), entry(2, 5), entry(3, 5)], [7, 4, 4]), 2);
});

test('goes on from a saved row, also with an event that arrived later at the same time', () => {
  const column = columnOf(chosen, [entry(1, 5)], [4]);
  const restored = columnOf(chosen, []);
  restored.load(0, column.save(0));
  restored.add(new Int32Array(1), [entry(2, 5)], [4], 0, 1);
  assert.is(restored.result(0).id, 1);
});

test('fails for what is neither a text nor a finite number', () => {
  const text = 'maxBy: expected a text or a finite number from its function, got NaN';
  assert.throwsCode(() => resultOf(chosen, [entry(1, Number.NaN)]), 'MILLRACE_CALLBACK', text);
  assert.throwsCode(
    () =>
      resultOf(
        maxBy(() => null as never),
        [1],
      ),
    'MILLRACE_CALLBACK',
    'got null',
  );
});

test('refuses what is no function, and a saved state of another form', () => {
  const text = 'maxBy: of: expected a function, got 1';
  assert.throwsCode(() => maxBy(1 as never), 'MILLRACE_ARGUMENT_TYPE', text);
  const column = columnOf(chosen, []);
  for (const saved of [1, [1, 2, 3], [null, 0, 0, {}]]) {
    assert.throwsCode(
      () => column.load(0, saved),
      'MILLRACE_SNAPSHOT_UNREADABLE',
      'maxBy: saved state',
    );
  }
});

test.run();
