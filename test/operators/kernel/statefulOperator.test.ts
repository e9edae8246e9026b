import { from, Subject } from 'rxjs';
import {
  lateTo,
  makeChunk,
  operatorsBehind,
  Pressure,
  SideOutput,
  statefulOperator,
} from '../../../operators/kernel/index.ts';
import type { Chunk, Late, StreamOperator } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';
import { counter } from './counterLogic.ts';

const test = suite('statefulOperator');

/** A logic object that sends on what it gets. */
const echo: StreamOperator<number, number> = (source) =>
  statefulOperator<number, number>(source, {
    kind: 'echo',
    create: ({ output }) => ({
      wake: Infinity,
      size: 0,
      add: (chunk, from) => {
        output.at(chunk, from);
        output.emit(chunk.values[from] as number, chunk.timestamps[from] as number);
        return from + 1;
      },
      advance: () => undefined,
      snapshot: () => undefined,
      restore: () => undefined,
    }),
  });

operatorContract(test, { build: () => echo });

// late and out of order

const late = chunkOf(
  [
    [1, 25],
    [2, 5],
    [3, 26],
  ],
  { before: [0, 24, 24], watermark: 30 },
);

test('drops late events and counts them', () => {
  const stream = from([late]).pipe(counter({ late: 'drop' }));
  assert.equal(collect(stream).values, ['2 until 30']);
  assert.is(operatorsBehind(stream)[0]?.counters.late, 1);
});

test('fails with the times of a late event when it is told to', () => {
  const { error, values } = collect(from([late]).pipe(counter({ late: 'error' })));
  assert.equal(values, []);
  assert.hasCode(
    error,
    'MILLRACE_LATE',
    'counter: an event of 5 came when the watermark was 24, 15 ms after its time',
  );
});

test('gives late events to a stream of their own, with the watermark and the end of the operator', () => {
  const output = new SideOutput<Late<number>>();
  const side = collect(output.stream);
  collect(from([late]).pipe(counter({ late: lateTo(output) })));
  const event = { value: 2, timestamp: 5, watermark: 24, behind: 15, reason: 'windowClosed' };
  assert.equal(side.chunks, [
    makeChunk({ values: [event], timestamps: [5], before: [24], watermark: 30 }),
  ]);
  assert.ok(side.completed);
});

// errors and completion

test('emits the results before a throw, then the error with its cause', () => {
  const chunk = chunkOf(
    [
      [1, 5],
      [2, 25],
      [13, 26],
    ],
    { before: [0, 4, 24], watermark: 25 },
  );
  const { values, error } = collect(from([chunk]).pipe(counter()));
  assert.equal(values, ['1 until 10']);
  assert.hasCode(
    error,
    'MILLRACE_CALLBACK',
    'counter: a function given to it threw Error: unlucky',
  );
  assert.match(((error as Error).cause as Error).message, 'unlucky');
});

test('sends the late events before a throw, then the error, to the side output too', () => {
  const output = new SideOutput<Late<number>>();
  const side = collect(output.stream);
  collect(
    from([
      chunkOf(
        [
          [1, 5],
          [13, 6],
        ],
        { before: 20, watermark: 20 },
      ),
    ]).pipe(counter({ late: lateTo(output) })),
  );
  assert.equal(
    side.values.map(({ value }) => value),
    [1],
  );
  assert.hasCode(side.error, 'MILLRACE_CALLBACK');
});

test('refuses a watermark that goes back, and says how streams are combined', () => {
  const back = [
    [makeChunk<number>({ watermark: 5 }), makeChunk<number>({ watermark: 4 })],
    [makeChunk<number>({ watermark: 5 }), chunkOf([[1, 9]], { before: 4, watermark: 9 })],
    [chunkOf([[1, 9]], { before: 6, watermark: 5 })],
  ];
  for (const chunks of back) {
    const { error } = collect(from(chunks).pipe(counter()));
    assert.hasCode(
      error,
      'MILLRACE_WATERMARK_WENT_BACK',
      /counter: the watermark went back from .* union\(\)/,
    );
  }
});

test('tells the size of its state over all subscriptions, and forgets those that have left', () => {
  const source = new Subject<Chunk<number>>();
  const stream = source.pipe(counter());
  const subscriptions = [stream.subscribe(), stream.subscribe()];
  source.next(
    chunkOf(
      [
        [1, 5],
        [2, 15],
      ],
      { before: 0, watermark: 0 },
    ),
  );
  const info = operatorsBehind(stream)[0];
  assert.is(info?.stateSize(), 4);
  for (const subscription of subscriptions) subscription.unsubscribe();
  assert.is(info?.stateSize(), 0);
});

// unsubscription and re-entrancy

test('takes no timer along when its subscriber leaves', () => {
  marbles(({ scheduler }) => {
    const source = new Subject<Chunk<number>>();
    const subscription = source.pipe(counter({ beats: true, scheduler })).subscribe();
    source.next(chunkOf([[1, 5]], { before: 0, watermark: 0 }));
    assert.is(scheduler.actions.length, 1);
    subscription.unsubscribe();
    assert.is(scheduler.actions.length, 0);
  });
});

test('completes after what is in work when its own result ends the source', () => {
  const source = new Subject<Chunk<number>>();
  const seen: unknown[] = [];
  source.pipe(counter()).subscribe({
    next: ({ values }) => {
      seen.push(...values);
      if (seen.length === 1) {
        source.next(chunkOf([[2, 25]], { before: 12, watermark: 12 }));
        source.next(makeChunk({ watermark: 30 }));
        source.complete();
      }
    },
    complete: () => seen.push('end'),
  });
  source.next(chunkOf([[1, 5]], { before: 0, watermark: 12 }));
  assert.equal(seen, ['1 until 10', '1 until 30', 'end']);
});

test('gives the pressure handle of its source on, also with what a timer or the end sends', () => {
  marbles(({ scheduler }) => {
    const pressure = new Pressure();
    const source = new Subject<Chunk<number>>();
    const { chunks } = collect(source.pipe(counter({ beats: true, scheduler })));
    source.next(chunkOf([[1, 5]], { before: 0, watermark: 0, pressure }));
    scheduler.schedule(() => {
      source.next(makeChunk({ watermark: Infinity }));
      source.complete();
    }, 150);
    scheduler.flush();
    assert.equal(
      chunks.map((chunk) => chunk.pressure === pressure),
      [true, true, true],
    );
  });
});

test.run();
