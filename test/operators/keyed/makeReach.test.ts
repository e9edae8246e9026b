import { count } from '../../../operators/aggregates/index.ts';
import { makeReach } from '../../../operators/keyed/makeReach.ts';
import { RowTable } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('makeReach');

for (const kind of ['subtracted', 'merged'] as const) {
  test(`${kind}: uses a row for each event, two at most beside them, and none when all have left`, () => {
    const table = new RowTable<number>({ n: count() });
    const reach = makeReach(kind, 'overRange', table);
    for (let at = 0; at < 100; at += 1) {
      reach.enter(at, at);
      if (at >= 5) reach.leave();
      assert.equal(reach.result(), { n: Math.min(at + 1, 5) });
      assert.ok(table.size <= reach.size + 2, `${table.size} rows for ${reach.size} events`);
    }
    while (reach.size > 0) reach.leave();
    assert.is(table.size, 0);
  });
}

test('endless: uses one row, also after it is loaded', () => {
  const table = new RowTable<number>({ n: count() });
  const reach = makeReach('endless', 'overRange', table);
  for (let at = 0; at < 100; at += 1) reach.enter(at, at);
  const loaded = makeReach('endless', 'overRange', table);
  loaded.load(reach.save());
  assert.equal([loaded.result(), table.size], [{ n: 100 }, 2]);
});

test.run();
