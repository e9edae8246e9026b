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

const steps = fc.array(
  fc.tuple(fc.nat(7), fc.option(fc.integer({ min: -4, max: 4 }), { nil: undefined })),
  { maxLength: 60 },
);

test('lets keys leave and come back to their order among equals, as sorting anew does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), steps, (limit, todo) => {
      let ranking = new Ranking<number, string>(limit);
      const scores = new Map<number, number | undefined>();
      for (const [index, [key, score]] of todo.entries()) {
        const shown = ranking.top();
        if (score !== undefined) {
          ranking.put(key, `${key}: ${score}`, score);
          scores.set(key, score);
        } else {
          const changed = ranking.remove(key);
          assert.is(
            changed,
            shown.some((place) => place.key === key),
            'tells whether it had a place',
          );
          if (scores.has(key)) scores.set(key, undefined);
        }
        const order = [...scores.keys()];
        const expected = [...scores]
          .flatMap(([name, points]) => (points === undefined ? [] : [[name, points] as const]))
          .sort((a, b) => b[1] - a[1] || order.indexOf(a[0]) - order.indexOf(b[0]))
          .slice(0, limit);
        assert.equal(
          ranking.top().map(({ key: name, value }) => [name, value]),
          expected.map(([name, points]) => [name, `${name}: ${points}`]),
        );
        assert.is(ranking.isEmpty, expected.length === 0);
        if (index % 7 === 0) ranking = new Ranking(limit, structuredClone(ranking.entries()));
      }
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
