import { concat, from, map, NEVER, of, Subject } from 'rxjs';
import { rateLimit } from '../../../operators/flow/index.ts';
import type { RateLimitConfig } from '../../../operators/flow/index.ts';
import {
  IDLE,
  makeChunk,
  Pressure,
  SnapshotCollector,
  SnapshotReader,
  StreamError,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Snapshot } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('rateLimit');

operatorContract(test, {
  build: () => rateLimit({ rate: 1, burst: 100, limit: 1, overflow: 'error' }),
});

type Config = Omit<RateLimitConfig, 'scheduler'>;

const one = (value: string): Chunk<string> => chunkOf([[value, 1]], { before: 0, watermark: 0 });
const slow: Config = { rate: 1, per: 3, limit: 9, overflow: 'error' };

function paced(config: Config, source: string, expected: string, error?: unknown): void {
  marbles(({ cold, expectObservable, scheduler }) => {
    const result = cold(source).pipe(map(one), rateLimit({ ...config, scheduler }), values());
    expectObservable(result).toBe(expected, undefined, error);
  });
}

const overflow = new StreamError(
  'MILLRACE_OVERFLOW',
  "rateLimit: more than 2 values wait; raise limit or rate, or choose overflow: 'dropOldest' or 'dropNewest'",
);

// time

test('lets values leave at once while they come slower than the rate', () => {
  paced(slow, 'a---b--c|', 'a---b--c|');
});

test('makes values wait that come faster, and completes after the last one', () => {
  paced(slow, '(abcd|)', 'a--b--c--(d|)');
});

test('lets a burst leave at once, and another one after a pause', () => {
  marbles(({ hot, expectObservable, scheduler }) => {
    const burst = hot('   x---------x---|', {
      x: chunkOf(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        { before: 0, watermark: 0 },
      ),
    });
    const counts = burst.pipe(
      rateLimit({ ...slow, burst: 2, scheduler }),
      map((chunk) => String(chunk.values.length)),
    );
    // 2 at once, 1 after 3 ms; after the pause the same
    expectObservable(counts).toBe('2--1------2--1|');
  });
});

test('never lets more leave than rate and burst allow over any interval, and loses and reorders none', () => {
  const random = randomFrom(5);
  for (let round = 0; round < 40; round += 1) {
    const [rate, per, burst] = [1 + random(4), 1 + random(30), 1 + random(5)];
    const leaves: { value: number; at: number }[] = [];
    marbles(({ scheduler }) => {
      const source = new Subject<Chunk<number>>();
      const limited = source.pipe(
        rateLimit({ rate, per, burst, limit: 1_000, overflow: 'error', scheduler }),
        values(),
      );
      limited.subscribe((value) => leaves.push({ value, at: scheduler.now() }));
      let sent = 0;
      for (let at = 0, i = 0; i < 30; i += 1, at += random(9)) {
        const size = random(6);
        scheduler.schedule(() => {
          const rows = Array.from({ length: size }, () => [sent++, 0] as const);
          source.next(chunkOf(rows, { before: 0, watermark: 0 }));
        }, at);
      }
      scheduler.flush();
      assert.equal(
        leaves.map(({ value }) => value),
        Array.from({ length: sent }, (_, i) => i),
      );
    });
    leaves.forEach((first, i) =>
      leaves.slice(i).forEach((last, between) => {
        const allowed = (rate * (last.at - first.at)) / per + burst + 1e-9;
        assert.ok(
          between + 1 <= allowed,
          `seed 5, round ${round}: ${between + 1} in ${last.at - first.at} ms`,
        );
      }),
    );
  }
});

test('reaches a rate above one value a millisecond', () => {
  marbles(({ scheduler }) => {
    const rows = Array.from({ length: 500 }, (_, i) => [i, i] as const);
    const source = concat(of(chunkOf(rows, { watermark: 0 })), NEVER);
    let last = 0;
    const limited = source.pipe(
      rateLimit({ rate: 5_000, limit: 500, overflow: 'error', scheduler }),
      values(),
    );
    const subscription = limited.subscribe(() => (last = scheduler.now()));
    scheduler.flush();
    subscription.unsubscribe();
    assert.is(last, 99);
  });
});

test('follows the scheduler also in a replay', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const recorded = chunkOf(
      [
        ['a', 1],
        ['b', 2],
      ],
      { before: 0, watermark: 0, arrivals: [1_000, 9_000] },
    );
    expectObservable(
      cold('x|', { x: recorded }).pipe(rateLimit({ ...slow, scheduler }), values()),
    ).toBe('a--(b|)');
  });
});

// values

test('says the same however the values are cut into chunks', () => {
  const events = Array.from({ length: 20 }, (_, at) => ({ value: at, at }));
  const run = (size: number): unknown[] => {
    let rows: unknown[] = [];
    marbles(({ scheduler }) => {
      const source = from(cutEvents(events, { size, outOfOrderness: 2 }));
      const collected = collect(source.pipe(rateLimit({ ...slow, limit: 20, scheduler })));
      scheduler.flush();
      rows = positions(collected.chunks);
    });
    return rows;
  };
  assert.equal(run(7), run(1));
  assert.equal(run(512), run(1));
});

test('fails when more wait than the limit, after what could leave', () => {
  paced({ ...slow, limit: 2 }, '(abc)-', 'a--b--c');
  paced({ ...slow, limit: 2 }, '(abcd)', '(a#)', overflow);
});

test('drops the oldest that wait, counts them and keeps the watermark', () => {
  paced({ ...slow, limit: 2, overflow: 'dropOldest' }, '(abcde|)', 'a--d--(e|)');
});

test('drops the newest that came, counts them and keeps the watermark', () => {
  paced({ ...slow, limit: 2, overflow: 'dropNewest' }, '(abcde|)', 'a--b--(c|)');
});

test('drops the same values whether they come in one chunk or in many', () => {
  for (const policy of ['dropOldest', 'dropNewest'] as const) {
    const run = (size: number): unknown[] => {
      const seen: unknown[] = [];
      marbles(({ scheduler }) => {
        const events = [1, 2, 3, 4, 5, 6, 7].map((at) => ({ value: at, at }));
        const stream = from(cutEvents(events, { size, outOfOrderness: 0 })).pipe(
          rateLimit({ ...slow, limit: 3, overflow: policy, scheduler }),
        );
        stream.subscribe((chunk) => seen.push([scheduler.now(), ...chunk.values]));
        scheduler.flush();
      });
      return seen.filter((entry) => (entry as unknown[]).length > 1);
    };
    assert.equal(run(512), run(1), policy);
  }
});

// late and out of order

test('keeps watermarks, idle marks and barriers behind the values that came before them', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
    const source = cold('(abcde)', {
      a: chunkOf(
        [
          ['1', 10],
          ['2', 20],
        ],
        { before: [0, 9], watermark: 19 },
      ),
      b: makeChunk<string>({ watermark: 50 }),
      c: makeChunk<string>({ watermark: 60, control }),
      d: chunkOf([['3', 70]], { before: 60, watermark: 69 }),
      e: makeChunk<string>({ watermark: 69, control: IDLE }),
    });
    expectObservable(source.pipe(rateLimit({ ...slow, scheduler }))).toBe('x--y--z', {
      x: chunkOf([['1', 10]], { before: [0], watermark: 9 }),
      y: chunkOf([['2', 20]], { before: [9], watermark: 60, control }),
      z: chunkOf([['3', 70]], { before: 60, watermark: 69, control: IDLE }),
    });
  });
});

test('holds no more than a few marks however many watermarks come while values wait', () => {
  const source = new Subject<Chunk<string>>();
  marbles(({ scheduler }) => {
    const { chunks } = collect(source.pipe(rateLimit({ ...slow, scheduler })));
    source.next(
      chunkOf(
        [
          ['a', 1],
          ['b', 1],
        ],
        { before: 0, watermark: 0 },
      ),
    );
    for (let watermark = 1; watermark <= 1_000; watermark += 1)
      source.next(makeChunk({ watermark }));
    scheduler.flush();
    assert.equal(
      chunks.map(({ watermark }) => watermark),
      [0, 1_000],
    );
  });
});

// state

test('goes on from a snapshot at the level of the bucket', () => {
  let saved: Snapshot = {};
  marbles(({ scheduler }) => {
    const collector = new SnapshotCollector();
    const source = from([
      one('a'),
      makeChunk<string>({ watermark: 0, control: { kind: 'barrier', id: 1, collector } }),
    ]);
    collect(source.pipe(rateLimit({ ...slow, name: 'calls', scheduler })));
    saved = collector.snapshot;
    assert.equal(saved, { calls: { at: 0, used: 1 } });
  });
  marbles(({ cold, expectObservable, scheduler }) => {
    const state = new SnapshotReader(saved);
    const restored = makeChunk<string>({
      watermark: -Infinity,
      control: { kind: 'restore', state },
    });
    const source = cold('(rb)', { r: restored, b: one('b') });
    expectObservable(source.pipe(rateLimit({ ...slow, name: 'calls', scheduler }), values())).toBe(
      '---b',
    );
  });
});

test('refuses a saved state that is not its own', () => {
  const state = new SnapshotReader({ rateLimit: { level: 1 } });
  const source = from([makeChunk<string>({ watermark: 0, control: { kind: 'restore', state } })]);
  const { error } = collect(source.pipe(rateLimit(slow)));
  assert.hasCode(
    error,
    'MILLRACE_SNAPSHOT_UNREADABLE',
    'rateLimit: saved state: expected the level of a bucket',
  );
});

// pressure

test('tells the source how many values wait, and nothing any more when it is left', () => {
  marbles(({ scheduler }) => {
    const pressure = new Pressure();
    const source = new Subject<Chunk<string>>();
    const subscription = source.pipe(rateLimit({ ...slow, scheduler })).subscribe();
    source.next(
      chunkOf(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        { watermark: 0, pressure },
      ),
    );
    assert.is(pressure.depth, 2);
    scheduler.schedule(() => {
      assert.is(pressure.depth, 1);
      subscription.unsubscribe();
      assert.is(pressure.depth, 0);
      assert.is(scheduler.actions.length, 0);
    }, 4);
    scheduler.flush();
  });
});

test('takes what a source sends that goes on while its pressure falls', () => {
  marbles(({ scheduler }) => {
    const pressure = new Pressure({ high: 1, low: 0 });
    const source = new Subject<Chunk<string>>();
    const collected = collect(source.pipe(rateLimit({ ...slow, scheduler })));
    source.next(
      chunkOf(
        [
          ['a', 1],
          ['b', 1],
        ],
        { before: 0, watermark: 0, pressure },
      ),
    );
    assert.ok(pressure.paused);
    pressure.whenClear(() => source.next({ ...one('c'), pressure }));
    scheduler.flush();
    assert.equal(collected.values, ['a', 'b', 'c']);
    assert.is(pressure.depth, 0);
  });
});

// errors and completion

test('passes an error of the source on at once and drops what waits', () => {
  paced(slow, '(abc)#', 'a--b-#');
});

// arguments

test('refuses bad fields when it is called', () => {
  const refused = (change: object, text: string): void =>
    assert.throwsCode(() => rateLimit({ ...slow, ...change }), 'MILLRACE_ARGUMENT_RANGE', text);
  refused({ rate: 0 }, 'rateLimit: rate: expected a whole number of at least 1, got 0');
  refused({ rate: 0.5 }, 'rateLimit: rate: expected a whole number of at least 1, got 0.5');
  refused({ per: 0 }, 'rateLimit: per: expected a positive duration in whole milliseconds, got 0');
  refused({ burst: 0 }, 'rateLimit: burst: expected a whole number of at least 1, got 0');
  refused(
    { limit: Infinity },
    'rateLimit: limit: expected a whole number of at least 1, got Infinity',
  );
  const unknown = { ...slow, overflow: 'block' } as never;
  const expected =
    "rateLimit: overflow: expected 'error' or 'dropOldest' or 'dropNewest', got 'block'";
  assert.throwsCode(() => rateLimit(unknown), 'MILLRACE_ARGUMENT_TYPE', expected);
});

test.run();
