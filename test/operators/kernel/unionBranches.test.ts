import { share, Subject } from 'rxjs';
import {
  count,
  filterEach,
  intervalJoin,
  lateTo,
  sessionWindow,
  SideOutput,
  union,
  windowJoin,
} from '../../../operators/index.ts';
import type { Chunk, Late, LatePolicy, Sided, Stream } from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents, randomFrom } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('branches of one stream that come together again, judged by the input');

interface Step {
  readonly id: number;
  readonly key: string;
}

/** A policy for late events of whatever form: each diamond has its own. */
type Any = LatePolicy<Step> & LatePolicy<Sided<Step, Step>>;

/** How the branches come together. */
type Diamond = (source: Stream<Step>, late: Any) => Stream<unknown>;

const key = (step: Step): string => step.key;
const keys = { leftKey: key, rightKey: key, lateBy: 'input' } as const;
const branch = (source: Stream<Step>, wanted: (step: Step) => boolean): Stream<Step> =>
  source.pipe(filterEach(wanted));

const diamonds: Readonly<Record<string, Diamond>> = {
  // Events of one key come by one branch: whether a late one meets an open session is that branch's matter.
  'sessions behind a union': (source, late) =>
    union(
      [branch(source, (step) => step.key === 'a'), branch(source, (step) => step.key !== 'a')],
      {
        lateBy: 'input',
      },
    ).pipe(
      sessionWindow({ gap: 12, key, late: late as LatePolicy<Step>, aggregate: { n: count() } }),
    ),
  'an interval join': (source, late) =>
    branch(source, ({ id }) => id % 2 === 0).pipe(
      intervalJoin(
        branch(source, ({ id }) => id % 3 === 0),
        {
          ...keys,
          lower: -9,
          upper: 5,
          type: 'full',
          order: 'time',
          late,
        },
      ),
    ),
  'a window join': (source, late) =>
    branch(source, ({ id }) => id % 2 === 0).pipe(
      windowJoin(
        branch(source, ({ id }) => id % 3 === 0),
        {
          ...keys,
          size: 15,
          every: 10,
          type: 'full',
          late,
        },
      ),
    ),
};

/** Results and late events, whatever their order. */
function run(make: Diamond, events: readonly Event<Step>[], size: number): unknown {
  const gate = new Subject<Chunk<Step>>();
  const output = new SideOutput<Late<unknown>>();
  const late = collect(output.stream);
  const out = collect(make(gate.pipe(share()), lateTo(output) as unknown as Any));
  for (const chunk of cutEvents(events, { size, outOfOrderness: 15 })) gate.next(chunk);
  gate.complete();
  assert.is(out.error, undefined);
  const told = (values: readonly unknown[]): string[] =>
    values.map((value) => JSON.stringify(value)).toSorted();
  return { results: told(out.values), late: told(late.values) };
}

for (const [name, make] of Object.entries(diamonds)) {
  test(`${name} gives the same results and late events in any chunks`, () => {
    let late = 0;
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = randomFrom(seed);
      let now = -50;
      const events = Array.from({ length: 40 }, (_, id) => {
        now += random(8);
        return { value: { id, key: 'abc'[random(3)] as string }, at: now - random(40) };
      });
      const one = run(make, events, 1) as { late: string[] };
      late += one.late.length;
      for (const size of [2, 7, 512]) {
        assert.equal(run(make, events, size), one, `seed ${seed}, chunks of ${size}`);
      }
    }
    assert.ok(late > 100, `only ${late} late events`);
  });
}

test.run();
