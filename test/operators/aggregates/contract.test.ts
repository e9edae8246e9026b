import * as fc from 'fast-check';
import {
  type Aggregate,
  type AggregateColumn,
  collect,
  count,
  customAggregate,
  distinct,
  first,
  last,
  max,
  maxBy,
  mean,
  min,
  minBy,
  quantile,
  share,
  sum,
  topK,
  variance,
} from '../../../operators/aggregates/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

interface Event {
  readonly at: number;
  readonly whole: number;
  readonly real: number;
  readonly text: string;
}

/** Every aggregate; `near` are those whose results over reals may differ in the last digits. */
const cases: Readonly<Record<string, { of: Aggregate<Event, unknown>; near?: true }>> = {
  count: { of: count() },
  'sum of whole numbers': { of: sum((event) => event.whole) },
  'sum of reals': { of: sum((event) => event.real), near: true },
  'mean of whole numbers': { of: mean((event) => event.whole) },
  'mean of reals': { of: mean((event) => event.real), near: true },
  share: { of: share((event) => event.whole > 0) },
  min: { of: min((event) => event.real) },
  max: { of: max((event) => event.real) },
  'minBy number': { of: minBy((event) => event.whole) },
  'maxBy text': { of: maxBy((event) => event.text) },
  first: { of: first() },
  'last text': { of: last((event) => event.text) },
  'variance of whole numbers': { of: variance((event) => event.whole) },
  'sample variance of reals': { of: variance((event) => event.real, { sample: true }), near: true },
  collect: { of: collect({ limit: 100, overflow: 'error' }) },
  'collect first': { of: collect({ limit: 3, overflow: 'keepFirst' }) },
  'collect last': { of: collect({ limit: 3, overflow: 'keepLast', of: (event) => event.text }) },
  'quantile of whole numbers': { of: quantile(0.9, (event) => event.whole) },
  'quantile of reals': { of: quantile(0.5, (event) => event.real) },
  'distinct texts': { of: distinct((event) => event.text) },
  'distinct reals, dense': { of: distinct((event) => event.real, { precision: 4 }) },
  topK: { of: topK(3, (event) => event.text, { capacity: 30 }) },
  customAggregate: {
    of: customAggregate({
      create: () => 0,
      add: (state: number, event: Event) => state + event.whole,
      merge: (into, part) => into + part,
      remove: (from, part) => from - part,
      result: (state) => state,
    }),
  },
};

const texts = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
const event: fc.Arbitrary<Event> = fc.record(
  {
    at: fc.integer({ min: 0, max: 6 }),
    whole: fc.integer({ min: -50, max: 50 }),
    real: fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
    text: fc.constantFrom(...texts),
  },
  { noNullPrototype: true },
);
const events = fc.array(event, { minLength: 1, maxLength: 40 });
const parts = fc.array(fc.record({ event, part: fc.nat(5) }), { minLength: 1, maxLength: 40 });

function check<A>(arbitrary: fc.Arbitrary<A>, property: (input: A) => void): void {
  fc.assert(fc.property(arbitrary, property), { seed: 20_260_101, numRuns: 60 });
}

/** Adds events to the rows of the same positions, in one run. */
function fill(
  column: AggregateColumn<Event, unknown>,
  rows: readonly number[],
  added: readonly Event[],
): void {
  const timestamps = added.map(({ at }) => at);
  column.add(Int32Array.from(rows), added, timestamps, 0, added.length);
}

function filled(of: Aggregate<Event, unknown>, added: readonly Event[], capacity = 1) {
  const column = of.column();
  column.grow(capacity);
  fill(
    column,
    added.map(() => 0),
    added,
  );
  return column;
}

for (const [name, { of, near = false }] of Object.entries(cases)) {
  const test = suite(`aggregates: ${name}`);

  const same = (actual: unknown, expected: unknown): void => {
    if (!near || Object.is(actual, expected)) assert.equal(actual, expected);
    else assert.ok(Math.abs(Number(actual) - Number(expected)) <= 1e-9 * scaleOf(expected));
  };

  test('gives for a run in pieces what it gives for the whole run', () => {
    check(fc.tuple(events, fc.array(fc.nat(40))), ([added, cuts]) => {
      const bounds = [0, ...cuts.filter((cut) => cut < added.length), added.length];
      bounds.sort((a, b) => a - b);
      const column = of.column();
      column.grow(1);
      const timestamps = added.map(({ at }) => at);
      bounds.slice(1).forEach((to, i) => {
        const from = bounds[i] ?? 0;
        column.add(new Int32Array(to - from), added, timestamps, from, to);
      });
      assert.equal(column.result(0), filled(of, added).result(0));
    });
  });

  test('gives for parts merged in any order what it gives for all at once', () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 });
    check(fc.tuple(parts, order), ([placed, rows]) => {
      const column = of.column();
      column.grow(7);
      fill(
        column,
        placed.map(({ part }) => part + 1),
        placed.map((each) => each.event),
      );
      for (const row of rows) column.merge(0, row);
      const all = placed.map((each) => each.event);
      same(column.result(0), filled(of, all).result(0));
    });
  });

  test('leaves a part as it is when it is merged', () => {
    check(fc.tuple(events, events), ([part, added]) => {
      const column = filled(of, part, 3);
      const before = structuredClone(column.save(0));
      column.merge(1, 0);
      fill(
        column,
        added.map(() => 1),
        added,
      );
      assert.equal(column.save(0), before);
    });
  });

  test('goes on from a saved row as if it had never been saved', () => {
    check(fc.tuple(events, events), ([before, after]) => {
      const saved: unknown = JSON.parse(JSON.stringify(filled(of, before).save(0)));
      const column = of.column();
      column.grow(1);
      column.load(0, saved);
      assert.equal(column.result(0), filled(of, before).result(0));
      fill(
        column,
        after.map(() => 0),
        after,
      );
      assert.equal(column.result(0), filled(of, [...before, ...after]).result(0));
    });
  });

  test('saves and loads an empty row', () => {
    const column = of.column();
    column.grow(2);
    const saved: unknown = JSON.parse(JSON.stringify(column.save(0)));
    column.load(1, saved);
    assert.equal(column.save(1), column.save(0));
  });

  test('shares nothing with what it gave as a result or saved', () => {
    check(events, (added) => {
      const column = filled(of, added);
      const expected = structuredClone(column.result(0));
      for (const given of [column.result(0), column.save(0)]) {
        if (Array.isArray(given)) given.length = 0;
      }
      assert.equal(column.result(0), expected);
    });
  });

  test('starts anew in a cleared row', () => {
    check(fc.tuple(events, events), ([before, after]) => {
      const column = filled(of, before, 2);
      column.clear(0);
      assert.equal(column.save(0), column.save(1));
      fill(
        column,
        after.map(() => 0),
        after,
      );
      assert.equal(column.result(0), filled(of, after).result(0));
    });
  });

  test('keeps what is there when it grows, and new rows are empty', () => {
    check(events, (added) => {
      const column = filled(of, added, 2);
      const empty = structuredClone(column.save(1));
      const before = column.result(0);
      column.grow(40);
      column.grow(3);
      assert.equal(column.result(0), before);
      assert.equal(column.save(39), empty);
    });
  });

  if (of.removable) {
    test('slides over parts with the results of a new count of what is inside', () => {
      const pieces = fc.array(fc.array(event, { minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 30,
      });
      check(fc.tuple(pieces, fc.integer({ min: 1, max: 6 })), ([slices, size]) => {
        const column = of.column();
        column.grow(slices.length + 2);
        slices.forEach((slice, i) =>
          fill(
            column,
            slice.map(() => i + 2),
            slice,
          ),
        );
        for (let i = 0; i < slices.length; i += 1) {
          column.merge(0, i + 2);
          if (i >= size) column.remove?.(0, i + 2 - size);
          const inside = slices.slice(Math.max(0, i + 1 - size), i + 1).flat();
          same(column.result(0), filled(of, inside).result(0));
        }
      });
    });

    test('is exactly empty when everything was removed again, in any order', () => {
      const order = fc.shuffledSubarray([2, 3, 4, 5, 6, 7], { minLength: 6 });
      check(fc.tuple(parts, order), ([placed, rows]) => {
        const column = of.column();
        column.grow(8);
        fill(
          column,
          placed.map(({ part }) => part + 2),
          placed.map((each) => each.event),
        );
        for (const row of rows) column.merge(0, row);
        for (const row of rows.toReversed()) column.remove?.(0, row);
        assert.equal(column.save(0), column.save(1));
      });
    });
  }

  test.run();
}

/** What 1e-9 is taken of: the rests of reals up to 1e6, squared, may be 1e-17 of a result of 0. */
function scaleOf(expected: unknown): number {
  return Math.max(1e-8, Math.abs(Number(expected)));
}
