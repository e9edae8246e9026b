import { from } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import type { Stream } from '../../../operators/kernel/index.ts';
import { driveStream, expectPanes } from '../../../operators/testing/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { windowContract } from './windowContract.ts';

const test = suite('sessionWindow');
const aggregate = { n: count() };

windowContract(test, 'sessionWindow', (config) =>
  sessionWindow({ gap: 10, late: 'drop', aggregate, ...config } as Parameters<
    typeof sessionWindow
  >[0]),
);

interface Case {
  readonly times: readonly number[];
  readonly outOfOrderness?: number;
  readonly allowedLateness?: number;
  readonly touching?: boolean;
}

function panesOf({
  times,
  outOfOrderness = 0,
  allowedLateness = 0,
  touching = false,
}: Case): string[] {
  const source = from(
    cutEvents(
      times.map((at) => ({ value: at, at })),
      { size: 512, outOfOrderness },
    ),
  );
  const stream = source.pipe(
    sessionWindow({ gap: 10, touching, allowedLateness, late: 'drop', aggregate }),
  );
  return collect(stream).values.map(({ window, value, timing, index, replaces = [] }) => {
    const gone = replaces.map(({ start, end }) => ` -[${start},${end})`).join('');
    return `[${window.start},${window.end}) ${value.n} ${timing} ${index}${gone}`;
  });
}

// values

test('ends a session one gap after its last event', () => {
  assert.equal(panesOf({ times: [1, 5, 9, 25] }), ['[1,19) 3 onTime 0', '[25,35) 1 onTime 0']);
});

test('keeps events apart that are exactly one gap apart, and joins them with touching', () => {
  assert.equal(panesOf({ times: [0, 10] }), ['[0,10) 1 onTime 0', '[10,20) 1 onTime 0']);
  assert.equal(panesOf({ times: [0, 9] }), ['[0,19) 2 onTime 0']);
  assert.equal(panesOf({ times: [0, 10], touching: true, outOfOrderness: 1 }), [
    '[0,20) 2 onTime 0',
  ]);
});

test('takes touching events for two sessions when the first was closed before, as closing comes first', () => {
  assert.equal(panesOf({ times: [0, 10, 11], touching: true }), ['[0,21) 3 onTime 0']);
  assert.equal(panesOf({ times: [0, 12, 10], touching: true, outOfOrderness: 0 }), [
    '[0,10) 1 onTime 0',
    '[10,22) 2 onTime 0',
  ]);
});

test('joins sessions by an event in between, and bears times below zero', () => {
  assert.equal(panesOf({ times: [-20, -5, -12], outOfOrderness: 50 }), ['[-20,5) 3 onTime 0']);
});

test('gives sessions of different keys in order of their ends, ties in order of creation', () => {
  const driver = driveStream((input: Stream<string>) =>
    input.pipe(sessionWindow({ gap: 10, key: (word) => word, late: 'drop', aggregate })),
  );
  driver.event('b', 3);
  driver.event('a', 1);
  driver.event('c', 3);
  driver.event('a', 2);
  expectPanes(driver.watermark(12), [
    { key: 'a', window: { start: 1, end: 12 }, value: { n: 2 } },
    { key: 'b', window: { end: 13 } },
    { key: 'c', window: { end: 13 } },
  ]);
});

// late and out of order

test('corrects a session that has fired, and tells which window the pane replaces', () => {
  assert.equal(panesOf({ times: [0, 15, 4, 40], allowedLateness: 20 }), [
    '[0,10) 1 onTime 0',
    '[0,14) 2 late 1 -[0,10)',
    '[15,25) 1 onTime 0',
    '[40,50) 1 onTime 0',
  ]);
});

test('fires a fired session again on time when an event prolongs it beyond the watermark', () => {
  assert.equal(panesOf({ times: [0, 12, 8, 40], allowedLateness: 20 }), [
    '[0,10) 1 onTime 0',
    '[0,22) 3 onTime 1 -[0,10)',
    '[40,50) 1 onTime 0',
  ]);
});

test('joins two fired sessions into one pane that replaces both', () => {
  assert.equal(panesOf({ times: [0, 15, 40, 8], allowedLateness: 50 }), [
    '[0,10) 1 onTime 0',
    '[15,25) 1 onTime 0',
    '[0,25) 3 late 2 -[0,10) -[15,25)',
    '[40,50) 1 onTime 0',
  ]);
});

test('takes an event whose own window is closed when it falls into a session that is open', () => {
  assert.equal(
    panesOf({ times: [20, 12, 25, 40, 11], allowedLateness: 6 }).at(-1),
    '[40,50) 1 onTime 0',
  );
  assert.equal(panesOf({ times: [5, 12, 20, 29, 2], allowedLateness: 0 }), ['[2,39) 5 onTime 0']);
});

test('remembers many open sessions of one key, and finds the ones that an event joins', () => {
  const starts = Array.from({ length: 200 }, (_, index) => index * 20);
  const shuffled = starts.toSorted((a, b) => ((a * 7) % 199) - ((b * 7) % 199) || a - b);
  const panes = panesOf({ times: [...shuffled, 1_005, 1_012], outOfOrderness: 10_000 });
  assert.is(panes.length, 199);
  assert.ok(panes.includes('[1000,1030) 4 onTime 0'));
});

// arguments

for (const [field, config, code] of [
  ['gap', { gap: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['gap', {}, 'MILLRACE_ARGUMENT_TYPE'],
  ['gap', { gap: '10 s' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['touching', { gap: 10, touching: 'yes' }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    const wrong = { late: 'drop', aggregate, ...config } as unknown as Parameters<
      typeof sessionWindow
    >[0];
    assert.throwsCode(() => sessionWindow(wrong), code, `sessionWindow: ${field}: expected `);
  });
}

test.run();
