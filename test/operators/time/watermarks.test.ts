import { from, map, Observable } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import {
  ascending,
  bounded,
  customWatermark,
  eventTime,
  fromArray,
  makeRows,
  partitioned,
  punctuated,
  RowSource,
  SnapshotCollector,
  SnapshotReader,
} from '../../../operators/index.ts';
import type { Chunk, EventTimeConfig, InputState, Rows, Stream } from '../../../operators/index.ts';
import {
  advancingWatermarks,
  partitionWatermarks,
  periodicWatermarks,
  steppedWatermarks,
} from '../../oracle/watermarks.ts';
import type { Told } from '../../oracle/watermarks.ts';
import * as assert from '../../support/assert.ts';
import { collect, frozen, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('watermarks of eventTime');

type Config = EventTimeConfig<Told>;

const timestamp = ({ at }: Told): number => at;
const shards = [0, 1, 2];
const partitionOf = ({ shard }: Told): number => shard;

/** Max - 5 s plus the processing time passed since. */
const advancing = customWatermark({
  create: () => ({ base: -Infinity, since: 0 }),
  onEvent: (state, _: unknown, at, now) => {
    if (at - 5_000 > state.base + now - state.since)
      Object.assign(state, { base: at - 5_000, since: now });
    return state.base + now - state.since;
  },
  onPeriodic: (state, now) => state.base + now - state.since,
  snapshot: (state) => ({ ...state }),
  restore: (saved) => saved as { base: number; since: number },
});

function randomTold(seed: number): Told[] {
  const random = randomFrom(seed);
  let [now, arrival] = [random(100) - 50, random(100)];
  return Array.from({ length: 30 }, () => {
    now += random(9);
    arrival += random(6) === 0 ? random(60) : random(5);
    return { at: now - random(20), shard: random(3), arrival };
  });
}

function recordedRuns(events: readonly Told[], size: number): Rows<Told>[] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, run) => {
    const part = events.slice(run * size, (run + 1) * size);
    return makeRows({ values: part, arrivals: part.map(({ arrival }) => arrival) });
  });
}

function replayed(events: readonly Told[], size: number, config: Config): Chunk<Told>[] {
  let chunks: Chunk<Told>[] = [];
  marbles(({ scheduler }) => {
    const stream = new RowSource(from(recordedRuns(events, size))).pipe(
      eventTime({ ...config, scheduler }),
    );
    const out = collect(stream.pipe(frozen()));
    assert.is(out.error, undefined);
    chunks = out.chunks;
  });
  return chunks;
}

/** The same events when they come live, each at its arrival. */
function live(events: readonly Told[], config: Config): Chunk<Told>[] {
  const chunks: Chunk<Told>[] = [];
  marbles(({ scheduler }) => {
    const stream = new RowSource(arriving(events, scheduler)).pipe(
      eventTime({ ...config, scheduler }),
    );
    stream.subscribe((chunk) => chunks.push(chunk));
  });
  return chunks;
}

function arriving(events: readonly Told[], scheduler: SchedulerLike): Observable<Rows<Told>> {
  return new Observable((subscriber) => {
    for (const event of events)
      scheduler.schedule(() => subscriber.next(makeRows({ values: [event] })), event.arrival);
    scheduler.schedule(() => subscriber.complete(), (events.at(-1)?.arrival ?? 0) + 1);
  });
}

const befores = (chunks: readonly Chunk<Told>[]): unknown[] =>
  positions(chunks).flatMap((row) =>
    'value' in (row as object) ? (row as { before: number }).before : [],
  );

// strategies

test('says bounded and ascending as the short form does', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const events = randomTold(seed);
    const enter = (config: Config): unknown[] =>
      positions(collect(fromArray(events, { chunkSize: 7 }).pipe(eventTime(config))).chunks);
    assert.equal(
      enter({ timestamp, watermark: bounded(9) }),
      enter({ timestamp, outOfOrderness: 9 }),
    );
    assert.equal(
      enter({ timestamp, watermark: ascending() }),
      enter({ timestamp, outOfOrderness: 0 }),
    );
  }
});

test('takes the watermark that an event tells, behind it, and never one that is lower', () => {
  const marks = [undefined, 5, 3, undefined, 9.5, -Infinity];
  const events = marks.map((completeUpTo) => ({ completeUpTo }));
  const stream = fromArray(events).pipe(
    eventTime({
      timestamp: () => 10,
      watermark: punctuated((event) => event.completeUpTo),
    }),
  );
  assert.equal(
    positions(collect(stream).chunks).map((row) => (row as { before: number }).before),
    [-Infinity, -Infinity, 5, 5, 5, 9],
  );
});

for (const [name, config, oracle] of [
  [
    'at steps of event time',
    { raiseEvery: 10, outOfOrderness: 4 },
    (events) => steppedWatermarks(events, 4, 10),
  ],
  [
    'at multiples of the recorded clock',
    { periodic: 10, outOfOrderness: 4 },
    (events) => periodicWatermarks(events, 4, 10),
  ],
  [
    'with the recorded clock through silence',
    { whenQuiet: { advanceAfter: 15, every: 7 }, outOfOrderness: 4 },
    (events) => advancingWatermarks(events, 4, 15, 7),
  ],
  [
    'with the last partition',
    { watermark: partitioned({ partitionOf, outOfOrderness: 4, partitions: shards }) },
    (events) => partitionWatermarks(events, 4, shards),
  ],
] as readonly (readonly [
  string,
  Omit<Config, 'timestamp'>,
  (events: readonly Told[]) => number[],
])[]) {
  test(`moves ${name}, as a naive recomputation says, at any chunk size`, () => {
    for (let seed = 1; seed <= 250; seed += 1) {
      const events = randomTold(seed);
      const expected = oracle(events);
      for (const size of [1, 2, 7, 512]) {
        const chunks = replayed(events, size, { timestamp, ...config } as Config);
        assert.equal(befores(chunks), expected, `seed ${seed}, chunks of ${size}`);
      }
    }
  });
}

const clocks: Readonly<Record<string, Omit<Config, 'timestamp'>>> = {
  periodic: { periodic: 10, outOfOrderness: 4 },
  'periodic and idle': { periodic: 10, idleAfter: 15, outOfOrderness: 4 },
  'advancing in silence': { whenQuiet: { advanceAfter: 15, every: 7 }, outOfOrderness: 4 },
  'partitions that fall silent': {
    watermark: partitioned({ partitionOf, outOfOrderness: 4, idleAfter: 12 }),
  },
  'steps of partitions': {
    raiseEvery: 8,
    watermark: partitioned({ partitionOf, outOfOrderness: 4, idleAfter: 12, partitions: shards }),
  },
  'a rule that goes on with the clock': { watermark: advancing, periodic: 10 },
};

for (const [name, config] of Object.entries(clocks)) {
  // Arrivals between the ticks, so that no event comes at the same instant as a timer.
  const arrivals = (seed: number): Told[] => {
    const events = randomTold(seed);
    const begin = events[0]?.arrival ?? 0;
    return events.map((event, i) => ({ ...event, arrival: event.arrival - begin + i / 64 }));
  };

  test(`${name}: a replay says at every event what the live stream said`, () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const events = arrivals(seed);
      const full = { timestamp, ...config } as Config;
      const expected = befores(live(events, full));
      for (const size of [1, 7, 512])
        assert.equal(befores(replayed(events, size, full)), expected, `seed ${seed}, ${size}`);
    }
  });

  test(`${name}: goes on from a snapshot behind any event as if nothing had happened`, () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const events = arrivals(seed);
      const full = { timestamp, ...config } as Config;
      const whole = befores(replayed(events, 1, full));
      for (let cut = 1; cut < events.length; cut += 4) {
        const collector = new SnapshotCollector();
        const barrier = makeRows<Told>({ control: { kind: 'barrier', id: 1, collector } });
        marbles(({ scheduler }) => {
          const first = [...recordedRuns(events.slice(0, cut), 5), barrier];
          collect(new RowSource(from(first)).pipe(eventTime({ ...full, scheduler })));
          const state = new SnapshotReader(structuredClone(collector.snapshot));
          const rest = recordedRuns(events.slice(cut), 5);
          const restored = [makeRows<Told>({ control: { kind: 'restore', state } }), ...rest];
          const out = collect(
            new RowSource(from(restored)).pipe(eventTime({ ...full, scheduler })),
          );
          assert.equal(befores(out.chunks), whole.slice(cut), `seed ${seed}, cut ${cut}`);
        });
      }
    }
  });

  test(`${name}: refuses a saved state of another form`, () => {
    const state = new SnapshotReader({ eventTime: 'nonsense' });
    const rows = new RowSource(from([makeRows<Told>({ control: { kind: 'restore', state } })]));
    marbles(({ scheduler }) => {
      const { error } = collect(
        rows.pipe(eventTime({ timestamp, ...config, scheduler } as unknown as Config)),
      );
      assert.hasCode(error, 'MILLRACE_SNAPSHOT_UNREADABLE', 'eventTime: saved state: expected');
    });
  });
}

// silence, live

const plain = { timestamp: (at: number): number => at, outOfOrderness: 0 };
const told = (stream: Stream<number>): Observable<unknown> =>
  stream.pipe(map((chunk) => chunk.control?.kind ?? chunk.watermark));

test('emits the watermark of bounded disorder at the next tick (wm-bounded-one)', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const config = { ...plain, outOfOrderness: 10, periodic: 5, scheduler };
    const stream = cold('--a--------', { a: 1_337 }).pipe(eventTime(config));
    expectObservable(told(stream), '^---------!').toBe('--v--w-----', { v: -Infinity, w: 1_326 });
  });
});

test('emits nothing at a tick before the first event (wm-bytewax-start)', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const config = { timestamp: plain.timestamp, watermark: advancing, periodic: 5, scheduler };
    const stream = cold<number>('-----------').pipe(eventTime(config));
    expectObservable(told(stream), '^---------!').toBe('-----------');
  });
});

test('goes on with the clock after a delay, from where the last event left it', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const whenQuiet = { advanceAfter: 3, every: 2 };
    const stream = cold('a---------b|', { a: 100, b: 101 }).pipe(
      eventTime({ ...plain, whenQuiet, scheduler }),
    );
    expectObservable(told(stream)).toBe('a----b-c-d e(f|)'.replace(' ', ''), {
      a: 99,
      b: 101,
      c: 103,
      d: 105,
      e: 105,
      f: Infinity,
    });
  });
});

test('counts silence from the first tick that finds no event, and is idle beyond the time', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const config = { ...plain, periodic: 5, idleAfter: 9, scheduler };
    const stream = cold('-a-----------------------b', { a: 1, b: 2 }).pipe(eventTime(config));
    // Heard at 5, silent from 10 on, 5 later not for long enough, 10 later so.
    expectObservable(told(stream), '^--------------------------!').toBe(
      '-v---w--------------i----w',
      {
        v: -Infinity,
        w: 0,
        i: 'idle',
      },
    );
  });
});

test('leaves no timer behind when it is left', () => {
  for (const config of Object.values(clocks)) {
    marbles(({ scheduler }) => {
      const rows = new RowSource(from([makeRows({ values: randomTold(1) })]));
      rows.pipe(eventTime({ timestamp, ...config, scheduler } as unknown as Config)).subscribe();
      assert.is(scheduler.actions.length, 0);
    });
  }
});

// partitions

test('does not wait for a partition that is silent, and leaves it out until it has caught up', () => {
  const event = (at: number, shard: number, arrival: number): Told => ({ at, shard, arrival });
  const events = [
    event(10, 0, 0),
    event(5, 1, 1),
    event(20, 0, 5),
    event(30, 0, 20),
    event(8, 1, 21),
    event(40, 0, 22),
    event(50, 1, 23),
    event(60, 0, 24),
  ];
  const watermark = partitioned({
    partitionOf,
    outOfOrderness: 0,
    idleAfter: 10,
    partitions: [0, 1],
  });
  assert.equal(befores(replayed(events, 512, { timestamp, watermark })), [
    -Infinity,
    -Infinity,
    4,
    19,
    29,
    29,
    39,
    39,
  ]);
});

test('tells of each partition, and fails beyond the limit of them', () => {
  const watermark = partitioned({ partitionOf, outOfOrderness: 0, limit: 2 });
  const source = from([0, 1, 0].map((shard, at) => ({ at, shard, arrival: 0 })));
  const stream = new RowSource(source.pipe(map((value) => makeRows({ values: [value] })))).pipe(
    eventTime({ timestamp, watermark }),
  );
  const { info } = stream as unknown as { info: { inputStates(): readonly InputState[] } };
  const seen: (readonly InputState[])[] = [];
  stream.subscribe(() => seen.push(info.inputStates()));
  const brief = (states: readonly InputState[] | undefined): unknown =>
    states?.map(({ name, watermark: own, holds, lastTimestamp }) => [
      name,
      own,
      holds,
      lastTimestamp,
    ]);
  assert.equal(brief(seen[2]), [
    ['0', 1, false, 2],
    ['1', 0, true, 1],
  ]);
  const many = fromArray([0, 1, 2].map((shard) => ({ at: 1, shard, arrival: 0 })));
  const { error } = collect(many.pipe(eventTime({ timestamp, watermark })));
  assert.hasCode(error, 'MILLRACE_OVERFLOW', 'eventTime: more than 2 partitions');
});

test('tells of a stream without partitions its one clock', () => {
  const stream = from([7]).pipe(eventTime(plain));
  const { info } = stream as unknown as { info: { inputStates(): readonly InputState[] } };
  stream.subscribe(({ values: [value] }) => {
    if (value === undefined) return;
    const [state] = info.inputStates();
    assert.equal([state?.watermark, state?.lastTimestamp, state?.holds], [6, 7, true]);
  });
  assert.equal(info.inputStates(), []);
});

test.run();
