import fc from 'fast-check';
import { Deadlines } from '../../../operators/windows/deadlines.ts';
import type { Filed } from '../../../operators/windows/deadlines.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('Deadlines');

interface Item extends Filed {
  deadline: number;
  gone: boolean;
}

const acts = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('file' as const),
        by: fc.integer({ min: 0, max: 300 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('move' as const),
        by: fc.integer({ min: 0, max: 200 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('bring forward' as const),
        by: fc.integer({ min: 1, max: 90 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('remove' as const), by: fc.nat(99) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('pass' as const),
        by: fc.integer({ min: 0, max: 120 }),
      }),
    },
  ),
  { minLength: 5, maxLength: 120 },
);

test('gives what is due exactly and in order, as a sorted list does', () => {
  const widths = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(widths, acts, fc.infiniteStream(fc.nat(1_000)), (width, todo, picks) => {
      const deadlines = new Deadlines<Item>(width, ({ deadline }) => deadline);
      let [open, now, created]: [Item[], number, number] = [[], -100, 0];
      const pick = (): Item | undefined =>
        open[(picks.next().value as number) % Math.max(1, open.length)];
      for (const { act, by } of todo) {
        if (act === 'file') {
          const item = { created: created++, deadline: now + 1 + by, gone: false, filed: Infinity };
          open.push(item);
          deadlines.file(item);
        } else if (act === 'pass') {
          now += by;
          const due = open.filter(({ deadline }) => deadline <= now);
          due.sort((a, b) => a.deadline - b.deadline || a.created - b.created);
          for (const item of due) assert.is(deadlines.take(now)?.created, item.created);
          assert.is(deadlines.take(now), undefined);
          open = open.filter((item) => !due.includes(item));
          assert.ok(deadlines.next > now);
        } else {
          const item = pick();
          if (item === undefined) continue;
          if (act === 'move') item.deadline += by;
          if (act === 'bring forward') item.deadline = Math.max(now + 1, item.deadline - by);
          if (act !== 'remove') deadlines.file(item);
          else {
            item.gone = true;
            open = open.filter((other) => other !== item);
          }
        }
        const earliest = Math.min(...open.map(({ deadline }) => deadline));
        assert.ok(deadlines.next <= earliest, 'no deadline is before the next one');
      }
    }),
    { numRuns: 1_000, seed: 42 },
  );
});

test('gives an item that is filed again while its bucket is open', () => {
  const deadlines = new Deadlines<Item>(100, ({ deadline }) => deadline);
  const item = { created: 0, deadline: 10, gone: false, filed: Infinity };
  deadlines.file(item);
  assert.is(deadlines.take(10), item);
  item.deadline = 12;
  deadlines.file(item);
  assert.equal(
    [deadlines.take(11), deadlines.take(12), deadlines.take(Infinity)],
    [undefined, item, undefined],
  );
});

test('says that nothing is due when nothing is filed', () => {
  const deadlines = new Deadlines<Item>(100, ({ deadline }) => deadline);
  assert.equal([deadlines.next, deadlines.take(Infinity)], [Infinity, undefined]);
});

test.run();
