import { from, Subject } from 'rxjs';
import { circuitBreaker, mapAsync, retryCall } from '../../../operators/flow/index.ts';
import type { AsyncConfig, BreakerConfig, Failed } from '../../../operators/flow/index.ts';
import { Pressure, SideOutput } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { one } from './asyncAnswers.ts';
import { laterAnswer } from './laterAnswer.ts';

const test = suite('circuitBreaker');

const config = { failures: 2, window: 1_000, resetAfter: 100 } as const;

/** A service that is down until a time, answers after 1 ms, and notes when it was called. */
function service(scheduler: { now(): number } & Parameters<typeof laterAnswer>[0], upAt: number) {
  const calls: [at: number, value: string][] = [];
  const call = (value: string): PromiseLike<string> => {
    calls.push([scheduler.now(), value]);
    return laterAnswer(scheduler, 1, () => {
      if (scheduler.now() < upAt) throw new Error('down');
      return value.toUpperCase();
    });
  };
  return { calls, call };
}

test('lets calls wait while it is open, one through on trial, and all when that succeeds', () => {
  marbles(({ scheduler }) => {
    const { calls, call } = service(scheduler, 150);
    const breaker = circuitBreaker(config);
    const changes: unknown[] = [];
    breaker.changes.subscribe((change) => changes.push([change.at, change.state]));
    const pressure = new Pressure();
    const source = new Subject<Chunk<string>>();
    const result = collect(
      source.pipe(
        mapAsync(call, {
          breaker,
          concurrency: 2,
          retry: { attempts: 9, delay: 10, jitter: 'none' },
          scheduler,
        }),
      ),
    );
    for (const value of 'abcde') source.next({ ...one(value), pressure });
    assert.is(breaker.state, 'closed');
    scheduler.schedule(() => {
      assert.equal([breaker.state, pressure.depth, result.values], ['open', 5, []]);
    }, 60);
    scheduler.flush();
    assert.equal(calls, [
      [0, 'a'],
      [0, 'b'],
      [101, 'a'],
      [202, 'b'],
      [203, 'a'],
      [203, 'c'],
      [204, 'd'],
      [204, 'e'],
    ]);
    assert.equal(result.values, ['A', 'B', 'C', 'D', 'E']);
    assert.equal(changes, [
      [1, 'open'],
      [101, 'halfOpen'],
      [102, 'open'],
      [202, 'halfOpen'],
      [203, 'closed'],
    ]);
    assert.equal(breaker.counters, { calls: 8, failed: 3, refused: 0, opened: 2 });
    assert.is(pressure.depth, 0);
  });
});

test('fails calls at once while it is open where that is asked for', () => {
  marbles(({ scheduler }) => {
    const { calls, call } = service(scheduler, 150);
    const breaker = circuitBreaker({ ...config, whileOpen: 'fail' });
    const output = new SideOutput<Failed<string>>();
    const failed = collect(output.stream);
    const result = collect(
      from('abcd'.split('').map(one)).pipe(
        mapAsync(call, { breaker, concurrency: 1, onError: output, scheduler }),
      ),
    );
    scheduler.flush();
    assert.is(calls.length, 2);
    assert.equal(result.values, []);
    const errors = failed.values.map(({ error }) => error);
    assert.equal(errors.slice(0, 2), [new Error('down'), new Error('down')]);
    for (const error of errors.slice(2))
      assert.hasCode(error, 'MILLRACE_CIRCUIT_OPEN', 'mapAsync: its circuit breaker is open');
    assert.equal([errors.length, breaker.counters.refused], [4, 2]);
  });
});

test('makes refused calls again after their delay, as others', () => {
  marbles(({ scheduler }) => {
    const { calls, call } = service(scheduler, 50);
    const result = collect(
      from(['a', 'b'].map(one)).pipe(
        mapAsync(call, {
          breaker: { ...config, whileOpen: 'fail' },
          retry: { attempts: 3, delay: 60, jitter: 'none' },
          scheduler,
        }),
      ),
    );
    scheduler.flush();
    assert.equal(
      calls.map(([at]) => at),
      [0, 0, 181],
    );
    assert.hasCode(result.error, 'MILLRACE_CIRCUIT_OPEN');
  });
});

test('is shared by stages: what one learns holds for the other, and both go on', () => {
  marbles(({ scheduler }) => {
    const { calls, call } = service(scheduler, 50);
    const breaker = circuitBreaker(config);
    const settings: AsyncConfig<string> = {
      breaker,
      retry: { attempts: 5, delay: 1, jitter: 'none' },
      scheduler,
    };
    const first = collect(from(['a', 'b'].map(one)).pipe(mapAsync(call, settings)));
    const source = new Subject<Chunk<string>>();
    const second = collect(source.pipe(mapAsync(call, settings)));
    scheduler.schedule(() => {
      for (const value of 'cd') source.next(one(value));
      source.complete();
    }, 10);
    scheduler.flush();
    assert.equal(
      [first.values, second.values],
      [
        ['A', 'B'],
        ['C', 'D'],
      ],
    );
    assert.ok(first.completed && second.completed);
    assert.equal(
      calls.map(([at]) => at),
      [0, 0, 101, 102, 102, 102],
    );
  });
});

test('counts timeouts as failures, and only the errors that it is told to count', () => {
  marbles(({ scheduler }) => {
    const run = (breakerConfig: BreakerConfig, answer: () => PromiseLike<string>): string => {
      const breaker = circuitBreaker(breakerConfig);
      collect(
        from(['a', 'b'].map(one)).pipe(
          mapAsync(answer, { breaker, timeout: 5, onError: new SideOutput(), scheduler }),
        ),
      );
      scheduler.flush();
      return `${breaker.state} ${breaker.counters.failed}`;
    };
    const never: PromiseLike<string> = new Promise(() => undefined);
    assert.is(
      run(config, () => never),
      'open 2',
    );
    const fails = (error: Error) => (): PromiseLike<string> =>
      laterAnswer(scheduler, 1, () => {
        throw error;
      });
    assert.is(run(config, fails(new Error('down'))), 'open 2');
    assert.is(run(config, fails(new DOMException('left', 'AbortError'))), 'closed 0');
    assert.is(run({ ...config, when: () => false }, fails(new Error('not found'))), 'closed 0');
  });
});

test('fails a value with what the question throws, and has counted it', () => {
  marbles(({ scheduler }) => {
    const breaker = circuitBreaker({
      ...config,
      when: () => {
        throw new Error('when');
      },
    });
    const { call } = service(scheduler, 50);
    const retry = { attempts: 5, delay: 1 };
    const result = collect(from([one('a')]).pipe(mapAsync(call, { breaker, retry, scheduler })));
    scheduler.flush();
    assert.hasCode(result.error, 'MILLRACE_CALLBACK', 'when');
    assert.is(breaker.counters.failed, 1);
  });
});

test('gives the place of a trial back when its subscriber leaves, and keeps no timer', () => {
  marbles(({ scheduler }) => {
    const { calls, call } = service(scheduler, 0);
    const breaker = circuitBreaker({ ...config, failures: 1 });
    const fails = mapAsync<string, string>(
      () => {
        throw new Error('down');
      },
      { breaker, scheduler },
    );
    collect(from([one('x')]).pipe(fails));
    const hangs = new Subject<Chunk<string>>();
    const never: PromiseLike<string> = new Promise(() => undefined);
    const trial = hangs.pipe(mapAsync(() => never, { breaker, scheduler })).subscribe();
    const waits = new Subject<Chunk<string>>();
    const result = collect(waits.pipe(mapAsync(call, { breaker, scheduler })));
    hangs.next(one('a'));
    waits.next(one('b'));
    scheduler.schedule(() => assert.equal([breaker.state, calls], ['halfOpen', []]), 150);
    scheduler.schedule(() => trial.unsubscribe(), 200);
    scheduler.flush();
    assert.equal([result.values, calls], [['B'], [[200, 'b']]]);
    assert.is(breaker.state, 'closed');
  });
  marbles(({ scheduler }) => {
    const { call } = service(scheduler, 1_000);
    const stream = new Subject<Chunk<string>>();
    const subscription = stream
      .pipe(mapAsync(call, { breaker: config, retry: { attempts: 9, delay: 1 }, scheduler }))
      .subscribe();
    stream.next(
      chunkOf(
        [
          ['a', 1],
          ['b', 1],
        ],
        { watermark: 0 },
      ),
    );
    scheduler.schedule(() => {
      subscription.unsubscribe();
      assert.is(scheduler.actions.filter((action) => !action.closed).length, 0);
    }, 50);
    scheduler.flush();
  });
});

test('holds back single calls too', async () => {
  const runtime = new ManualRuntime();
  const breaker = circuitBreaker(config);
  const call = retryCall({ owner: 'own', clock: runtime, breaker });
  const fails = async (): Promise<never> => {
    throw new Error('down');
  };
  await Promise.allSettled([call(fails), call(fails)]);
  assert.is(breaker.state, 'open');
  const times: number[] = [];
  const answers = Promise.all([1, 2].map((value) => call(() => times.push(runtime.now()) + value)));
  await runtime.settle(500);
  assert.equal(
    [await answers, times],
    [
      [2, 4],
      [100, 100],
    ],
  );
  assert.equal([breaker.state, runtime.pending], ['closed', 0]);
});

test('refuses bad fields', () => {
  const wrong: [text: string, config: object][] = [
    [
      'circuitBreaker: failures: expected either failures or rate, got neither',
      { failures: undefined },
    ],
    ['circuitBreaker: failures: expected either failures or rate, got 2 and 0.5', { rate: 0.5 }],
    ['circuitBreaker: failures: expected a whole number of at least 1, got 0', { failures: 0 }],
    ['circuitBreaker: rate: expected a number from', { failures: undefined, rate: 0 }],
    ['circuitBreaker: rate: expected a number from', { failures: undefined, rate: 1.1 }],
    ['circuitBreaker: window: expected a positive duration', { window: 0 }],
    ['circuitBreaker: resetAfter: expected a positive duration', { resetAfter: undefined }],
    ['circuitBreaker: halfOpen: expected a whole number of at least 1', { halfOpen: 0 }],
    ["circuitBreaker: whileOpen: expected 'wait' or 'fail', got 'skip'", { whileOpen: 'skip' }],
    ['circuitBreaker: when: expected a function, got 1', { when: 1 }],
  ];
  for (const [text, fields] of wrong)
    assert.throws(() => circuitBreaker({ ...config, ...fields } as BreakerConfig), text);
  assert.throws(() => circuitBreaker(undefined as never), 'circuitBreaker: config: expected');
  assert.throws(
    () => mapAsync((value: string) => value, { breaker: { ...config, failures: 0 } }),
    'mapAsync: breaker.failures: expected a whole number of at least 1, got 0',
  );
  assert.throws(
    () => mapAsync((value: string) => value, { breaker: 3 as never }),
    'mapAsync: breaker: config: expected an object, got 3',
  );
});

test.run();
