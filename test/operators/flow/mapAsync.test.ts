import { concat, from, map, NEVER, Subject } from 'rxjs';
import { mapAsync } from '../../../operators/flow/index.ts';
import type { AsyncConfig } from '../../../operators/flow/index.ts';
import {
  IDLE,
  makeChunk,
  operatorsBehind,
  Pressure,
  SnapshotCollector,
} from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { delayed, NEVER_ANSWERS, one } from './asyncAnswers.ts';

const test = suite('mapAsync');

operatorContract(test, { build: () => mapAsync((value: number) => value * 2) });

type Config = Omit<AsyncConfig<string>, 'scheduler'>;

function mapped(config: Config, source: string, expected: string, error?: unknown): void {
  marbles(({ cold, expectObservable, scheduler }) => {
    const result = cold(source).pipe(
      map(one),
      mapAsync((value) => delayed(scheduler, value), { ...config, scheduler }),
      values(),
    );
    expectObservable(result).toBe(expected, undefined, error);
  });
}

// values

test('gives the answers in the order of the values, each as soon as those before it are there', () => {
  mapped({}, 'eb--------------a--|', '-----(EB)--------A-|');
});

test('gives the answers as they come where that is asked for', () => {
  mapped({ ordered: false }, 'eb---------a--|', '---B-E------A-|');
});

test('makes no more calls at once than it may', () => {
  mapped({ concurrency: 1 }, 'cba-------|', '---C-BA---|');
  mapped({ concurrency: 2, ordered: false }, 'ccc-------|', '---CC-C---|');
});

test('gives plain values at once, in one chunk and without a promise', () => {
  const { chunks } = collect(
    from([
      chunkOf(
        [
          ['a', 1],
          ['b', 2],
        ],
        { watermark: 1 },
      ),
    ]).pipe(mapAsync((value, { timestamp }) => `${value}${timestamp}`)),
  );
  assert.equal(
    chunks.map((chunk) => chunk.values),
    [['a1', 'b2']],
  );
});

test('completes when the last answer is there', () => {
  mapped({}, 'c|', '---(C|)');
});

test('works with promises', async () => {
  const seen = await new Promise<unknown[]>((resolve, reject) => {
    const collected: string[] = [];
    from(['b', 'a', 'c'].map(one))
      .pipe(
        mapAsync(async (value) => value.toUpperCase()),
        values(),
      )
      .subscribe({
        next: (value) => collected.push(value),
        error: reject,
        complete: () => resolve(collected),
      });
  });
  assert.equal(seen, ['B', 'A', 'C']);
});

// what stands between the values

test('keeps watermarks, idle marks and barriers behind the values that came before them', () => {
  for (const ordered of [true, false]) {
    marbles(({ cold, scheduler }) => {
      const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
      const source = cold('(abcd)', {
        a: chunkOf(
          [
            ['e', 10],
            ['b', 20],
          ],
          { before: [0, 9], watermark: 19 },
        ),
        b: makeChunk<string>({ watermark: 50 }),
        c: makeChunk<string>({ watermark: 60, control }),
        d: { ...chunkOf<string>([['a', 70]], { before: 60, watermark: 69 }), control: IDLE },
      });
      const result = collect(
        source.pipe(mapAsync((value) => delayed(scheduler, value), { ordered, scheduler })),
      );
      scheduler.flush();
      assert.equal(positions(result.chunks), [
        { value: 'E', timestamp: 10, before: 0, arrival: undefined },
        { value: 'B', timestamp: 20, before: 9, arrival: undefined },
        { control: 'barrier', watermark: 60 },
        { value: 'A', timestamp: 70, before: 60, arrival: undefined },
        { control: 'idle', watermark: 69 },
      ]);
      assert.equal(control.collector.snapshot, {});
    });
  }
});

test('lets values of several chunks overtake each other while the watermark stays', () => {
  marbles(({ scheduler }) => {
    const source = new Subject<Chunk<string>>();
    const result = collect(
      source.pipe(mapAsync((value) => delayed(scheduler, value), { ordered: false, scheduler })),
    );
    for (const value of 'ecab') source.next(one(value));
    source.next(chunkOf([['a', 5]], { before: 0, watermark: 4 }));
    source.next(chunkOf([['a', 5]], { before: 4, watermark: 4 }));
    source.next(chunkOf([['b', 5]], { before: 4, watermark: 9 }));
    scheduler.flush();
    assert.is(result.values.join(''), 'AABCEAB');
    assert.is(result.chunks.at(-1)?.watermark, 9);
  });
});

test('lets no recorded clock go back where values overtake each other', () => {
  marbles(({ scheduler }) => {
    const chunk = chunkOf(
      [
        ['e', 1],
        ['a', 2],
      ],
      { before: 0, watermark: 0, arrivals: [100, 200] },
    );
    const result = collect(
      concat(from([chunk]), NEVER).pipe(
        mapAsync((value) => delayed(scheduler, value), { ordered: false, scheduler }),
      ),
    );
    scheduler.flush();
    assert.is(result.values.join(''), 'AE');
    assert.equal(
      result.chunks.map(({ arrivals }) => arrivals),
      [[200], [200]],
    );
  });
});

test('holds no more than a few marks however many watermarks come while a value is in work', () => {
  const source = new Subject<Chunk<string>>();
  marbles(({ scheduler }) => {
    const { chunks } = collect(
      source.pipe(mapAsync((value) => delayed(scheduler, value), { scheduler })),
    );
    source.next(one('c'));
    for (let watermark = 1; watermark <= 1_000; watermark += 1)
      source.next(makeChunk({ watermark }));
    scheduler.flush();
    assert.equal(
      chunks.map(({ watermark }) => watermark),
      [1_000],
    );
  });
});

// leaving, pressure and state

test('aborts what is under way when its subscriber leaves, and leaves no timer behind', () => {
  marbles(({ scheduler }) => {
    const signals: AbortSignal[] = [];
    const pressure = new Pressure();
    const chunk = chunkOf(
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
      { watermark: 0, pressure },
    );
    const stream = concat(from([chunk]), NEVER).pipe(
      mapAsync(
        (_, { signal }) => {
          signals.push(signal);
          return NEVER_ANSWERS;
        },
        { concurrency: 2, timeout: 100, scheduler },
      ),
    );
    const info = operatorsBehind(stream)[0];
    const subscription = stream.subscribe();
    assert.equal([pressure.depth, info?.held(), info?.stateSize()], [3, 3, 3]);
    subscription.unsubscribe();
    assert.equal(
      signals.map(({ aborted }) => aborted),
      [true, true],
    );
    assert.equal([pressure.depth, info?.held(), scheduler.actions.length], [0, 0, 0]);
  });
});

test('takes what a source sends that goes on while its pressure falls', () => {
  marbles(({ scheduler }) => {
    const pressure = new Pressure({ high: 2, low: 0 });
    const source = new Subject<Chunk<string>>();
    const { values: seen } = collect(
      source.pipe(mapAsync((value) => delayed(scheduler, value), { concurrency: 1, scheduler })),
    );
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
    assert.equal(seen, ['A', 'B', 'C']);
    assert.is(pressure.depth, 0);
  });
});

test('fails when more values wait than it may hold', () => {
  const source = new Subject<Chunk<string>>();
  const result = collect(source.pipe(mapAsync(() => NEVER_ANSWERS, { concurrency: 1, limit: 3 })));
  for (const value of 'abc') source.next(one(value));
  assert.is(result.error, undefined);
  source.next(one('d'));
  assert.hasCode(result.error, 'MILLRACE_OVERFLOW', 'mapAsync: more than 3 values wait');
});

test('passes an error of the source on at once and aborts what is in work', () => {
  mapped({}, 'ac-#', '-A-#');
});

// arguments

test('refuses bad fields when it is called', () => {
  const wrong: [text: string, config: object][] = [
    ['mapAsync: concurrency: expected a whole number of at least 1, got 0', { concurrency: 0 }],
    ["mapAsync: ordered: expected true or false, got 'no'", { ordered: 'no' }],
    ['mapAsync: timeout: expected a positive duration', { timeout: 0 }],
    ['mapAsync: limit: expected a whole number of at least 1, got Infinity', { limit: Infinity }],
    ["mapAsync: onError: expected 'fail' or a SideOutput, got 'drop'", { onError: 'drop' }],
    ['mapAsync: retry.attempts: expected a whole number', { retry: { delay: 1 } }],
    ['mapAsync: retry.delay: expected a duration', { retry: { attempts: 2, delay: -1 } }],
    [
      'mapAsync: retry.random: expected a function',
      { retry: { attempts: 2, delay: 1, random: 1 } },
    ],
    ['mapAsync: retry: config: expected an object, got 3', { retry: 3 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => mapAsync((value: string) => value, config as Config), text);
  }
  assert.throws(() => mapAsync('map' as never), "mapAsync: map: expected a function, got 'map'");
});

test.run();
