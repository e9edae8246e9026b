import { from, Subject } from 'rxjs';
import {
  makeChunk,
  SnapshotCollector,
  SnapshotReader,
  statefulOperator,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Logic, StreamOperator } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import {
  chunkOf,
  collect,
  cutEvents,
  frozen,
  positions,
  randomFrom,
} from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { counter } from './counterLogic.ts';

const test = suite('LogicRunner');

function randomEvents(seed: number, count: number): Event<number>[] {
  const random = randomFrom(seed);
  let arrival = 1_000;
  return Array.from({ length: count }, (_, i) => {
    arrival += random(40);
    return { value: 100 + i, at: arrival - random(60), arrival };
  });
}

// time

test('walks watermarks and the recorded clock by position: the same calls whatever the chunks are', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const events = randomEvents(seed, 80);
    const run = (size: number): unknown => {
      const calls: string[] = [];
      const source = from(cutEvents(events, { size, outOfOrderness: 15 })).pipe(frozen());
      const { chunks } = collect(source.pipe(counter({ calls, beats: true })));
      return { calls, results: positions(chunks) };
    };
    const expected = run(1);
    for (const size of [2, 7, 512])
      assert.equal(run(size), expected, `seed ${seed}, chunks of ${size}`);
  }
});

test('says before each result how far the watermark was when it was made', () => {
  const chunk = chunkOf(
    [
      [1, 5],
      [2, 15],
      [3, 40],
    ],
    { before: [0, 12, 12], watermark: 39 },
  );
  const { chunks } = collect(from([chunk]).pipe(counter()));
  assert.equal(chunks, [
    makeChunk({
      values: ['1 until 10', '1 until 20'],
      timestamps: [9, 19],
      before: [8, 18],
      watermark: 39,
    }),
  ]);
});

test('fires a timer on virtual time, and again when the logic wants to', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const source = cold('a 250ms |', { a: chunkOf([[1, 5]], { before: 0, watermark: 0 }) });
    const beat = (at: number): Chunk<string> =>
      makeChunk({ values: ['beat'], timestamps: [at], before: 0, watermark: 0 });
    const expected = 'a 99ms b 99ms c 50ms |';
    const shown = { a: makeChunk({ watermark: 0 }), b: beat(100), c: beat(200) };
    expectObservable(source.pipe(counter({ beats: true, scheduler }))).toBe(expected, shown);
  });
});

test('keeps to the recorded clock in a replay, also when the scheduler runs on', () => {
  marbles(({ cold, scheduler }) => {
    const calls: string[] = [];
    const first = chunkOf([[1, 5]], { before: 0, watermark: 0, arrivals: [1_000] });
    const second = chunkOf(
      [
        [2, 5],
        [3, 5],
      ],
      { before: 0, watermark: 0, arrivals: [1_099, 1_200] },
    );
    const source = cold('a 500ms b|', { a: first, b: second });
    const collected = collect(source.pipe(counter({ calls, beats: true, scheduler })));
    scheduler.flush();
    assert.equal(calls, ['add 1', 'add 2', 'tick 1200', 'add 3']);
    assert.equal(
      collected.chunks.flatMap(({ arrivals }) => arrivals ?? []),
      [1_200],
    );
  });
});

test('waits for a moment that is further away than a timer can count', () => {
  marbles(({ scheduler }) => {
    const ticks: number[] = [];
    const far = 2 ** 31 + 5;
    const patient: StreamOperator<number, number> = (source) =>
      statefulOperator<number, number>(source, {
        kind: 'patient',
        scheduler,
        create: () => {
          const logic = {
            ...idleLogic,
            nextTick: far,
            tick: (now: number) => (ticks.push(now), (logic.nextTick = Infinity)),
          };
          return logic as Logic<number>;
        },
      });
    const source = new Subject<Chunk<number>>();
    const subscription = source.pipe(patient).subscribe();
    source.next(makeChunk({ watermark: 0 }));
    assert.ok(
      ((scheduler.actions[0] as { delay?: number } | undefined)?.delay as number) <= 2 ** 31 - 1,
    );
    scheduler.maxFrames = Infinity;
    scheduler.flush();
    subscription.unsubscribe();
    assert.equal(ticks, [far]);
  });
});

const idleLogic: Logic<number> = {
  wake: Infinity,
  size: 0,
  add: (_, __, to) => to,
  advance: () => undefined,
  snapshot: () => undefined,
  restore: () => undefined,
};

test('takes values that come after the watermark Infinity', () => {
  const end = makeChunk<number>({ watermark: Infinity });
  const after = chunkOf([[1, 5]], { before: Infinity, watermark: Infinity });
  const calls: string[] = [];
  const { completed } = collect(from([end, after]).pipe(counter({ calls })));
  assert.ok(completed);
  assert.is(calls.filter((call) => call === 'add 1').length, 1);
});

// state

const barrier = (id: number, collector: SnapshotCollector): Chunk<number> =>
  makeChunk({ watermark: 0, control: { kind: 'barrier', id, collector } });

test('goes on from a snapshot as if nothing had happened, wherever the barrier stood', () => {
  const chunks = cutEvents(randomEvents(9, 40), { size: 3, outOfOrderness: 15 });
  const whole = collect(from(chunks).pipe(counter())).values;
  for (let cut = 0; cut < chunks.length; cut += 1) {
    const collector = new SnapshotCollector();
    const mark: Chunk<number> = {
      ...barrier(1, collector),
      watermark: chunks[cut - 1]?.watermark ?? -Infinity,
    };
    const first = collect(from([...chunks.slice(0, cut), mark]).pipe(counter({ name: 'flights' })));
    const state = new SnapshotReader(JSON.parse(JSON.stringify(collector.snapshot)));
    const start: Chunk<number> = makeChunk({
      watermark: -Infinity,
      control: { kind: 'restore', state },
    });
    const second = collect(from([start, ...chunks.slice(cut)]).pipe(counter({ name: 'flights' })));
    assert.equal([...first.values, ...second.values], whole, `cut at ${cut}`);
  }
});

test('saves under its own name, else under its kind', () => {
  const collector = new SnapshotCollector();
  collect(from([barrier(1, collector)]).pipe(counter()));
  collect(from([barrier(1, collector)]).pipe(counter({ name: 'mine' })));
  assert.equal(Object.keys(collector.snapshot), ['counter', 'mine']);
});

test('refuses a barrier that comes twice, and one that is older', () => {
  const collector = new SnapshotCollector();
  for (const ids of [
    [1, 1],
    [2, 1],
  ]) {
    const { error } = collect(
      from(ids.map((id) => barrier(id, collector))).pipe(counter({ name: `n${ids.join('')}` })),
    );
    assert.hasCode(error, 'MILLRACE_BARRIER_TWICE', 'union()');
  }
});

test('fails at a barrier when its state cannot be saved', () => {
  const { error } = collect(
    from([barrier(1, new SnapshotCollector())]).pipe(counter({ savable: false })),
  );
  assert.hasCode(
    error,
    'MILLRACE_STATE_NOT_SAVABLE',
    "counter 'counter': its state cannot be saved",
  );
});

test('fails when the snapshot holds nothing for it', () => {
  const start: Chunk<number> = makeChunk({
    watermark: 0,
    control: { kind: 'restore', state: new SnapshotReader({}) },
  });
  assert.hasCode(collect(from([start]).pipe(counter())).error, 'MILLRACE_SNAPSHOT_MISSING');
});

test.run();
