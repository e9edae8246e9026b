import fc from 'fast-check';
import { Ranking } from '../../../operators/keyed/ranking.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('Ranking');

const puts = fc.array(fc.tuple(fc.nat(7), fc.integer({ min: -4, max: 4 })), { maxLength: 60 });

test('keeps the places that sorting all keys anew gives, ties to the key that came first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), puts, (limit, todo) => {
      let ranking = new Ranking<number, string>(limit);
      const scores = new Map<number, number>();
      for (const [index, [key, score]] of todo.entries()) {
        const shown = ranking.top();
        const changed = ranking.put(key, `${key}: ${score}`, score);
        scores.set(key, score);
        const order = [...scores.keys()];
        const sorted = [...scores].sort(
          (a, b) => b[1] - a[1] || order.indexOf(a[0]) - order.indexOf(b[0]),
        );
        const expected = sorted.slice(0, limit).map(([name, points], place) => ({
          rank: place + 1,
          key: name,
          value: `${name}: ${points}`,
        }));
        assert.equal(ranking.top(), expected);
        const concerned = [...shown, ...expected].some((place) => place.key === key);
        assert.is(changed, concerned, 'tells whether a kept place changed');
        if (index % 7 === 0) ranking = new Ranking(limit, structuredClone(ranking.entries()));
      }
      assert.is(ranking.size, scores.size);
    }),
    { numRuns: 1_000, seed: 42 },
  );
});

test('gives a list that later changes leave alone', () => {
  const ranking = new Ranking<string, number>(2);
  ranking.put('a', 1, 1);
  const before = ranking.top();
  ranking.put('b', 2, 2);
  assert.equal(before, [{ rank: 1, key: 'a', value: 1 }]);
});

test.run();
