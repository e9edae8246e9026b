import { Observable, share, VirtualTimeScheduler } from 'rxjs';
import {
  collect as collectEvents,
  count,
  dedupe,
  eventTime,
  filterEach,
  fixedWindow,
  intervalJoin,
  keyedProcess,
  lateTo,
  makeRows,
  processingTime,
  RowSource,
  sessionWindow,
  SideOutput,
  union,
} from '../../../operators/index.ts';
import type { Late, ProcessContext, Stream } from '../../../operators/index.ts';
import { ManualRuntime, replay } from '../../../src/replay/index.ts';
import type { ReplaySpeed } from '../../../src/replay/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, positions, randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('a replay at any speed');

/** A row of the recording: when it was made, and when it came. */
interface Trip {
  readonly id: number;
  readonly key: string;
  readonly at: number;
  readonly arrival: number;
}

function randomTrips(seed: number): Trip[] {
  const random = randomFrom(seed);
  let [now, arrival] = [random(100) - 80, 5_000];
  return Array.from({ length: 40 }, (_, id) => {
    now += random(10) === 0 ? random(150) : random(8);
    arrival += random(10) === 0 ? 100 + random(100) : random(9);
    return { id, key: 'abc'[random(3)] as string, at: now - random(40), arrival };
  });
}

/** The rows of a recording, in runs of a length. */
function recording(trips: readonly Trip[], length: number): RowSource<Trip> {
  return new RowSource(
    new Observable((subscriber) => {
      for (let start = 0; start < trips.length; start += length) {
        const values = trips.slice(start, start + length);
        const arrivals = values.map(({ arrival }) => arrival);
        subscriber.next(makeRows({ values, arrivals }));
      }
      subscriber.complete();
    }),
  );
}

const key = (trip: Trip): string => trip.key;
const aggregate = { trips: collectEvents<Trip>({ limit: 1_000, overflow: 'error' }) };

interface Replayed {
  readonly source: RowSource<Trip>;
  readonly trips: Stream<Trip>;
  readonly late: SideOutput<Late<Trip>>;
  readonly scheduler: VirtualTimeScheduler;
}

type Context = ProcessContext<string, { n: number }, string>;

/** What stands behind the replay: each depends on event time, on processing time, or on both. */
const pipelines: Readonly<Record<string, (replayed: Replayed) => Stream<unknown>>> = {
  'a window with early panes by processing time': ({ trips, late, scheduler }) =>
    trips.pipe(
      fixedWindow({
        size: 30,
        key,
        late: lateTo(late),
        allowedLateness: 20,
        trigger: { early: { every: 25 } },
        accumulation: 'retracting',
        scheduler,
        aggregate,
      }),
    ),
  'a window of processing time': ({ source, scheduler }) =>
    source.pipe(
      processingTime({ scheduler }),
      fixedWindow({ size: 50, key, late: 'error', aggregate }),
    ),
  'windows behind a union, judged by the input': ({ trips, late }) => {
    const shared = trips.pipe(share());
    const branch = (rest: number) => shared.pipe(filterEach(({ id }) => id % 2 === rest));
    return union([branch(0), branch(1)], { lateBy: 'input' }).pipe(
      fixedWindow({ size: 12, key, late: lateTo(late), aggregate: { n: count() } }),
    );
  },
  'a join of a stream with itself, in windows': ({ trips }) => {
    const shared = trips.pipe(share());
    const bounds = { lower: -9, upper: 9, lateBy: 'input', late: 'drop' } as const;
    return shared.pipe(
      intervalJoin(shared, { leftKey: key, rightKey: key, order: 'time', ...bounds }),
      fixedWindow({ size: 40, late: 'error', aggregate: { n: count() } }),
    );
  },
  'sessions with a firing by count': ({ trips, late }) =>
    trips.pipe(
      sessionWindow({
        gap: 12,
        key,
        late: lateTo(late),
        trigger: { count: 2 },
        closePane: 'ifNew',
        aggregate,
      }),
    ),
  'events told once within a time of the clock': ({ trips, late, scheduler }) =>
    trips.pipe(
      dedupe({
        key,
        keep: 'first',
        late: lateTo(late),
        timeToLive: { processingTime: 40 },
        scheduler,
      }),
    ),
  'timers of both clocks': ({ trips, scheduler }) =>
    trips.pipe(
      keyedProcess({
        key,
        late: 'accept',
        create: () => ({ n: 0 }),
        process: (trip, { state, timestamp, processingTime: now, setTimer, emit }: Context) => {
          state.n += 1;
          setTimer('eventTime', timestamp + 15);
          setTimer('processingTime', now + 35);
          emit(`${trip.id}: ${state.n}`);
        },
        onEventTime: (time, { emit, state }) => emit(`event time ${time}: ${state.n}`),
        onProcessingTime: (time, { emit, state }) => emit(`clock ${time}: ${state.n}`),
        scheduler,
      }),
    ),
};

interface Pace {
  readonly speed: ReplaySpeed;
  readonly chunkSize: number;
  readonly length: number;
}

/** Replays on the virtual clock of a runtime, which also turns the scheduler's, and gives all that comes. */
function run(name: string, trips: readonly Trip[], { speed, chunkSize, length }: Pace): unknown {
  const runtime = new ManualRuntime();
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const late = new SideOutput<Late<Trip>>();
  const lateTrips = collect(late.stream);
  const source = replay(recording(trips, length), { speed, runtime, chunkSize });
  const branches = name.includes('union') || name.includes('join');
  const timestamp = ({ at }: Trip): number => at;
  // Branches that fall silent count no more: what they hold back then depends on how they interleave.
  const entered = source.pipe(
    branches
      ? eventTime<Trip>({ timestamp, outOfOrderness: 15 })
      : eventTime<Trip>({ timestamp, outOfOrderness: 15, idleAfter: 90, scheduler }),
  );
  const make = pipelines[name] as (replayed: Replayed) => Stream<unknown>;
  const out = collect(make({ source, trips: entered, late, scheduler }));
  for (let passed = 0; passed < 10_000 && !out.completed; passed += 10) {
    runtime.advance(10);
    scheduler.maxFrames = passed;
    scheduler.flush();
    scheduler.frame = passed;
  }
  assert.is(out.error, undefined, `${name} at speed ${speed}`);
  assert.ok(out.completed, `${name} at speed ${speed} completes`);
  const rows = positions(out.chunks).filter((row) => Object.hasOwn(row as object, 'value'));
  // How the branches of a stream interleave is a matter of chunks: what comes of them is not.
  if (!branches) return { rows, late: lateTrips.values };
  const told = out.chunks.flatMap(({ values, timestamps }) =>
    values.map((value, index) => JSON.stringify([value, timestamps[index]])),
  );
  return {
    rows: told.toSorted(),
    late: lateTrips.values.map(({ value }) => value.id).toSorted((a, b) => a - b),
  };
}

const PACES: readonly Pace[] = [
  { speed: 1, chunkSize: 512, length: 7 },
  { speed: 1_000, chunkSize: 512, length: 100 },
  { speed: 1_000, chunkSize: 2, length: 3 },
  { speed: 'max', chunkSize: 512, length: 100 },
  { speed: 'max', chunkSize: 7, length: 1 },
];

for (const name of Object.keys(pipelines)) {
  test(`gives the same results, late events and times: ${name}`, () => {
    let results = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const trips = randomTrips(seed);
      const first = run(name, trips, { speed: 1, chunkSize: 1, length: 1 });
      results += (first as { rows: unknown[] }).rows.length;
      for (const pace of PACES) {
        assert.equal(run(name, trips, pace), first, `seed ${seed}: ${JSON.stringify(pace)}`);
      }
    }
    assert.ok(results > 200, `only ${results} results`);
  });
}

test.run();
