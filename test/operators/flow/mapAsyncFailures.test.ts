import { concat, from, map, NEVER } from 'rxjs';
import { mapAsync } from '../../../operators/flow/index.ts';
import type { Failed } from '../../../operators/flow/index.ts';
import { operatorsBehind, SideOutput, SnapshotCollector } from '../../../operators/kernel/index.ts';
import { values } from '../../../operators/time/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';
import { delayed, NEVER_ANSWERS, one } from './asyncAnswers.ts';
import { laterAnswer } from './laterAnswer.ts';

const test = suite('mapAsync with calls that fail');

test('fails with the cause after the results of what came before', () => {
  marbles(({ scheduler }) => {
    const result = collect(
      from([
        chunkOf(
          [
            ['z', 1],
            ['x', 2],
            ['a', 3],
          ],
          { watermark: 0 },
        ),
      ]).pipe(mapAsync((value) => delayed(scheduler, value), { scheduler })),
    );
    scheduler.flush();
    assert.equal(result.values, ['Z']);
    assert.hasCode(result.error, 'MILLRACE_CALLBACK', 'mapAsync: a function given to it threw');
    assert.equal((result.error as Error).cause, new Error('no such value'));
    assert.is(scheduler.now(), 26);
  });
});

test('begins nothing behind a value that failed for good', () => {
  const begun: number[] = [];
  const { error } = collect(
    from([
      chunkOf(
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        { watermark: 0 },
      ),
    ]).pipe(
      mapAsync((value) => {
        begun.push(value);
        if (value === 2) throw new Error('two');
        return value;
      }),
    ),
  );
  assert.equal(begun, [1, 2]);
  assert.hasCode(error, 'MILLRACE_CALLBACK', 'two');
});

test('gives values that failed to a side output, with watermark and barriers, and goes on', () => {
  marbles(({ scheduler }) => {
    const output = new SideOutput<Failed<string>>();
    const failed = collect(output.stream);
    const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
    const stream = from([
      chunkOf(
        [
          ['b', 1],
          ['x', 2],
          ['a', 3],
        ],
        { before: [0, 1, 2], watermark: 2, control },
      ),
    ]).pipe(
      mapAsync((value) => delayed(scheduler, value), {
        onError: output,
        retry: { attempts: 2, delay: 5 },
        scheduler,
      }),
    );
    const result = collect(stream);
    scheduler.flush();
    assert.equal(result.values, ['B', 'A']);
    assert.equal(positions(failed.chunks), [
      {
        value: {
          value: 'x',
          timestamp: 2,
          error: new Error('no such value'),
          attempts: 2,
          operator: 'mapAsync',
        },
        timestamp: 2,
        before: 1,
        arrival: undefined,
      },
      { control: 'barrier', watermark: 2 },
    ]);
    assert.ok(failed.completed && result.completed);
    assert.is(operatorsBehind(stream)[0]?.counters.failed, 1);
  });
});

test('fails a call that takes longer than it may, and aborts its signal with the reason', () => {
  marbles(({ scheduler }) => {
    const aborted: unknown[] = [];
    const result = collect(
      from([one('a'), one('y')]).pipe(
        mapAsync(
          (value, { signal }) => {
            signal.addEventListener('abort', () => aborted.push(value, signal.reason));
            return delayed(scheduler, value);
          },
          { timeout: 10, scheduler },
        ),
      ),
    );
    scheduler.flush();
    assert.equal(result.values, ['A']);
    assert.hasCode(
      result.error,
      'MILLRACE_TIMEOUT',
      'mapAsync: a call gave no answer within 10 ms',
    );
    assert.equal(aborted, ['y', result.error]);
  });
});

test('makes a failed call again after delays that double up to the longest', () => {
  marbles(({ scheduler }) => {
    const calls: number[] = [];
    const retry = { attempts: 6, delay: 10, maxDelay: 50 };
    const run = (random?: () => number): void => {
      const jitter = random === undefined ? { jitter: 'none' as const } : { random };
      collect(
        concat(from([one('a')]), NEVER).pipe(
          mapAsync(
            (): PromiseLike<string> => {
              calls.push(scheduler.now());
              throw new Error('down');
            },
            { retry: { ...retry, ...jitter }, scheduler },
          ),
        ),
      );
      scheduler.flush();
    };
    run();
    assert.equal(calls.splice(0), [0, 10, 30, 70, 120, 170]);
    run(() => 0.5);
    assert.equal(
      calls.map((time) => time - 170),
      [0, 5, 15, 35, 60, 85],
    );
  });
});

test('takes the answer of an attempt only while nobody has given it up', () => {
  marbles(({ scheduler }) => {
    let calls = 0;
    const result = collect(
      from([one('a')]).pipe(
        mapAsync(
          () => {
            calls += 1;
            const call = calls;
            return laterAnswer(scheduler, call === 1 ? 12 : 5, () => call);
          },
          { timeout: 10, retry: { attempts: 2, delay: 1 }, scheduler },
        ),
      ),
    );
    scheduler.flush();
    assert.equal(result.values, [2]);
    assert.ok(result.completed);
  });
});

test('times out each call after its own time', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const output = new SideOutput<Failed<string>>();
    const failed = output.stream.pipe(
      values(),
      map(({ value }) => value),
    );
    const source = cold('y-z-y----------|').pipe(
      map(one),
      mapAsync(() => NEVER_ANSWERS, { timeout: 4, onError: output, scheduler }),
    );
    expectObservable(failed).toBe('----y-z-y------|');
    expectObservable(source.pipe(values())).toBe('---------------|');
  });
});

test.run();
