import { concat, from, NEVER, of } from 'rxjs';
import { keyedProcess } from '../../../operators/keyed/index.ts';
import type { ProcessContext } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkProcess } from './checkProcess.ts';
import { checkRuns, sampleRun } from './keyedRuns.ts';
import type { Sample } from './keyedRuns.ts';

const test = suite('keyedProcess');

type Context = ProcessContext<string, { n: number }, unknown>;

const plain = { key: () => 'all', create: () => ({ n: 0 }), late: 'accept' } as const;

operatorContract(test, {
  build: () =>
    keyedProcess({ ...plain, process: (value: number, context: Context) => context.emit(value) }),
});

// against a naive recomputation

test('fires timers of event time in order, in any chunks and across a restore', () => {
  for (let seed = 1; seed <= 400; seed += 1) checkProcess(seed);
});

test('forgets a key by a function that was taken out of the context', () => {
  const stream = from(
    cutEvents(
      [1, 2].map((at) => ({ value: at, at })),
      { size: 1, outOfOrderness: 0 },
    ),
  ).pipe(
    keyedProcess({
      ...plain,
      process: (value: number, { state, emit, forget }: Context) => {
        state.n += 1;
        emit(`${value}: ${state.n}`);
        forget();
      },
    }),
  );
  assert.equal(collect(stream).values, ['1: 1', '2: 1']);
});

// time

test('fires timers of processing time by the scheduler', () => {
  marbles(({ cold, scheduler, expectObservable }) => {
    const source = cold<Chunk<number>>('a----b------|', {
      a: chunkOf([[1, 1]], { watermark: 0 }),
      b: chunkOf([[2, 2]], { before: 0, watermark: 1 }),
    });
    const stream = source.pipe(
      keyedProcess({
        ...plain,
        scheduler,
        process: (value: number, context: Context) => {
          context.setTimer('processingTime', context.processingTime + 4);
          context.emit(value);
        },
        onProcessingTime: (time, context) => context.emit(`t${time}`),
      }),
    );
    const seen = (
      values: readonly unknown[],
      timestamp: number,
      before: number,
      watermark: number,
    ) => makeChunk({ values, timestamps: [timestamp], before, watermark });
    expectObservable(stream).toBe('a---cb---d--|', {
      a: seen([1], 1, -Infinity, 0),
      c: seen(['t4'], 1, 0, 0),
      b: seen([2], 2, 0, 1),
      d: seen(['t9'], 2, 1, 1),
    });
  });
});

test('fires timers of processing time by the recorded clock, before the event that reaches them', () => {
  const events = [0, 3, 50].map((arrival, value) => ({ value, at: 0, arrival }));
  for (const size of [1, 3]) {
    const stream = from(cutEvents(events, { size, outOfOrderness: 0 })).pipe(
      keyedProcess({
        ...plain,
        process: (value: number, context: Context) => {
          if (value < 2) context.setTimer('processingTime', context.processingTime + 10);
          context.emit(value);
        },
        onProcessingTime: (time, context) => {
          context.emit(`t${time}`);
          if (time < 25) context.setTimer('processingTime', time + 5);
        },
      }),
    );
    const expected = [0, 1, 't10', 't13', 't15', 't18', 't20', 't23', 't25', 't28', 2];
    assert.equal(collect(stream).values, expected);
  }
});

test('lets a timer see the watermark at its own time, however far it went', () => {
  const stream = from([
    chunkOf([[1, 1]], { watermark: 0 }),
    makeChunk<number>({ watermark: 1_000 }),
  ]).pipe(
    keyedProcess({
      ...plain,
      process: (_value: number, context: Context) => {
        context.setTimer('eventTime', 10);
        context.setTimer('eventTime', 5);
        context.setTimer('eventTime', 5);
      },
      onEventTime: (time, context) => context.emit([time, context.watermark, context.timestamp]),
    }),
  );
  const { chunks, values } = collect(stream);
  assert.equal(values, [
    [5, 5, 5],
    [10, 10, 10],
  ]);
  assert.equal(chunks.at(-1)?.before, [4, 9]);
});

test('ends although a timer always sets the next one', () => {
  const stream = from([
    chunkOf([[1, 1]], { watermark: 0 }),
    makeChunk<number>({ watermark: Infinity }),
  ]).pipe(
    keyedProcess({
      ...plain,
      process: (_value: number, context: Context) => context.setTimer('eventTime', 10),
      onEventTime: (time, context) => {
        context.emit(time);
        context.setTimer('eventTime', time + 10);
      },
    }),
  );
  assert.equal(collect(stream).values, [10]);
});

// late

test('diverts late events where that is the choice', () => {
  const source = from([chunkOf([[1, 1]], { before: 4, watermark: 4 })]);
  const config = { ...plain, process: (_value: number, _context: Context) => undefined };
  const failed = collect(source.pipe(keyedProcess({ ...config, late: 'error' })));
  assert.hasCode(failed.error, 'MILLRACE_LATE', '3 ms after its time');
  const dropping = source.pipe(keyedProcess({ ...config, late: 'drop' }));
  collect(dropping);
  assert.is(operatorsBehind(dropping)[0]?.counters.late, 1);
});

// errors

test('fails for a timer that nothing takes, or that has no time', () => {
  const run = (act: (context: Context) => void, extra: object = {}): unknown =>
    collect(
      of(chunkOf([[1, 1]], { watermark: 0 })).pipe(
        keyedProcess({
          ...plain,
          ...extra,
          process: (_value: number, context: Context) => act(context),
        }),
      ),
    ).error;
  const unheard = run((context) => context.setTimer('eventTime', 5));
  assert.hasCode(unheard, 'MILLRACE_CALLBACK', 'expected a config with onEventTime');
  const noTime = run((context) => context.setTimer('eventTime', Number.NaN), {
    onEventTime: () => undefined,
  });
  assert.hasCode(noTime, 'MILLRACE_CALLBACK', 'setTimer: time: expected whole milliseconds');
});

for (const [field, config] of [
  ['config', null],
  ['key', { ...plain, key: 1, process: () => 1 }],
  ['create', { ...plain, create: undefined, process: () => 1 }],
  ['process', { ...plain }],
  ['late', { ...plain, late: undefined, process: () => 1 }],
  ['onEventTime', { ...plain, process: () => 1, onEventTime: 'x' }],
  ['save', { ...plain, process: () => 1, save: 1 }],
] as const) {
  test(`refuses a wrong ${field}`, () => {
    assert.throwsCode(
      () => keyedProcess(config as never),
      'MILLRACE_ARGUMENT_TYPE',
      `keyedProcess: ${field}: expected `,
    );
  });
}

// state

test('frees the state and the timers of a key that is forgotten, and does not pile up deleted ones', () => {
  const rows = Array.from({ length: 1_000 }, (_, at) => [at, at] as const);
  const source = concat(from([chunkOf(rows, { watermark: 0 })]), NEVER);
  let forget = false;
  const stream = source.pipe(
    keyedProcess({
      ...plain,
      process: (value: number, context: Context) => {
        context.deleteTimer('eventTime', 10_000 + context.state.n);
        context.state.n = value;
        context.setTimer('eventTime', 10_000 + value);
        if (forget) context.forget();
      },
      onEventTime: () => undefined,
    }),
  );
  const size = (): number | undefined => operatorsBehind(stream)[0]?.stateSize();
  const kept = stream.subscribe();
  assert.is(size(), 2);
  kept.unsubscribe();
  forget = true;
  stream.subscribe();
  assert.is(size(), 0);
});

test('saves state by save and load where it is no plain data', () => {
  const sums: Build<Sample, unknown> = () =>
    keyedProcess<Sample, string, () => number, number>({
      key: ({ key }) => key,
      late: 'accept',
      create: () => () => 0,
      process: ({ id }, context) => {
        const sum = context.state() + id;
        context.state = () => sum;
        context.emit(sum);
      },
      save: (state) => state(),
      load: (saved) => () => saved as number,
    });
  const run = sampleRun(7);
  const sum = new Map<string, number>();
  const rows = run.arriving.map(({ value, timestamp, watermark }) => {
    sum.set(value.key, (sum.get(value.key) ?? 0) + value.id);
    return { value: sum.get(value.key), timestamp, before: watermark };
  });
  checkRuns('sums', sums, run, rows);
});

test.run();
