import { concat, from, NEVER, Subject } from 'rxjs';
import { circuitBreaker, failedWith, mapBatchAsync } from '../../../operators/flow/index.ts';
import type { BatchAsyncConfig, Failed } from '../../../operators/flow/index.ts';
import {
  IDLE,
  makeChunk,
  operatorsBehind,
  Pressure,
  SideOutput,
  SnapshotCollector,
} from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { NEVER_ANSWERS, one } from './asyncAnswers.ts';
import { laterAnswer } from './laterAnswer.ts';

const test = suite('mapBatchAsync');

operatorContract(test, {
  build: () =>
    mapBatchAsync((numbers: readonly number[]) => numbers.map((value) => value * 2), {
      batch: { count: 1 },
    }),
});

type Config = Omit<BatchAsyncConfig<string>, 'scheduler'>;

const row = (value: string): [string, number] => [value, 1];

/** Values at their times; a call takes 2 ms and gives upper case. Returns the batches and the results. */
function batched(config: Config, given: string, end: number): { calls: string; came: string } {
  const calls: string[] = [];
  const came: string[] = [];
  marbles(({ scheduler }) => {
    const upper = (batch: readonly string[]): PromiseLike<string[]> => {
      calls.push(`${batch.join('')}@${scheduler.now()}`);
      return laterAnswer(scheduler, 2, () => batch.map((value) => value.toUpperCase()));
    };
    const source = new Subject<Chunk<string>>();
    const result = source.pipe(mapBatchAsync(upper, { ...config, scheduler }), values());
    result.subscribe({
      next: (value) => came.push(`${value}@${scheduler.now()}`),
      complete: () => came.push(`|@${scheduler.now()}`),
    });
    for (const [value = '', time] of given.split(' ').map((text) => text.split('@')))
      scheduler.schedule(() => source.next(one(value)), Number(time));
    scheduler.schedule(() => source.complete(), end);
    scheduler.flush();
  });
  return { calls: calls.join(' '), came: came.join(' ') };
}

test('makes a call when a batch is full, old enough, or the source has ended', () => {
  assert.equal(batched({ batch: { count: 3, time: 5 } }, 'a@0 b@1 c@2 d@4 e@12 f@13', 14), {
    calls: 'abc@2 d@9 ef@14',
    came: 'A@4 B@4 C@4 D@11 E@16 F@16 |@16',
  });
  const { calls } = batched({ batch: { time: 3, limit: 2 } }, 'a@0 b@1 c@3', 10);
  assert.is(calls, 'ab@1 c@6');
});

test('makes a call by bytes, and one for a larger value alone', () => {
  const batch = { bytes: 4, sizeOf: (value: string) => value.charCodeAt(0) - 96 };
  const { calls } = batched({ batch }, 'a@0 b@1 b@2 e@3 a@4', 5);
  assert.is(calls, 'ab@2 b@3 e@3 a@5');
});

test('lets a batch and what is behind it wait while as many calls are under way as may be', () => {
  const config = { batch: { count: 2 }, concurrency: 1 };
  assert.equal(batched(config, 'a@0 b@0 c@0 d@0 e@0', 0), {
    calls: 'ab@0 cd@2 e@4',
    came: 'A@2 B@2 C@4 D@4 E@6 |@6',
  });
  assert.is(batched(config, 'a@0 b@0 c@0 d@0', 100).calls, 'ab@0 cd@2');
});

test('keeps no value behind a barrier, a mark or the last watermark, and mixes none across', () => {
  marbles(({ scheduler }) => {
    const calls: string[] = [];
    const source = new Subject<Chunk<string>>();
    const collector = new SnapshotCollector();
    const result = collect(
      source.pipe(
        mapBatchAsync(
          (batch) => {
            calls.push(batch.join(''));
            return laterAnswer(scheduler, 2, () => batch);
          },
          { batch: { count: 100 }, concurrency: 1, scheduler },
        ),
      ),
    );
    const control = { kind: 'barrier', id: 1, collector } as const;
    source.next({ ...chunkOf(['a', 'b'].map(row), { before: 0, watermark: 0 }), control });
    source.next(one('c'));
    source.next(makeChunk({ watermark: 0, control: IDLE }));
    source.next(one('d'));
    source.next(makeChunk({ watermark: Infinity }));
    scheduler.flush();
    assert.equal(calls, ['ab', 'c', 'd']);
    const marks = (positions(result.chunks) as { value?: string; control?: string }[]).map(
      ({ value, control: mark }) => value ?? mark,
    );
    assert.equal(marks, ['a', 'b', 'barrier', 'c', 'idle', 'd']);
    assert.equal([result.chunks.at(-1)?.watermark, collector.snapshot], [Infinity, {}]);
  });
});

test('tries the values again that failed, alone, and gives up each with its own error', () => {
  marbles(({ scheduler }) => {
    const calls: string[] = [];
    const output = new SideOutput<Failed<string>>();
    const failed = collect(output.stream);
    const stream = from([chunkOf(['a', 'x', 'y', 'b', 'z'].map(row), { watermark: 0 })]).pipe(
      mapBatchAsync(
        (batch) => {
          calls.push(`${batch.join('')}@${scheduler.now()}`);
          const bad = calls.length === 1 ? 'xyz' : 'x';
          return batch.map((value) =>
            bad.includes(value) ? failedWith(`${value}${calls.length}`) : value.toUpperCase(),
          );
        },
        {
          batch: { count: 5 },
          retry: { attempts: 3, delay: 10, jitter: 'none', when: (error) => error !== 'z1' },
          onError: output,
          scheduler,
        },
      ),
    );
    const result = collect(stream);
    scheduler.flush();
    assert.equal(calls, ['axybz@0', 'xy@10', 'x@30']);
    assert.equal(result.values, ['A', 'Y', 'B']);
    const letter = { timestamp: 1, operator: 'mapBatchAsync' };
    assert.equal(failed.values, [
      { value: 'x', error: 'x3', attempts: 3, ...letter },
      { value: 'z', error: 'z1', attempts: 1, ...letter },
    ]);
    assert.is(operatorsBehind(stream)[0]?.counters.failed, 2);
  });
});

test('waits as long as the most patient of the errors asks', () => {
  marbles(({ scheduler }) => {
    const times: number[] = [];
    collect(
      from([chunkOf(['a', 'b', 'c'].map(row), { watermark: 0 })]).pipe(
        mapBatchAsync(
          (batch) => {
            times.push(scheduler.now());
            return batch.map((_, index) =>
              failedWith(Object.assign(new Error('busy'), { retryAfter: [5, 70, 30][index] })),
            );
          },
          { batch: { count: 3 }, retry: { attempts: 2, delay: 1 }, scheduler },
        ),
      ),
    );
    scheduler.flush();
    assert.equal(times, [0, 70]);
  });
});

test('takes an answer with one result for a success of the service, and none for a failure', () => {
  marbles(({ scheduler }) => {
    const opened = (bad: string): string => {
      const breaker = circuitBreaker({ failures: 1, window: 100, resetAfter: 10 });
      collect(
        from([chunkOf(['a', 'b'].map(row), { watermark: 0 })]).pipe(
          mapBatchAsync(
            (batch) => batch.map((value) => (bad.includes(value) ? failedWith('no') : value)),
            { batch: { count: 2 }, breaker, onError: new SideOutput(), scheduler },
          ),
        ),
      );
      scheduler.flush();
      return breaker.state;
    };
    assert.equal(['', 'a', 'ab'].map(opened), ['closed', 'closed', 'open']);
  });
});

test('fails all values of a batch whose answers are not as many, without a second call', () => {
  const wrong: [unknown, string][] = [
    [['A'], 'expected an array of 2 answers, one for each value, got 1 of them'],
    [undefined, 'expected an array of 2 answers, one for each value, got undefined'],
  ];
  for (const [answers, text] of wrong) {
    let calls = 0;
    const output = new SideOutput<Failed<string>>();
    const failed = collect(output.stream);
    collect(
      from([chunkOf(['a', 'b'].map(row), { watermark: 0 })]).pipe(
        mapBatchAsync(
          () => {
            calls += 1;
            return answers as string[];
          },
          { batch: { count: 2 }, retry: { attempts: 3, delay: 0 }, onError: output },
        ),
      ),
    );
    assert.equal([calls, failed.values.length], [1, 2]);
    for (const { error } of failed.values) assert.hasCode(error, 'MILLRACE_CALLBACK', text);
  }
});

test('fails a value whose size cannot be told, and goes on with the others', () => {
  const output = new SideOutput<Failed<string>>();
  const failed = collect(output.stream);
  const sizeOf = (value: string): number => (value === 'x' ? NaN : 1);
  const { values: seen } = collect(
    from([chunkOf(['a', 'x', 'b'].map(row), { watermark: 0 })]).pipe(
      mapBatchAsync((batch) => batch, { batch: { bytes: 2, sizeOf }, onError: output }),
    ),
  );
  assert.equal(seen, ['a', 'b']);
  assert.hasCode(failed.values[0]?.error, 'MILLRACE_CALLBACK', 'sizeOf: expected a number');
});

test('does not pause its source while a batch waits for more values, only for those in work', () => {
  const pressure = new Pressure({ high: 3, low: 0 });
  const source = new Subject<Chunk<string>>();
  const stage = mapBatchAsync<string, string>(() => NEVER_ANSWERS as never, {
    batch: { count: 4 },
  });
  const subscription = source.pipe(stage).subscribe();
  for (const value of 'abc') source.next({ ...one(value), pressure });
  assert.equal([pressure.depth, pressure.paused], [3, false]);
  source.next({ ...one('d'), pressure });
  assert.equal([pressure.depth, pressure.paused], [4, true]);
  subscription.unsubscribe();
  assert.equal([pressure.depth, pressure.paused], [0, false]);
});

test('aborts what is under way when its subscriber leaves, and leaves no timer behind', () => {
  marbles(({ scheduler }) => {
    const signals: AbortSignal[] = [];
    const stream = concat(from([chunkOf(['a', 'b', 'c'].map(row), { watermark: 0 })]), NEVER).pipe(
      mapBatchAsync<string, string>(
        (_, { signal }) => {
          signals.push(signal);
          return NEVER_ANSWERS as never;
        },
        { batch: { count: 2, time: 50 }, timeout: 100, scheduler },
      ),
    );
    const subscription = stream.subscribe();
    assert.equal(operatorsBehind(stream)[0]?.held(), 3);
    subscription.unsubscribe();
    assert.equal([signals.map(({ aborted }) => aborted), scheduler.actions.length], [[true], 0]);
  });
});

test('refuses bad fields when it is called', () => {
  const wrong: [text: string, config: object][] = [
    ['mapBatchAsync: batch: config: expected an object, got undefined', {}],
    ['mapBatchAsync: batch.config: expected count, or bytes with sizeOf', { batch: { time: 1 } }],
    ['mapBatchAsync: batch.count: expected a whole number of at least 1', { batch: { count: 0 } }],
    ['mapBatchAsync: batch.sizeOf: expected a function', { batch: { bytes: 1 } }],
    ['mapBatchAsync: batch.time: expected a positive', { batch: { count: 1, time: 0 } }],
    ['mapBatchAsync: concurrency: expected a whole', { batch: { count: 1 }, concurrency: 0 }],
  ];
  for (const [text, config] of wrong)
    assert.throws(() => mapBatchAsync((batch: readonly string[]) => batch, config as never), text);
  assert.throws(
    () => mapBatchAsync('map' as never, { batch: { count: 1 } }),
    "mapBatchAsync: map: expected a function, got 'map'",
  );
});

test.run();
