import { from } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import type { Duration } from '../../../operators/kernel/index.ts';
import { sessionWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, cutEvents } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';
import { checkSessionGaps } from './checkSessionGaps.ts';

const test = suite('sessions whose events have gaps of their own');

function panesOf(events: readonly (readonly [at: number, gap: Duration])[]): string[] {
  const source = from(
    cutEvents(
      events.map(([at, gap]) => ({ value: gap, at })),
      { size: 512, outOfOrderness: 100 },
    ),
  );
  const stream = source.pipe(
    sessionWindow({ gap: (gap: Duration) => gap, late: 'drop', aggregate: { n: count() } }),
  );
  const { values, error } = collect(stream);
  if (error !== undefined) throw error as Error;
  return values.map(({ window, value }) => `[${window.start},${window.end}) ${value.n}`);
}

// values

const cases: readonly (readonly [
  about: string,
  events: readonly (readonly [number, Duration])[],
  panes: readonly string[],
])[] = [
  ['ends a session one gap of its event after it', [[0, 7]], ['[0,7) 1']],
  [
    'keeps the farthest end, which need not be that of the last event',
    [
      [0, 50],
      [10, 5],
    ],
    ['[0,50) 2'],
  ],
  [
    'keeps events apart whose windows only touch',
    [
      [0, 5],
      [5, 90],
    ],
    ['[0,5) 1', '[5,95) 1'],
  ],
  [
    'joins several sessions by one event with a long gap',
    [
      [10, 2],
      [20, 2],
      [30, 2],
      [5, 16],
    ],
    ['[5,22) 3', '[30,32) 1'],
  ],
  ['takes texts with units', [[0, '1s']], ['[0,1000) 1']],
];
for (const [about, events, panes] of cases) {
  test(about, () => assert.equal(panesOf(events), panes));
}

test('gives what the definition says, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 1_000; seed += 1) checkSessionGaps(seed);
});

// errors and completion

for (const [gap, text] of [
  [0, 'gap: expected a positive duration in whole milliseconds, got 0'],
  [-5, 'got -5'],
  [0.5, 'got 0.5'],
  [Infinity, 'got Infinity'],
  [undefined, 'got undefined'],
  ['soon', "got 'soon'"],
] as const) {
  test(`fails when gap gives ${String(gap)}`, () => {
    const events: [number, Duration][] = [[0, gap as Duration]];
    assert.throwsCode(() => panesOf(events), 'MILLRACE_CALLBACK', `sessionWindow: gap: expected`);
    try {
      panesOf(events);
    } catch (error) {
      assert.ok((error as Error).message.includes(text), (error as Error).message);
    }
  });
}

test.run();
