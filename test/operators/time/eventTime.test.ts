import { from, map, of, Subject, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { filterEach, flatMapEach, mapEach } from '../../../operators/flow/index.ts';
import {
  fromArray,
  makeRows,
  RowSource,
  SnapshotCollector,
  SnapshotReader,
  StreamError,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Rows, Stream } from '../../../operators/kernel/index.ts';
import { eventTime, values } from '../../../operators/time/index.ts';
import type { EventTimeFields } from '../../../operators/time/index.ts';
import { arrivals } from '../../oracle/arrivals.ts';
import * as assert from '../../support/assert.ts';
import { collect, frozen, positions, randomFrom } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('eventTime');

const itself = (at: number): number => at;
const plain = { timestamp: itself, outOfOrderness: 0 } as const;

const enter = (
  times: readonly number[],
  config: Partial<EventTimeFields<number>> & { outOfOrderness?: number },
  chunkSize = 512,
): Stream<number> => fromArray(times, { chunkSize }).pipe(eventTime({ ...plain, ...config }));

// values

test('gives each value its time and the watermark of bounded disorder, whatever the runs are', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomFrom(seed);
    const times = Array.from({ length: random(40) }, () => random(200) - 100);
    const outOfOrderness = random(30);
    const { events, atEnd } = arrivals(
      times.map((at) => ({ value: at, at })),
      outOfOrderness,
    );
    const expected = events.map(({ value, timestamp, watermark }) => ({
      value,
      timestamp,
      before: watermark,
      arrival: undefined,
    }));
    for (const chunkSize of [1, 2, 7, 512]) {
      const { chunks } = collect(enter(times, { outOfOrderness }, chunkSize).pipe(frozen()));
      assert.equal(positions(chunks), expected, `seed ${seed}`);
      assert.is(chunks.at(-1)?.watermark, Infinity);
      if (times.length > 0) assert.is(chunks.at(-2)?.watermark, atEnd, `seed ${seed}`);
    }
    const { chunks } = collect(from(times).pipe(eventTime({ ...plain, outOfOrderness })));
    assert.equal(positions(chunks), expected, `seed ${seed}, one by one`);
  }
});

test('says the same with stateless stages in its loop as with stages behind it', () => {
  const stages = (stream: Stream<number>): Stream<string> =>
    stream.pipe(
      filterEach((at) => at % 3 !== 0),
      flatMapEach((at) => (at % 2 === 0 ? [at, -at] : [at])),
      mapEach((at, timestamp) => `${at} at ${timestamp}`),
    );
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = randomFrom(seed);
    const times = Array.from({ length: random(40) }, () => random(200) - 100);
    const fused = collect(stages(enter(times, { outOfOrderness: 9 }, 7)));
    const apart = collect(
      stages(enter(times, { outOfOrderness: 9 }, 7).pipe(map((chunk) => chunk))),
    );
    assert.equal(positions(fused.chunks), positions(apart.chunks), `seed ${seed}`);
    assert.equal(
      fused.chunks.map(({ watermark }) => watermark),
      apart.chunks.map(({ watermark }) => watermark),
    );
  }
});

// time

test('passes values on at once and says at the end that time is over', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a--b--|', { a: 10, b: 20 });
    const watermarks = source.pipe(
      eventTime(plain),
      map(({ watermark }) => watermark),
    );
    expectObservable(watermarks).toBe('-a--b--(c|)', { a: 9, b: 19, c: Infinity });
    expectSubscriptions(source.subscriptions).toBe('^------!');
  });
});

test('stays silent over a silent source, fails with it, and leaves it when it is left', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const silent = cold<number>('---');
    expectObservable(silent.pipe(eventTime(plain)), '----!').toBe('-----');
    expectSubscriptions(silent.subscriptions).toBe('         ^---!');
    expectObservable(cold<number>('--#', {}, 'lost').pipe(eventTime(plain))).toBe(
      '--#',
      {},
      'lost',
    );
    expectObservable(cold<number>('#', {}, 'lost').pipe(eventTime(plain))).toBe('#', {}, 'lost');
  });
});

test('says once that it is idle after a silence, and before the next value that it goes on', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const source = cold('------a---b---------c------|', { a: 1, b: 2, c: 3 });
    const marks = source.pipe(
      eventTime({ ...plain, idleAfter: 5, scheduler }),
      map(({ values: [value], control }) => value ?? control?.kind ?? 'end'),
    );
    expectObservable(marks).toBe('-----i(wa)b----i----(wc)-i-(e|)', {
      w: 'active',
      a: 1,
      b: 2,
      c: 3,
      i: 'idle',
      e: 'end',
    });
  });
});

test('takes a barrier for no sign of life', () => {
  marbles(({ cold, expectObservable, scheduler }) => {
    const control = { kind: 'barrier', id: 1, collector: new SnapshotCollector() } as const;
    const rows = cold<Rows<number>>('a-b-------', {
      a: makeRows({ values: [1] }),
      b: makeRows<number>({ control }),
    });
    const stream = new RowSource(rows).pipe(eventTime({ ...plain, idleAfter: 5, scheduler }));
    const kinds = stream.pipe(map((chunk) => chunk.control?.kind ?? 'value'));
    expectObservable(kinds).toBe('a-b--c----', { a: 'value', b: 'barrier', c: 'idle' });
  });
});

test('says in a replay that it was idle where two recorded arrivals are far apart', () => {
  const [times, recorded] = [
    [1, 2, 3, 4, 5],
    [100, 110, 121, 125, 200],
  ];
  for (const size of [1, 2, 5]) {
    const runs = Array.from({ length: Math.ceil(5 / size) }, (_, run) =>
      makeRows({
        values: times.slice(run * size, (run + 1) * size),
        arrivals: recorded.slice(run * size, (run + 1) * size),
      }),
    );
    marbles(({ scheduler }) => {
      const stream = new RowSource(from(runs)).pipe(
        eventTime({ ...plain, idleAfter: 10, scheduler }),
      );
      const { chunks } = collect(stream);
      scheduler.flush();
      const rows = positions(chunks) as { value?: number; control?: string }[];
      const seen = rows.map(({ value, control }) => value ?? control);
      assert.equal(seen, [1, 2, 'idle', 'active', 3, 4, 'idle', 'active', 5]);
      assert.equal(
        chunks.flatMap(({ arrivals: own }) => own ?? []),
        recorded,
      );
    });
  }
});

test('leaves no timer behind when it is left, by whatever way', () => {
  const leave: ((stream: Stream<number>) => void)[] = [
    (stream) => stream.pipe(take(1)).subscribe(),
    (stream) => stream.subscribe().unsubscribe(),
    (stream) =>
      stream
        .pipe(
          values(),
          map(() => from([1])),
        )
        .subscribe(),
  ];
  for (const act of leave) {
    marbles(({ scheduler }) => {
      act(of(1, 2, 3).pipe(eventTime({ ...plain, idleAfter: 5, scheduler })));
      assert.is(scheduler.actions.length, 0);
    });
  }
});

// unsubscription

test('stops a synchronous source when its subscriber has enough', () => {
  let made = 0;
  const endless = (function* (): Generator<number> {
    for (;;) yield ++made;
  })();
  const seen: number[] = [];
  from(endless)
    .pipe(eventTime(plain), values(), take(2))
    .subscribe((value) => seen.push(value));
  assert.equal([seen, made], [[1, 2], 2]);
});

test('keeps two subscriptions apart', () => {
  const stream = enter([1, 5, 3], {});
  assert.equal(positions(collect(stream).chunks), positions(collect(stream).chunks));
});

test('takes values that its own results bring about behind those in work', () => {
  const rows = new Subject<Rows<number>>();
  const seen: number[] = [];
  const source: Observable<number> = new RowSource(rows);
  source.pipe(eventTime(plain), values()).subscribe((value) => {
    seen.push(value);
    if (value === 1) {
      rows.next(makeRows({ values: [3] }));
      rows.complete();
    }
  });
  rows.next(makeRows({ values: [1, 2] }));
  assert.equal(seen, [1, 2, 3]);
});

// arguments

for (const [field, config, code] of [
  ['timestamp', { outOfOrderness: 0 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['outOfOrderness', { timestamp: itself }, 'MILLRACE_ARGUMENT_TYPE'],
  ['outOfOrderness', { timestamp: itself, outOfOrderness: -1 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['outOfOrderness', { timestamp: itself, outOfOrderness: '5 minutes' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['idleAfter', { ...plain, idleAfter: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['maxAhead', { ...plain, maxAhead: '-1s' }, 'MILLRACE_ARGUMENT_RANGE'],
  ['invalid', { ...plain, invalid: 'ignore' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['quarantine', { ...plain, quarantine: () => undefined }, 'MILLRACE_ARGUMENT_TYPE'],
  ['config', undefined, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    assert.throwsCode(() => eventTime(config as never), code, `eventTime: ${field}: expected `);
  });
}

// state

test('fails where the saved state is not its own', () => {
  const state = new SnapshotReader({ eventTime: 'yesterday' });
  const rows = new RowSource(of(makeRows<number>({ control: { kind: 'restore', state } })));
  const { error } = collect<number>(rows.pipe(eventTime(plain)) as Observable<Chunk<number>>);
  assert.instance(error, StreamError);
  assert.hasCode(
    error,
    'MILLRACE_SNAPSHOT_UNREADABLE',
    "eventTime: saved state: expected two numbers, got 'yesterday'",
  );
});

test.run();
