import { concat, from, map, NEVER, of, Subject, take } from 'rxjs';
import { count } from '../../../operators/aggregates/index.ts';
import {
  makeRows,
  operatorsBehind,
  RowSource,
  SnapshotCollector,
  SnapshotReader,
  watermarkBefore,
} from '../../../operators/kernel/index.ts';
import type { Rows } from '../../../operators/kernel/index.ts';
import { processingTime, values } from '../../../operators/time/index.ts';
import { fixedWindow } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, positions } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('processingTime');

/** A clock that a test sets; nothing runs on it. */
function clockAt(time: { now: number }) {
  return { now: () => time.now, schedule: () => NEVER.subscribe() };
}

// time

test('gives each value the time at which it arrives', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const times = cold('--a--(bc)|').pipe(
      processingTime({ watermarkEvery: '1h', scheduler }),
      map(({ timestamps, watermark }) => [timestamps[0], watermark]),
    );
    expectObservable(times).toBe('--a--(bc)(d|)', {
      a: [2, 1],
      b: [5, 4],
      c: [5, 4],
      d: [undefined, Infinity],
    });
  });
});

test('lets the watermark follow the clock while nothing arrives, so that windows fire', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const source = concat(cold('--a|'), NEVER);
    const panes = source.pipe(
      processingTime({ watermarkEvery: 5, scheduler }),
      fixedWindow({ size: 10, late: 'error', aggregate: { n: count() } }),
      values(),
      map(({ value }) => value.n),
    );
    // a tick each 5 ms after the last value: at 7, then at 12, which is the first to be behind 10
    expectObservable(panes, '30ms !').toBe('12ms a', { a: 1 });
  });
});

test('says nothing while the clock stands still', () => {
  marbles(({ scheduler }) => {
    const time = { now: 100 };
    const stream = concat(of('a'), NEVER).pipe(processingTime({ scheduler: { ...clockAt(time) } }));
    const { chunks } = collect(stream);
    scheduler.flush();
    assert.equal(
      chunks.map(({ watermark }) => watermark),
      [99],
    );
  });
});

test('counts on from where it was when the clock is set back, so that nothing is late', () => {
  const time = { now: 100 };
  const source = new Subject<string>();
  const { chunks } = collect(source.pipe(processingTime({ scheduler: clockAt(time) })));
  source.next('a');
  time.now = 40;
  source.next('b');
  time.now = 140.7;
  source.next('c');
  assert.equal(
    chunks.map(({ timestamps, watermark }) => [timestamps[0], watermark]),
    [
      [100, 99],
      [100, 99],
      [140, 139],
    ],
  );
});

test('counts on also from a time that only the watermark has told', () => {
  marbles(({ cold, scheduler }) => {
    let back = 0;
    const clock = {
      now: () => scheduler.now() - back,
      schedule: scheduler.schedule.bind(scheduler),
    };
    const source = cold('a---------------b-|');
    const { chunks } = collect(
      source.pipe(processingTime({ watermarkEvery: 4, scheduler: clock })),
    );
    scheduler.schedule(() => (back = 10), 15);
    scheduler.flush();
    const watermarks = chunks.map(({ watermark }) => watermark);
    assert.equal(
      watermarks,
      watermarks.toSorted((a, b) => a - b),
    );
    const b = chunks.find((chunk) => chunk.values[0] === 'b');
    assert.ok(
      b !== undefined && (b.timestamps[0] as number) > watermarkBefore(b, 0),
      'is not late',
    );
  });
});

test('takes the recorded arrivals in a replay, for every subscription anew', () => {
  const rows = new RowSource(from([makeRows({ values: ['a', 'b', 'c'], arrivals: [50, 70, 60] })]));
  const stream = rows.pipe(processingTime());
  for (let round = 0; round < 2; round += 1) {
    assert.equal(positions(collect(stream).chunks), [
      { value: 'a', timestamp: 50, before: -Infinity, arrival: 50 },
      { value: 'b', timestamp: 70, before: 49, arrival: 70 },
      { value: 'c', timestamp: 70, before: 69, arrival: 60 },
    ]);
  }
});

test('goes on from the saved time when it is restored on a clock that is behind', () => {
  const collector = new SnapshotCollector();
  const run = (rows: readonly Rows<string>[], now: number) =>
    collect(new RowSource(from(rows)).pipe(processingTime({ scheduler: clockAt({ now }) }))).chunks;
  run([makeRows({ values: ['a'], control: { kind: 'barrier', id: 1, collector } })], 100);
  const state = new SnapshotReader(structuredClone(collector.snapshot));
  const restored = run(
    [makeRows({ control: { kind: 'restore', state } }), makeRows({ values: ['b'] })],
    30,
  );
  assert.equal(
    restored.map(({ watermark }) => watermark),
    [99, 99, Infinity],
  );
  assert.equal(restored[1]?.timestamps, [100]);
});

// unsubscription

test('leaves no timer behind when it is left', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    expectObservable(
      of('a', 'b').pipe(
        processingTime({ scheduler }),
        take(1),
        map(() => 'x'),
      ),
    ).toBe('(x|)');
    expectObservable(
      cold('a').pipe(
        processingTime({ scheduler }),
        map(() => 'x'),
      ),
      '3s !',
    ).toBe('x 999ms x 999ms x 999ms -');
    scheduler.flush();
    assert.is(scheduler.actions.length, 0);
  });
});

// arguments

for (const [field, config, code] of [
  ['watermarkEvery', { watermarkEvery: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['watermarkEvery', { watermarkEvery: '1 s' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['config', null, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    assert.throwsCode(
      () => processingTime(config as never),
      code,
      `processingTime: ${field}: expected `,
    );
  });
}

test('saves its time under the name it was given', () => {
  assert.is(
    operatorsBehind(NEVER.pipe(processingTime({ name: 'arrival' })))[0]?.stateName,
    'arrival',
  );
});

test.run();
