import { jitter } from '../../../operators/flow/jitter.ts';
import { checkRetry } from '../../../operators/flow/retry.ts';
import type { RetryConfig } from '../../../operators/flow/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('retry');

const down = new Error('down');

function delays(config: Partial<RetryConfig>, error: unknown = down, now = 0): number[] {
  const retry = checkRetry('own', { attempts: 9, delay: 100, maxDelay: 1_000, ...config });
  return [1, 2, 3, 4, 5, 60].map((failed) => retry.delayAfter(failed, error, now));
}

function withWish(retryAfter: unknown): Error {
  return Object.assign(new Error('busy'), { retryAfter });
}

/** How many of 10,000 draws fall into each tenth. */
function tenths(draw: () => number): number[] {
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1) {
    const value = draw();
    assert.ok(value >= 0 && value < 1, `${value}`);
    counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
  }
  return counts;
}

test('doubles the delay up to the longest', () => {
  assert.equal(delays({ jitter: 'none' }), [100, 200, 400, 800, 1_000, 1_000]);
  assert.equal(delays({ random: () => 0.25 }), [25, 50, 100, 200, 250, 250]);
});

test('waits a random part of each delay where nothing else is said', () => {
  for (const now of [0, 1, 1_790_000_000_000, -5]) {
    const retry = checkRetry('own', { attempts: 2, delay: 1_000 });
    const counts = tenths(() => retry.delayAfter(1, down, now) / 1_000.1);
    assert.ok(Math.max(...counts) < 1_500 && Math.min(...counts) > 500, counts.join(' '));
  }
});

test('machines whose clocks differ by a millisecond wait differently, a run on one clock does not', () => {
  const [first, second] = [1_790_000_000_000, 1_790_000_000_001];
  assert.equal(delays({}, down, first), delays({}, down, first));
  assert.notEqual(delays({}, down, first), delays({}, down, second));
  let seed = 1_790_000_000_000;
  const firsts = tenths(() => jitter((seed += 1))());
  assert.ok(Math.max(...firsts) < 1_500 && Math.min(...firsts) > 500, firsts.join(' '));
});

test('gives an error the time that it asks for, up to the longest delay', () => {
  const none = { jitter: 'none' } as const;
  assert.equal(delays(none, withWish(300)), [300, 300, 400, 800, 1_000, 1_000]);
  assert.equal(delays(none, withWish(9e9)), [1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
  for (const wish of ['300', NaN, -300, undefined, null])
    assert.equal(delays(none, withWish(wish)), delays(none));
  assert.equal(delays(none, { retryAfter: 300 }), delays(none));
});

test('makes no call again that was aborted, or that the config excludes', () => {
  const aborted = new DOMException('left', 'AbortError');
  const retry = checkRetry('own', { attempts: 2, delay: 1 });
  assert.equal([down, aborted, 'text', undefined].map(retry.allows), [true, false, true, true]);
  const picky = checkRetry('own', { attempts: 2, delay: 1, when: (error) => error === 'text' });
  assert.equal([down, aborted, 'text'].map(picky.allows), [false, false, true]);
});

test('refuses bad fields', () => {
  const wrong: [text: string, config: object][] = [
    ["own: retry.jitter: expected 'full' or 'none', got 'half'", { jitter: 'half' }],
    ['own: retry.when: expected a function, got 1', { when: 1 }],
    ['own: retry.maxDelay: expected a positive duration', { maxDelay: 0 }],
  ];
  for (const [text, config] of wrong) {
    assert.throws(() => checkRetry('own', { attempts: 2, delay: 1, ...config }), text);
  }
});

test.run();
