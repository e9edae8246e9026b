import { share, Subject } from 'rxjs';
import {
  collect as collectEvents,
  countWindow,
  eventTime,
  filterEach,
  fixedWindow,
  intervalJoin,
  lateTo,
  makeRows,
  RowSource,
  scanByKey,
  sessionWindow,
  SideOutput,
  slidingWindow,
  union,
  windowJoin,
} from '../../../operators/index.ts';
import type { Chunk, Late, LatePolicy, Rows, Sided, Stream } from '../../../operators/index.ts';
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

/** Whether results and late events have to come in the same order. */
type Order = 'same' | 'any';

interface Run {
  readonly results: readonly string[];
  readonly late: readonly string[];
}

/** How the branches come together. */
type Diamond = (source: Stream<Step>, late: Any) => Stream<unknown>;

const key = (step: Step): string => step.key;
const keys = { leftKey: key, rightKey: key, lateBy: 'input' } as const;
const branch = (source: Stream<Step>, wanted: (step: Step) => boolean): Stream<Step> =>
  source.pipe(filterEach(wanted));

/** Events of each key come by three branches, some by two of them. */
const united = (source: Stream<Step>): Stream<Step> =>
  union(
    [0, 1, 2].map((rest) =>
      branch(source, ({ id }) => id % 3 === rest || (rest === 0 && id % 4 === 1)),
    ),
    { lateBy: 'input' },
  );
const ids = collectEvents({ limit: 100, overflow: 'error', of: (step: Step) => step.id });

/** What stands behind a union: each gives the same in the same order. */
const behindUnion: Readonly<Record<string, Diamond>> = {
  'what comes out of a union': (source) => united(source),
  sessions: (source, late) =>
    united(source).pipe(
      sessionWindow({ gap: 12, key, late: late as LatePolicy<Step>, aggregate: { ids } }),
    ),
  'sessions that touch, with corrections taken back': (source, late) =>
    united(source).pipe(
      sessionWindow({
        gap: 3,
        touching: true,
        allowedLateness: 9,
        accumulation: 'retracting',
        trigger: { early: { count: 2 } },
        key,
        late: late as LatePolicy<Step>,
        aggregate: { ids },
      }),
    ),
  'sliding windows': (source, late) =>
    united(source).pipe(
      slidingWindow({
        size: 20,
        every: 5,
        allowedLateness: 7,
        key,
        late: late as LatePolicy<Step>,
        aggregate: { ids },
      }),
    ),
  'windows of a number of events': (source) =>
    united(source).pipe(countWindow({ count: 3, key, aggregate: { ids } })),
  'a running state': (source) =>
    united(source).pipe(
      scanByKey({ key, seed: () => '', reduce: (text: string, { id }: Step) => `${text} ${id}` }),
    ),
};

const diamonds: Readonly<Record<string, Diamond>> = {
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

/** Results and late events; in order of time where no other is promised. */
function run(make: Diamond, events: readonly Event<Step>[], size: number, order: Order): Run {
  const gate = new Subject<Chunk<Step>>();
  const output = new SideOutput<Late<unknown>>();
  const late = collect(output.stream);
  const out = collect(make(gate.pipe(share()), lateTo(output) as unknown as Any));
  for (const chunk of cutEvents(events, { size, outOfOrderness: 15 })) gate.next(chunk);
  gate.complete();
  assert.is(out.error, undefined);
  const told = (values: readonly unknown[]): string[] =>
    values.map((value) => JSON.stringify(value));
  const ordered = (values: readonly unknown[]): string[] =>
    order === 'same' ? told(values) : told(values).toSorted();
  return { results: ordered(out.values), late: ordered(late.values) };
}

/** Two branches behind an entry that goes idle where recorded arrivals are far apart. */
function runRecorded(events: readonly Event<Step>[], size: number): Run {
  const runs = cutEvents(events, { size, outOfOrderness: 0 });
  const times = new Map(events.map(({ value, at }) => [value.id, at]));
  const rows = new Subject<Rows<Step>>();
  const entered = new RowSource(rows).pipe(
    eventTime<Step>({
      timestamp: ({ id }) => times.get(id) as number,
      outOfOrderness: 4,
      idleAfter: 20,
    }),
    share(),
  );
  const output = new SideOutput<Late<Step>>();
  const late = collect(output.stream);
  const branches = [0, 1].map((rest) => branch(entered, ({ id }) => id % 2 === rest));
  const window = fixedWindow({ size: 10, key, late: lateTo(output), aggregate: { ids } });
  const out = collect(union(branches, { lateBy: 'input' }).pipe(window));
  for (const { values, arrivals } of runs) rows.next(makeRows({ values, arrivals }));
  rows.complete();
  assert.is(out.error, undefined);
  const told = (value: unknown): string => JSON.stringify(value);
  return { results: out.values.map(told), late: late.values.map(told) };
}

/** @returns how many events were late */
function compare(make: Diamond, order: Order): number {
  let late = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = randomFrom(seed);
    let now = -50;
    const events = Array.from({ length: 40 }, (_, id) => {
      now += random(8);
      return { value: { id, key: 'abc'[random(3)] as string }, at: now - random(40) };
    });
    const one = run(make, events, 1, order);
    late += one.late.length;
    for (const size of [2, 7, 512]) {
      assert.equal(run(make, events, size, order), one, `seed ${seed}, chunks of ${size}`);
    }
  }
  return late;
}

for (const [name, make] of Object.entries(behindUnion)) {
  test(`${name}: the same results and late events in the same order in any chunks`, () => {
    compare(make, 'same');
  });
}

test('a silence of the source puts no branch behind the other, in any chunks', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = randomFrom(seed);
    let [now, arrival] = [-50, 1_000];
    const events = Array.from({ length: 40 }, (_, id) => {
      now += random(4);
      arrival += random(6) === 0 ? 30 : random(5);
      const value = { id: 2 * id + random(2), key: 'ab'[random(2)] as string };
      return { value, at: now - random(random(5) === 0 ? 60 : 6), arrival };
    });
    const one = runRecorded(events, 1);
    for (const size of [2, 7, 512])
      assert.equal(runRecorded(events, size), one, `seed ${seed}, chunks of ${size}`);
  }
});

test('events are late behind a union', () => {
  const late = compare(behindUnion['sessions'] as Diamond, 'same');
  assert.ok(late > 100, `only ${late} late events`);
});

for (const [name, make] of Object.entries(diamonds)) {
  test(`${name} gives the same results and late events in any chunks`, () => {
    const late = compare(make, 'any');
    assert.ok(late > 100, `only ${late} late events`);
  });
}

test.run();
