import { retryCall } from '../../../operators/flow/index.ts';
import type { RetryCallConfig } from '../../../operators/flow/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('retryCall');

const retry = { attempts: 3, delay: 100, jitter: 'none' } as const;

/** Calls that all fail, one after the other, with the times at which they were made. */
async function failing(
  config: Partial<RetryCallConfig>,
  act?: (runtime: ManualRuntime) => Promise<void>,
): Promise<{ times: number[]; error: unknown; pending: number }> {
  const runtime = new ManualRuntime();
  const times: number[] = [];
  let error: unknown;
  const call = retryCall({ owner: 'own', clock: runtime, retry, ...config })(async () => {
    times.push(runtime.now());
    throw new Error(`call ${times.length}`);
  }).catch((thrown: unknown) => {
    error = thrown;
  });
  await (act?.(runtime) ?? runtime.settle(10_000));
  await call;
  return { times, error, pending: runtime.pending };
}

async function failureOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => assert.unreachable('it did not fail'),
    (error: unknown) => error,
  );
}

test('gives the answer of the first attempt that succeeds', async () => {
  const runtime = new ManualRuntime();
  let calls = 0;
  const answer = retryCall({ owner: 'own', clock: runtime, retry, timeout: '5s' })(async () => {
    calls += 1;
    if (calls < 3) throw new Error('down');
    return calls;
  });
  await runtime.settle(300);
  assert.is(await answer, 3);
  assert.is(runtime.pending, 0);
});

test('gives a plain value too, and makes one call where nothing is said of retries', async () => {
  const clock = new ManualRuntime();
  assert.is(await retryCall({ owner: 'own', clock })(() => 7), 7);
  assert.equal((await failing({ retry: undefined })).times, [0]);
});

test('rejects with what the last attempt failed with', async () => {
  const { times, error, pending } = await failing({});
  assert.equal(times, [0, 100, 300]);
  assert.equal(error, new Error('call 3'));
  assert.is(pending, 0);
});

test('asks whether an error is worth another call, and fails with what the question throws', async () => {
  const only = { ...retry, when: (error: unknown) => (error as Error).message === 'call 1' };
  assert.equal((await failing({ retry: only })).error, new Error('call 2'));
  const throwing = {
    ...retry,
    when: () => {
      throw new Error('when');
    },
  };
  assert.equal((await failing({ retry: throwing })).error, new Error('when'));
});

test('gives up between two attempts when its signal aborts', async () => {
  const controller = new AbortController();
  const { times, error, pending } = await failing(
    { signal: controller.signal },
    async (runtime) => {
      await runtime.settle(50);
      controller.abort(new Error('enough'));
    },
  );
  assert.equal(times, [0]);
  assert.equal(error, new Error('enough'));
  assert.is(pending, 0);
});

test('tells the attempt under way that its signal has aborted, and makes none after that', async () => {
  const runtime = new ManualRuntime();
  const controller = new AbortController();
  const signals: AbortSignal[] = [];
  const call = retryCall({
    owner: 'own',
    clock: runtime,
    retry,
    timeout: 1_000,
    signal: controller.signal,
  });
  const never = async (signal: AbortSignal): Promise<never> => {
    signals.push(signal);
    return new Promise(() => undefined);
  };
  const answer = failureOf(call(never));
  controller.abort(new Error('enough'));
  assert.equal(await answer, new Error('enough'));
  assert.equal([signals.map(({ aborted }) => aborted), runtime.pending], [[true], 0]);
  assert.equal(await failureOf(call(never)), new Error('enough'));
  assert.is(signals.length, 1);
});

test('fails an attempt without an answer in time, and makes the next', async () => {
  const runtime = new ManualRuntime();
  const signals: AbortSignal[] = [];
  const answer = failureOf(
    retryCall({ owner: 'own', clock: runtime, retry, timeout: '1s' })(async (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    }),
  );
  await runtime.settle(3_300);
  assert.hasCode(await answer, 'MILLRACE_TIMEOUT', 'own: a call gave no answer within 1000 ms');
  assert.equal(
    signals.map(({ aborted }) => aborted),
    [true, true, true],
  );
  assert.is(runtime.pending, 0);
});

test.run();
