import { from, map, NEVER, startWith, Subject } from 'rxjs';
import { count, sum } from '../../../operators/aggregates/index.ts';
import type { AggregateRecord } from '../../../operators/aggregates/index.ts';
import { lateTo, makeChunk, operatorsBehind, SideOutput } from '../../../operators/kernel/index.ts';
import type { Chunk, Late, LatePolicy, StreamOperator } from '../../../operators/kernel/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, cutEvents, randomFrom } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import type { Suite } from '../../support/suite.ts';

/** A window operator with windows of about 10 ms, as the contract builds it. */
export type BuildWindows = (config: {
  readonly key?: (value: number) => string;
  readonly aggregate?: AggregateRecord<number>;
  readonly late?: LatePolicy<number>;
  readonly allowedLateness?: number;
  readonly name?: string;
}) => StreamOperator<number, Pane<unknown, unknown>>;

/**
 * Adds the tests that every window operator with late events has to pass.
 *
 * @param buildOnePane the same with windows that do not overlap
 */
export function windowContract(
  test: Suite<object>,
  owner: string,
  build: BuildWindows,
  buildOnePane: BuildWindows = build,
): void {
  // Events behind their windows' ends correct them at once: each gives a result.
  const behind = map((chunk: Chunk<number>) => ({
    ...chunk,
    timestamps: chunk.timestamps.map((at) => at - 50),
  }));
  operatorContract(test, {
    build: () => (source) => buildOnePane({ allowedLateness: 1_000 })(source.pipe(behind)),
  });
  addLate(test, owner, build);
  addErrors(test, owner, build);
  addArguments(test, owner, build);
  addState(test, owner, build);
}

const at = (...times: number[]): Chunk<number>[] =>
  cutEvents(
    times.map((time) => ({ value: time, at: time })),
    { size: 512, outOfOrderness: 0 },
  );

function run(
  chunks: readonly Chunk<number>[],
  operator: StreamOperator<number, Pane<unknown, unknown>>,
) {
  const stream = from(chunks).pipe(operator);
  const collected: Collected<Pane<unknown, unknown>> = collect(stream);
  return { ...collected, counters: operatorsBehind(stream)[0]?.counters };
}

function addLate(test: Suite<object>, owner: string, build: BuildWindows): void {
  const times = [1, 2, 100, 3, 101, 4];

  test("drops and counts late events with late: 'drop'", () => {
    const { values, error, counters } = run(at(...times), build({ late: 'drop' }));
    assert.equal([error, counters?.late], [undefined, 2]);
    assert.ok(values.every(({ timing, final }) => timing === 'onTime' && final));
  });

  test("fails at the first late event with late: 'error', after the panes before it", () => {
    const { values, error } = run(at(...times), build({ late: 'error' }));
    assert.hasCode(
      error,
      'MILLRACE_LATE',
      `${owner}: an event of 3 came when the watermark was 99`,
    );
    assert.ok(values.length > 0 && values.every(({ window }) => window.start <= 2));
  });

  test('gives late events to an output, with what they met, and completes it', () => {
    const output = new SideOutput<Late<number>>();
    const late = collect(output.stream);
    const { counters } = run(at(...times), build({ late: lateTo(output) }));
    assert.is(counters?.late, 2);
    assert.equal(
      late.values.map(({ value, timestamp, watermark, reason }) => [
        value,
        timestamp,
        watermark,
        reason,
      ]),
      [
        [3, 3, 99, 'windowClosed'],
        [4, 4, 100, 'windowClosed'],
      ],
    );
    assert.ok(late.completed);
    assert.is(late.chunks.at(-1)?.watermark, Infinity);
  });

  test('gives the output of late events what came before a failure, and then the failure', () => {
    const output = new SideOutput<Late<number>>();
    const late = collect(output.stream);
    const key = (value: number): string => {
      if (value === 101) throw new Error('no key');
      return 'a';
    };
    const { error } = run(at(...times), build({ late: lateTo(output), key }));
    assert.equal([late.values.length, late.error], [1, error]);
  });
}

function addErrors(test: Suite<object>, owner: string, build: BuildWindows): void {
  const failure = new Error('broken');
  const breaks = (value: number): number => {
    if (value === 102) throw failure;
    return 1;
  };

  for (const size of [1, 512]) {
    test(`fails when key throws, after the panes before it, in chunks of ${size}`, () => {
      const events = [1, 100, 102, 200].map((time) => ({ value: time, at: time }));
      const key = (value: number): string => String(breaks(value));
      const { values, error } = run(cutEvents(events, { size, outOfOrderness: 0 }), build({ key }));
      assert.hasCode(
        error,
        'MILLRACE_CALLBACK',
        `${owner}: a function given to it threw Error: broken`,
      );
      assert.is((error as Error).cause, failure);
      assert.equal(
        values.map(({ window }) => window.start <= 1),
        values.map(() => true),
      );
      assert.ok(values.length > 0);
    });

    test(`fails when an aggregate throws, after the panes before it, in chunks of ${size}`, () => {
      const events = [1, 100, 102, 200].map((time) => ({ value: time, at: time }));
      const aggregate = { total: sum(breaks) };
      const { values, error } = run(
        cutEvents(events, { size, outOfOrderness: 0 }),
        build({ aggregate }),
      );
      assert.is((error as Error).cause, failure);
      assert.ok(values.length > 0 && values.every(({ window }) => window.start <= 1));
    });
  }

  test('fires nothing when it is left, and nothing when the source fails', () => {
    const source = new Subject<Chunk<number>>();
    const collected = collect(source.pipe(build({})));
    source.next(chunkOf([[1, 1]], { watermark: 0 }));
    source.error(failure);
    assert.equal([collected.values, collected.error], [[], failure]);
  });

  test('tells the watermark on while nothing fires', () => {
    const { chunks } = collect(
      NEVER.pipe(startWith(makeChunk<number>({ watermark: 7 })), build({})),
    );
    assert.equal(
      chunks.map(({ watermark }) => watermark),
      [7],
    );
  });
}

function addArguments(test: Suite<object>, owner: string, build: BuildWindows): void {
  const wrong: readonly (readonly [field: string, config: object, code?: string])[] = [
    ['key', { key: 'name' }],
    ['aggregate', { aggregate: undefined }],
    ['aggregate', { aggregate: {} }],
    ['aggregate.n', { aggregate: { n: count } }],
    ['late', { late: undefined }],
    ['late', { late: 'ignore' }],
    ['allowedLateness', { allowedLateness: -1 }, 'MILLRACE_ARGUMENT_RANGE'],
    ['allowedLateness', { allowedLateness: Infinity }, 'MILLRACE_ARGUMENT_RANGE'],
    ['allowedLateness', { allowedLateness: '1 h' }],
  ];
  for (const [field, config, code = 'MILLRACE_ARGUMENT_TYPE'] of wrong) {
    test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
      assert.throwsCode(() => build(config), code, `${owner}: ${field}: expected `);
    });
  }
}

function addState(test: Suite<object>, owner: string, build: BuildWindows): void {
  test('frees everything that the watermark has left behind, and counts what it holds', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = randomFrom(seed);
      const events = Array.from({ length: 60 }, () => {
        const time = random(300);
        return { value: time, at: time };
      });
      const [allowedLateness, outOfOrderness] = [random(50), random(100)];
      const source = new Subject<Chunk<number>>();
      const key = (value: number): string => String(value % 3);
      const stream = source.pipe(build({ allowedLateness, key }));
      const subscription = stream.subscribe();
      const [info] = operatorsBehind(stream);
      for (const chunk of cutEvents(events, { size: 7, outOfOrderness }).slice(0, -1))
        source.next(chunk);
      assert.ok((info?.stateSize() ?? 0) > 0, `seed ${seed}`);
      source.next(makeChunk<number>({ watermark: 1_000 }));
      assert.is(info?.stateSize(), 0, `seed ${seed}`);
      subscription.unsubscribe();
    }
  });

  test('saves its state under the name it was given', () => {
    assert.is(operatorsBehind(NEVER.pipe(build({ name: 'mine' })))[0]?.stateName, 'mine');
    assert.is(operatorsBehind(NEVER.pipe(build({})))[0]?.stateName, owner);
  });
}
