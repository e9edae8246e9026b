import fc from 'fast-check';
import type { Aggregate } from '../../../operators/aggregates/index.ts';
import { count, customAggregate } from '../../../operators/aggregates/index.ts';
import { slidingWindow } from '../../../operators/windows/index.ts';
import { cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { byWindow, runOver, same } from '../../support/windowRuns.ts';
import type { Build, OperatorRun } from '../../support/windowRuns.ts';

const test = suite('running totals and merged slices');

const functions = {
  create: () => 0,
  add: (state: number) => state + 1,
  merge: (into: number, part: number) => into + part,
  result: (state: number) => state,
};
const running = { n: count() };
const merged = { n: customAggregate<string, number, number>(functions) };
const runningToo = {
  n: customAggregate<string, number, number>({ ...functions, remove: (from, part) => from - part }),
};

test('give the same panes', () => {
  const events = fc.array(
    fc.record({ value: fc.constantFrom('a', 'b'), at: fc.integer({ min: -60, max: 200 }) }),
  );
  const grids = fc.record({
    size: fc.integer({ min: 1, max: 30 }),
    every: fc.integer({ min: 1, max: 12 }),
    allowedLateness: fc.nat(40),
  });
  fc.assert(
    fc.property(events, grids, fc.nat(60), (came, grid, outOfOrderness) => {
      const run = (aggregate: { n: Aggregate<string, number> }): OperatorRun<string> => {
        const build: Build<string, unknown> = () =>
          slidingWindow({ ...grid, late: 'drop', key: (value: string) => value, aggregate });
        return runOver(build, cutEvents(came, { size: 5, outOfOrderness }));
      };
      const [first, ...others] = [running, merged, runningToo].map((one) => run(one));
      for (const other of others) same(byWindow(other.rows), byWindow(first?.rows ?? []), 'panes');
    }),
    { numRuns: 1_000, seed: 42 },
  );
});

test.run();
