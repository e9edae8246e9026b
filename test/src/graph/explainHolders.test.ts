import { map, Subject, VirtualTimeScheduler } from 'rxjs';
import {
  count,
  countWindow,
  eventTime,
  fixedWindow,
  globalWindow,
  intervalJoin,
  partitioned,
  sessionWindow,
  union,
} from '../../../operators/index.ts';
import type { EventTimeConfig, PartitionedConfig, Stream } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, StageExplanation } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('explain: what holds');

interface Visit {
  readonly at: number;
  readonly shard?: string;
}

interface One {
  readonly graph: Graph;
  readonly events: Subject<Visit>;
  readonly scheduler: VirtualTimeScheduler;
  /** Lets the clock go on to this time. */
  readonly until: (time: number) => void;
}

type Config = Partial<EventTimeConfig<Visit>>;

/** A source and a stage behind it that count by the minute, on a clock that stands still. */
function one(
  config: (scheduler: VirtualTimeScheduler) => Config,
  build: (input: Stream<Visit>, scheduler: VirtualTimeScheduler) => Stream<unknown> = minutes,
): One {
  const graph = createGraph('one', { runtime: new ManualRuntime() });
  const scheduler = new VirtualTimeScheduler();
  const events = new Subject<Visit>();
  const all = { timestamp: ({ at }: Visit) => at, scheduler, ...config(scheduler) };
  const visits = graph.source('visits', events.pipe(eventTime(all as EventTimeConfig<Visit>)));
  graph.stage('stage', visits, (input) => build(input, scheduler));
  graph.run();
  const until = (time: number): void => {
    scheduler.schedule(() => undefined, time - scheduler.now());
    scheduler.maxFrames = time;
    scheduler.flush();
  };
  return { graph, events, scheduler, until };
}

function minutes(input: Stream<Visit>): Stream<unknown> {
  return input.pipe(fixedWindow({ size: '1m', late: 'drop', aggregate: { n: count() } }));
}

function stageOf(graph: Graph, name = 'stage'): StageExplanation {
  const explained = graph.explain();
  assert.equal(JSON.parse(JSON.stringify(explained)), explained);
  const stage = explained.stages.find((each) => each.name === name);
  assert.ok(stage);
  return stage;
}

const fired = (graph: Graph): number | undefined => graph.stats().at(-1)?.out;

const byShard =
  (config: Partial<PartitionedConfig<Visit>> = {}) =>
  (): Config => ({
    watermark: partitioned<Visit>({
      partitionOf: ({ shard = '' }) => shard,
      outOfOrderness: '1s',
      ...config,
    }),
  });

test('names the partition, since when it holds, its last event, and the event that releases it', () => {
  const { graph, events, until } = one(byShard({ idleAfter: '5m' }));
  until(1000);
  events.next({ at: 5000, shard: 'north' });
  until(2000);
  events.next({ at: 4500, shard: 'north' });
  events.next({ at: 200_000, shard: 'south' });
  const { heldBy, wouldRelease, openWindows } = stageOf(graph);
  assert.equal(heldBy, {
    stage: 'visits',
    kind: 'partition',
    name: 'north',
    path: ['stage', 'visits'],
    watermark: 3999,
    idle: false,
    since: 1000,
    lastTimestamp: 4500,
    lastSeen: 2000,
    raisedAfter: 5000,
    idleAfter: 300_000,
  });
  assert.equal(openWindows, { count: 2, nextEnd: 60_000 });
  const place = "partition 'north' of 'visits'";
  assert.is(
    wouldRelease,
    `an event at 1970-01-01T00:01:01.000Z or later from ${place}, or its silence for 5m (idleAfter)`,
  );
  const { text } = graph.explain();
  assert.match(text, `held by ${place} (visits → stage) since 1970-01-01T00:00:01.000Z`);
  assert.match(text, 'its last event: 1970-01-01T00:00:04.500Z, seen 1970-01-01T00:00:02.000Z');
});

test('keeps its word about a partition: by the event, and by the silence', () => {
  for (const release of ['event', 'silence'] as const) {
    const { graph, events, until } = one(byShard({ idleAfter: '5m' }));
    events.next({ at: 5000, shard: 'north' });
    until(1000);
    events.next({ at: 200_000, shard: 'south' });
    if (release === 'event') {
      events.next({ at: 60_999, shard: 'north' });
      assert.is(fired(graph), 0);
      events.next({ at: 61_000, shard: 'north' });
    } else {
      until(300_000);
      assert.is(fired(graph), 0);
      until(300_001);
    }
    assert.is(fired(graph), 1, release);
  }
});

test('tells when a partition was heard also where it is never idle, and advises idleAfter', () => {
  const { graph, events, until } = one(byShard({ partitions: ['north', 'south'] }));
  until(1000);
  events.next({ at: 5000, shard: 'south' });
  const { heldBy, wouldRelease } = stageOf(graph);
  assert.equal([heldBy?.name, heldBy?.since, heldBy?.lastSeen], ['north', undefined, undefined]);
  assert.is(
    wouldRelease,
    "a first event from partition 'north' of 'visits', or idleAfter for it, so that its silence does not hold",
  );
  events.next({ at: 4000, shard: 'north' });
  assert.equal([stageOf(graph).heldBy?.since, stageOf(graph).heldBy?.lastSeen], [1000, 1000]);
});

test('tells when a periodic source tells the watermark that it has reached', () => {
  const periodic = (): Config => ({ outOfOrderness: 0, periodic: '10s' });
  const { graph, events, until } = one(periodic);
  until(3000);
  events.next({ at: 70_000 });
  const { heldBy, wouldRelease } = stageOf(graph);
  assert.equal(heldBy?.clockAct, { by: 'periodic', at: 10_000 });
  assert.is(wouldRelease, 'the clock reaching 1970-01-01T00:00:10.000Z (periodic)');
  until(9_999);
  events.next({ at: 10_000 });
  assert.is(stageOf(graph).watermark, null);
  until(10_000);
  assert.equal([stageOf(graph).watermark, fired(graph)], [69_999, 1]);
});

test('tells when whenQuiet will act', () => {
  const { graph, events, until } = one(() => ({
    outOfOrderness: 0,
    whenQuiet: { advanceAfter: '30s', every: '5s' },
  }));
  until(1000);
  events.next({ at: 20_000 });
  const { heldBy, wouldRelease } = stageOf(graph);
  assert.equal(heldBy?.clockAct, { by: 'whenQuiet', at: 36_000 });
  assert.is(
    wouldRelease,
    "an event at 1970-01-01T00:01:00.000Z or later from source 'visits', " +
      'or its silence until 1970-01-01T00:00:36.000Z, when the clock raises it (whenQuiet)',
  );
  until(35_999);
  assert.is(stageOf(graph).watermark, 19_999);
  until(36_000);
  assert.is(stageOf(graph).watermark, 24_999);
  assert.equal(stageOf(graph).heldBy?.clockAct, { by: 'whenQuiet', at: 41_000 });
});

test('names the event that completes a step of a watermark that rises in steps', () => {
  const { graph, events } = one(() => ({ outOfOrderness: '1s', raiseEvery: '10s' }));
  events.next({ at: 15_000 });
  const { watermark, heldBy } = stageOf(graph, 'visits');
  assert.equal([watermark, heldBy?.raisedAfter], [9_999, 20_999]);
  events.next({ at: 20_999 });
  assert.is(stageOf(graph, 'visits').watermark, 9_999);
  events.next({ at: 21_000 });
  assert.is(stageOf(graph, 'visits').watermark, 19_999);
});

test('names a union that has come further than it tells, and when it will', () => {
  const { graph, events, until } = one(
    () => ({ outOfOrderness: 0 }),
    (input, scheduler) => minutes(union([input], { periodic: '10s', scheduler, name: 'all' })),
  );
  until(3000);
  for (const at of [5000, 70_000]) events.next({ at });
  const { heldBy, wouldRelease } = stageOf(graph);
  assert.equal([heldBy?.kind, heldBy?.name, heldBy?.watermark], ['operator', 'all', null]);
  assert.equal(heldBy?.clockAct, { by: 'periodic', at: 10_000 });
  assert.is(wouldRelease, 'the clock reaching 1970-01-01T00:00:10.000Z (periodic)');
  until(10_000);
  assert.equal([fired(graph), stageOf(graph).heldBy?.name], [1, 'visits']);
});

test('counts the windows of count windows, and tells how many events the next one needs', () => {
  const { graph, events } = one(
    () => ({ outOfOrderness: 0 }),
    (input) => input.pipe(countWindow({ count: 6, every: 2, aggregate: { n: count() } })),
  );
  const shown = (): unknown => stageOf(graph).openWindows;
  assert.equal(shown(), { count: 0, nextEnd: null });
  for (const [at, windows, missing] of [
    [1, 1, 5],
    [2, 1, 4],
    [3, 2, 3],
    [5, 3, 1],
    [6, 2, 2],
    [7, 3, 1],
    [8, 2, 2],
  ] as const) {
    while ((graph.stats()[0]?.out ?? 0) < at) events.next({ at });
    assert.equal(shown(), { count: windows, nextEnd: null, missing }, `after ${at}`);
  }
  assert.is(stageOf(graph).wouldRelease, '2 more events of one key, for which its window waits');
  assert.match(graph.explain().text, '2 open windows, the next to be full needs 2 more of its key');
});

test('tells that a global window waits for the end', () => {
  const { graph, events } = one(
    () => ({ outOfOrderness: 0 }),
    (input) => input.pipe(globalWindow({ key: ({ at }) => at, aggregate: { n: count() } })),
  );
  events.next({ at: 1 });
  events.next({ at: 2 });
  assert.equal(stageOf(graph).openWindows, { count: 1, nextEnd: null });
  assert.is(stageOf(graph).wouldRelease, "the end of source 'visits'");
});

test('counts sessions that fire early as it counts the others', () => {
  const { graph, events } = one(
    () => ({ outOfOrderness: 0 }),
    (input) =>
      input.pipe(
        sessionWindow({
          gap: '1m',
          late: 'drop',
          trigger: { early: { count: 1 } },
          aggregate: { n: count() },
        }),
      ),
  );
  events.next({ at: 1000 });
  assert.equal(stageOf(graph).openWindows, { count: 1, nextEnd: 61_000 });
});

test('tells up to which watermark the rows of a join wait, and which event lets the first go', () => {
  const { graph, events } = one(
    () => ({ outOfOrderness: '1s' }),
    (input) =>
      input.pipe(
        intervalJoin(input, {
          leftKey: () => 1,
          rightKey: () => 1,
          lower: 0,
          upper: '1m',
          late: 'drop',
        }),
      ),
  );
  events.next({ at: 5000 });
  const { waiting, wouldRelease } = stageOf(graph);
  assert.equal(waiting, { count: 2, until: 5000 });
  assert.match(String(wouldRelease), 'an event at 1970-01-01T00:00:06.001Z or later from source');
  assert.match(graph.explain().text, '2 entries wait, the first until the watermark 1970-01-01');
  events.next({ at: 6001 });
  // The right row has gone; the left one waits, and both of the new event.
  assert.equal(stageOf(graph).waiting, { count: 3, until: 6001 });
});

test('names the slowest input of a stage whose operators tell nothing', () => {
  const { graph, events } = one(
    () => ({ outOfOrderness: 0 }),
    (input) => input.pipe(map((chunk) => chunk)),
  );
  events.next({ at: 5000 });
  const { heldBy } = stageOf(graph);
  assert.equal(
    [heldBy?.kind, heldBy?.name, heldBy?.path],
    ['source', 'visits', ['stage', 'visits']],
  );
});

test.run();
