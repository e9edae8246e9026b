import { count } from '../../../operators/aggregates/index.ts';
import { union, watermarkBefore } from '../../../operators/kernel/index.ts';
import { streamMarbles } from '../../../operators/testing/index.ts';
import type { StreamLanes } from '../../../operators/testing/index.ts';
import { fixedWindow, sessionWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('streamMarbles');
const aggregate = { n: count() };

for (const [about, lanes] of [
  ['values and watermarks', { values: '-a-b--|', watermarks: '-0-3-9|' }],
  ['several values at once', { values: '-(abc)-|', watermarks: '-2    -|' }],
  ['idle marks', { values: '-a---|', watermarks: '---~4|' }],
  ['long gaps and an error', { values: 'a 40ms b#', watermarks: '1 40ms --' }],
  ['an empty stream', { values: '|', watermarks: '|' }],
] as const) {
  test(`draws a stream as it was written: ${about}`, () => {
    streamMarbles(({ stream, draw }) => {
      const { values, watermarks } = draw(stream(lanes));
      assert.equal({ values, watermarks }, lanes);
    });
  });
}

test('gives a cell as one chunk, with the watermark after its values', () => {
  streamMarbles(({ stream, draw }) => {
    const source = stream({ values: '(ab)c|', watermarks: '3   7|' }, { timestamps: { c: 5 } });
    const out = collect(source);
    draw(source);
    const told = out.chunks.map((chunk) => [
      chunk.values.join(''),
      chunk.timestamps,
      watermarkBefore(chunk, 0),
      chunk.watermark,
    ]);
    assert.equal(told, [
      ['ab', [0, 0], -Infinity, 3],
      ['c', [5], 3, 7],
      ['', [], 7, Infinity],
    ]);
  });
});

test('names values and watermarks that its tables do not know', () => {
  streamMarbles(({ stream, draw }) => {
    const tables = { values: { a: { n: 1 }, b: { n: 2 } }, watermarks: { w: 500 } };
    const drawn = draw(stream({ values: 'ab', watermarks: 'w-' }, tables), {
      values: { z: { n: 2 } },
    });
    assert.is(drawn.values, 'Az');
    assert.is(drawn.watermarks, 'A-');
    assert.equal(drawn.tables.values, { A: { n: 1 }, z: { n: 2 } });
    assert.equal(drawn.tables.watermarks, { A: 500 });
  });
});

// operators

test('shows with which watermark a fixed window fires', () => {
  streamMarbles(({ stream, draw }) => {
    const source = stream({ values: 'abc--|', watermarks: '--1-3|' });
    const { values, watermarks, tables } = draw(
      source.pipe(fixedWindow({ size: 2, late: 'drop', aggregate })),
    );
    assert.equal({ values, watermarks }, { values: '--A-B|', watermarks: '--1-3|' });
    assert.equal(tables.timestamps, { A: 1, B: 3 });
  });
});

test('shows a session that ends a gap after its last event', () => {
  streamMarbles(({ stream, expectStream }) => {
    const pane = { key: undefined, timing: 'onTime', index: 0, final: true } as const;
    expectStream(
      stream({ values: 'a-b---|', watermarks: '----45|' }).pipe(
        sessionWindow({ gap: 4, late: 'drop', aggregate }),
      ),
      { values: '-----s|', watermarks: '----45|' },
      { values: { s: { ...pane, window: { start: 0, end: 6 }, value: { n: 2 }, replaces: [] } } },
    );
  });
});

test('shows which input holds the watermark of a union, and that all that are left are idle', () => {
  streamMarbles(({ stream, expectStream }) => {
    const first = stream({ values: ' a---c-|-', watermarks: '4---8-|-' });
    const second = stream({ values: '--b----|', watermarks: ' --1-~--|' });
    expectStream(union([first, second]), {
      values: '    a-b-c--|',
      watermarks: '--1-8-~|',
    });
  });
});

// failures

test('prints both streams when they differ, and what the new letters are', () => {
  streamMarbles(({ stream, expectStream }) => {
    const source = stream({ values: 'ab|', watermarks: '-3|' }, { values: { a: 1, b: { n: 2 } } });
    const wrong = (): void =>
      expectStream<unknown>(source, { values: 'aa|', watermarks: '-4|' }, { values: { a: 1 } });
    assert.throws(
      wrong,
      [
        'the streams differ',
        'expected',
        '  values      aa|',
        '  watermarks  -4|',
        'came',
        '  values      aA|',
        '  watermarks  -3|',
        '  A is { n: 2 }',
      ].join('\n'),
    );
  });
});

test('compares errors and the timestamps that are told', () => {
  streamMarbles(({ stream, expectStream }) => {
    const lanes = { values: 'a#', watermarks: '--' };
    const source = stream(lanes, { error: new Error('one'), timestamps: { a: 7 } });
    const same = { error: new Error('one'), timestamps: { a: 7 } };
    expectStream(source, lanes, same);
    assert.throws(() => expectStream(source, lanes, { ...same, error: new Error('two') }), 'one');
    const timely = { ...same, timestamps: { a: 8 } };
    assert.throws(() => expectStream(source, lanes, timely), 'values      A#');
  });
});

for (const [lanes, text] of [
  [{ values: 'a-|', watermarks: '--' }, 'watermarks: expected as many cells as values has, 3'],
  [{ values: 'a(b', watermarks: '---' }, 'values: expected closed groups'],
  [{ values: 'a', watermarks: 'x' }, "watermarks: expected a digit, '|', '~' or a letter"],
  [{ values: 1, watermarks: 'x' }, 'values: expected a text, got 1'],
] as const) {
  test(`refuses ${JSON.stringify(lanes)}`, () => {
    assert.throws(
      () => streamMarbles(({ stream }) => stream(lanes as unknown as StreamLanes)),
      `streamMarbles: ${text}`,
    );
  });
}

test.run();
