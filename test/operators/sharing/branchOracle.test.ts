import { connect, merge, Subject, take } from 'rxjs';
import {
  eventTime,
  filterEach,
  fromArray,
  intervalJoin,
  union,
  windowJoin,
} from '../../../operators/index.ts';
import type { Chunk, Stream, StreamOperator } from '../../../operators/index.ts';
import { branch } from '../../../operators/sharing/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents, frozen, positions, randomFrom } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('branch against connect of RxJS');

type Make = (all: Stream<number>) => Stream<unknown>;
type Build = <R>(make: (all: Stream<number>) => Stream<R>) => StreamOperator<number, R>;
type Random = (below: number) => number;

const builds: readonly Build[] = [branch, connect];

const keys = {
  leftKey: (id: number) => id % 4,
  rightKey: (id: number) => id % 4,
  lateBy: 'input',
  late: 'drop',
} as const;

/** A branch that takes a part, and may end by itself or fail. */
function part(all: Stream<number>, random: Random): Stream<number> {
  const [divisor, rest] = [1 + random(3), random(2)];
  const failsAt = random(4) === 0 ? random(150) : -1;
  const wanted = all.pipe(
    filterEach((id) => {
      if (id === failsAt) throw new Error(`at ${id}`);
      return id % divisor === rest % divisor;
    }),
  );
  return random(5) === 0 ? wanted.pipe(take(1 + random(6))) : wanted;
}

/** How branches come together, drawn from a seed: the same for the same seed. */
function makeOf(seed: number, build: Build): Make {
  return (all) => {
    const random = randomFrom(seed);
    const [one, two, three] = [part(all, random), part(all, random), part(all, random)];
    const ways: readonly (() => Stream<unknown>)[] = [
      () => union([one, two, three]),
      () => union([one, two], { lateBy: 'input' }),
      () => merge(one, two, three),
      () => one.pipe(intervalJoin(two, { ...keys, lower: -20, upper: 9, type: 'full' })),
      () => one.pipe(windowJoin(two, { ...keys, size: 12, type: 'full' })),
      () => union([one.pipe(branchIn(build, random)), two]),
    ];
    return (ways[random(ways.length)] as () => Stream<unknown>)();
  };
}

/** A stream that branches within a branch. */
function branchIn(build: Build, random: Random): StreamOperator<number, number> {
  const divisor = 2 + random(2);
  return build((all) => union([all, all.pipe(filterEach((id) => id % divisor === 0))]));
}

interface Told {
  readonly results: readonly unknown[];
  readonly watermarks: readonly number[];
  readonly ended: readonly unknown[];
}

interface Script {
  readonly chunks: readonly Chunk<number>[];
  /** How many of them come before the end. */
  readonly length: number;
  readonly end: 'complete' | 'error' | 'unsubscribe' | 'nothing';
}

function scriptOf(random: Random): Script {
  const events: Event<number>[] = [];
  for (let id = 0; id < 150; id += 1) events.push({ value: id, at: id + random(20) });
  const chunks = cutEvents(events, { size: 1 + random(12), outOfOrderness: random(20) });
  const ends = ['complete', 'complete', 'error', 'unsubscribe', 'nothing'] as const;
  const whole = random(2) === 0;
  return {
    chunks,
    length: whole ? chunks.length : random(chunks.length),
    end: ends[random(ends.length)] as Script['end'],
  };
}

function run(build: Build, seed: number): Told {
  const { chunks, length, end } = scriptOf(randomFrom(seed));
  const source = new Subject<Chunk<number>>();
  const seen: Chunk<unknown>[] = [];
  const ended: unknown[] = [];
  const subscription = source.pipe(frozen(), build(makeOf(seed, build))).subscribe({
    next: (chunk) => seen.push(chunk),
    error: (error: Error) => ended.push('error', error.message),
    complete: () => ended.push('complete'),
  });
  for (const chunk of chunks.slice(0, length)) source.next(chunk);
  if (end === 'complete') source.complete();
  if (end === 'error') source.error(new Error('broken'));
  if (end === 'unsubscribe') subscription.unsubscribe();
  return { results: positions(seen), watermarks: seen.map(({ watermark }) => watermark), ended };
}

test('gives the same chunks and the same end, whatever the branches do', () => {
  let results = 0;
  for (let seed = 1; seed <= 1_500; seed += 1) {
    const ours = run(branch, seed);
    assert.equal(ours, run(connect, seed), `seed ${seed}`);
    results += ours.results.length;
  }
  assert.ok(results > 50_000, `only ${results} results were compared`);
});

test('gives the same from a source that gives everything while it is subscribed to', () => {
  const ids = Array.from({ length: 60 }, (_, id) => id);
  for (let seed = 1; seed <= 300; seed += 1) {
    const source = fromArray(ids, { chunkSize: 7 }).pipe(
      eventTime<number>({ timestamp: (at) => at, outOfOrderness: 3 }),
    );
    const [ours, theirs] = builds.map((build) => collect(source.pipe(build(makeOf(seed, build)))));
    assert.equal(ours, theirs, `seed ${seed}`);
  }
});

test.run();
