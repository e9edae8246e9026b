import {
  type AggregateRecord,
  type AggregateResults,
  collect,
  first,
  last,
  mean,
  minBy,
  topK,
} from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { resultOf } from './resultOf.ts';

const test = suite('inference of aggregates');

interface Lap {
  readonly driver: string;
  readonly seconds: number;
}

type Same<A, B> =
  (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** Takes aggregates as a window does: the events are known, the functions are not annotated. */
function over<T>(
  values: readonly T[],
): <const A extends AggregateRecord<T>>(aggregates: A) => AggregateResults<A> {
  return <const A extends AggregateRecord<T>>(aggregates: A) => {
    const results = Object.entries(aggregates).map(([name, of]) => [name, resultOf(of, values)]);
    return Object.fromEntries(results) as AggregateResults<A>;
  };
}

test('functions know the event and results have their own type', () => {
  const lap: Lap = { driver: 'a', seconds: 80 };
  const pane = over([lap])({
    mean: mean((each) => each.seconds),
    first: first(),
    last: last((each) => each.driver),
    quickest: minBy((each) => each.seconds),
    all: collect({ limit: 3, overflow: 'error' }),
    drivers: collect({ limit: 3, overflow: 'error', of: (each) => each.driver }),
    top: topK(1, (each) => each.driver),
  });
  const types: [
    Same<typeof pane.mean, number>,
    Same<typeof pane.first, Lap>,
    Same<typeof pane.last, string>,
    Same<typeof pane.quickest, Lap>,
    Same<typeof pane.all, readonly Lap[]>,
    Same<typeof pane.drivers, readonly string[]>,
    Same<(typeof pane.top)[number]['item'], string>,
  ] = [true, true, true, true, true, true, true];
  assert.equal(types.length, 7);
  assert.equal(pane, {
    mean: 80,
    first: lap,
    last: 'a',
    quickest: lap,
    all: [lap],
    drivers: ['a'],
    top: [{ item: 'a', count: 1, error: 0 }],
  });
});

test.run();
