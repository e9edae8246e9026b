import { Subject, VirtualTimeScheduler } from 'rxjs';
import { eventTime, lateTo, SideOutput, sortByTime, union } from '../../../operators/index.ts';
import type { Late, UnionConfig } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Explanation, Graph, StageExplanation } from '../../../src/graph/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import { fromIterable } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('alignment of sources');

interface Reading {
  readonly at: number;
  readonly source: string;
}

/** So many readings, so many ms of event time apart. */
function* readings(source: string, count: number, apart: number): Generator<Reading> {
  for (let i = 1; i <= count; i += 1) yield { at: i * apart, source };
}

interface Aligned {
  readonly graph: Graph;
  readonly runtime: ManualRuntime;
  readonly scheduler: VirtualTimeScheduler;
  readonly given: () => readonly [quick: number, slow: number];
  readonly seen: Reading[];
  readonly late: Late<Reading>[];
}

const CHUNK = 10;

/** Two sources that are read a chunk a turn, united, and sorted by time behind that. */
function aligned(
  slow: Iterable<Reading> | AsyncIterable<Reading>,
  config: UnionConfig,
  idleAfter?: '1m',
): Aligned {
  const [runtime, scheduler] = [new ManualRuntime(), new VirtualTimeScheduler()];
  const clock = (name: string): ReturnType<typeof eventTime<Reading>> =>
    eventTime<Reading>({
      timestamp: ({ at }) => at,
      outOfOrderness: 0,
      name,
      scheduler,
      ...(idleAfter === undefined ? {} : { idleAfter }),
    });
  const pulled = { chunkSize: CHUNK, runtime };
  const sources = [
    fromIterable(readings('quick', 1_000, 100), pulled),
    fromIterable(slow, pulled),
  ] as const;
  const graph = createGraph('aligned', { runtime });
  const quick = graph.source('quick', sources[0].pipe(clock('quick')));
  const other = graph.source('slow', sources[1].pipe(clock('slow')));
  const both = graph.stage('both', [quick, other], (a, b) => union([a, b], config));
  const side = new SideOutput<Late<Reading>>();
  const sorted = graph.stage('sorted', both, (input) =>
    input.pipe(sortByTime({ late: lateTo(side) })),
  );
  const seen: Reading[] = [];
  const late: Late<Reading>[] = [];
  sorted.stream.subscribe(({ values }) => seen.push(...values));
  graph.port(sorted, 'late', side).stream.subscribe(({ values }) => late.push(...values));
  const given = (): readonly [number, number] => [
    sources[0].counters.rows,
    sources[1].counters.rows,
  ];
  return { graph, runtime, scheduler, given, seen, late };
}

function stageOf({ stages }: Explanation, name: string): StageExplanation {
  const stage = stages.find((one) => one.name === name);
  assert.ok(stage);
  return stage;
}

/** Runs to the end, turn by turn: the largest state of the stage that sorts. */
async function largestState({ graph, runtime }: Aligned): Promise<number> {
  const run = graph.run();
  let [largest, over] = [0, false];
  void run.finished.then(() => (over = true));
  for (let turn = 0; turn < 20_000 && !over; turn += 1) {
    runtime.turn();
    for (let i = 0; i < 8; i += 1) await Promise.resolve();
    largest = Math.max(largest, graph.stats().at(3)?.stateSize ?? 0);
  }
  assert.ok(over, 'the graph has come to its end');
  return largest;
}

function inOrder(seen: readonly Reading[]): boolean {
  return seen.every(({ at }, i) => at >= (seen[i - 1]?.at ?? -Infinity));
}

test('keeps what waits small by pausing the source that is ahead, and loses nothing', async () => {
  const [drift, count, apart] = [2_000, 5_000, 20];
  const free = aligned(readings('slow', count, apart), {});
  const kept = aligned(readings('slow', count, apart), { maxDrift: drift });
  const [unbounded, bounded] = [await largestState(free), await largestState(kept)];
  assert.ok(unbounded > 700, `without maxDrift much waits: ${unbounded}`);
  // The drift in events of the quick source, the chunk that went beyond it, and one of the slow one.
  const most = drift / 100 + 3 * CHUNK;
  assert.ok(bounded <= most, `with maxDrift ${bounded} wait, of at most ${most}`);
  for (const { seen, late, given } of [free, kept]) {
    assert.equal([seen.length, late.length, ...given()], [6_000, 0, 1_000, 5_000]);
    assert.ok(inOrder(seen));
  }
});

test('goes on with the source that was ahead when the other one ends', async () => {
  const one = aligned(readings('slow', 100, 10), { maxDrift: '2s' });
  await largestState(one);
  assert.equal([one.seen.length, one.late.length], [1_100, 0]);
  assert.ok(inOrder(one.seen));
});

test('tells which source is paused, by whom, how far ahead it is, and what it waits for', async () => {
  const hold = new Subject<void>();
  const one = aligned(stalling(20, hold), { maxDrift: '2s' });
  const { graph, runtime, given } = one;
  const run = graph.run();
  await runtime.settle();
  const [before] = given();
  await runtime.settle();
  assert.equal([given()[0], before < 100], [before, true]);
  const explained = graph.explain();
  const pause = {
    source: 'quick',
    by: 'both',
    input: 'input 0',
    ahead: before * 100 - 200,
    maxDrift: 2_000,
    waitsFor: "source 'slow'",
  };
  assert.equal(stageOf(explained, 'quick').paused, [pause]);
  assert.equal(stageOf(explained, 'both').paused, [pause]);
  assert.is(stageOf(explained, 'slow').paused, undefined);
  assert.is(
    stageOf(explained, 'quick').wouldRelease,
    "source 'slow' coming within 2s of it (maxDrift of 'both')",
  );
  assert.match(explained.text, "  paused: 2.8s ahead of source 'slow' (maxDrift 2s of 'both')");
  assert.match(
    explained.text,
    "  source 'quick' is paused: 2.8s ahead of source 'slow' (maxDrift 2s)",
  );
  assert.is(stageOf(explained, 'both').heldBy?.name, 'slow');
  run.stop();
});

test('goes on with the source that was ahead when the other one falls silent', async () => {
  const hold = new Subject<void>();
  const one = aligned(stalling(20, hold), { maxDrift: '2s' }, '1m');
  const { graph, runtime, scheduler, given, seen, late } = one;
  const run = graph.run();
  await runtime.settle();
  assert.ok(given()[0] < 100);
  scheduler.maxFrames = 60_000;
  scheduler.flush();
  await runtime.settle();
  assert.is(given()[0], 1_000);
  assert.is(stageOf(graph.explain(), 'quick').paused, undefined);
  // It comes back far behind: left out until it has caught up, and its events are late, not lost.
  hold.next();
  hold.complete();
  await runtime.settle();
  await run.finished;
  assert.equal([seen.length + late.length, late.length], [1_000 + 40, 20]);
  assert.ok(inOrder(seen));
});

/** A source that gives half of its readings, and the rest when it is let go. */
async function* stalling(half: number, hold: Subject<void>): AsyncGenerator<Reading> {
  const all = [...readings('slow', 2 * half, 10)];
  yield* all.slice(0, half);
  await new Promise<void>((resolve) => hold.subscribe(resolve));
  yield* all.slice(half);
}

test.run();
