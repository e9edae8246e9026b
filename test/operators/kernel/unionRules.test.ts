import { from, share, Subject } from 'rxjs';
import {
  ACTIVE,
  IDLE,
  lateTo,
  makeChunk,
  makeRows,
  Pressure,
  RowSource,
  SideOutput,
  union,
} from '../../../operators/kernel/index.ts';
import type {
  Chunk,
  InputState,
  Late,
  Rows,
  Stream,
  UnionConfig,
} from '../../../operators/kernel/index.ts';
import {
  count,
  eventTime,
  filterEach,
  fixedWindow,
  slidingWindow,
} from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect, frozen, randomFrom } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { marbles } from '../../support/marbles.ts';
import { suite } from '../../support/suite.ts';

const test = suite('the rules of a union');

type Row = readonly [value: string, timestamp: number];

const mark = (watermark: number): Chunk<string> => makeChunk({ watermark });
const idle = (watermark: number): Chunk<string> => makeChunk({ watermark, control: IDLE });
const active = (watermark: number): Chunk<string> => makeChunk({ watermark, control: ACTIVE });
const rows = (before: number | number[], watermark: number, ...given: Row[]): Chunk<string> =>
  chunkOf(given, { before, watermark });

interface Fed {
  readonly inputs: Subject<Chunk<string>>[];
  readonly out: Collected<string>;
  readonly stream: Stream<string>;
}

function fed(count_: number, config?: UnionConfig): Fed {
  const inputs = Array.from({ length: count_ }, () => new Subject<Chunk<string>>());
  const stream = union(inputs, config);
  return { inputs, out: collect(stream.pipe(frozen())), stream };
}

/** What each step brought, as the vectors of other engines tell it. */
function play(
  config: UnionConfig,
  names: string,
  steps: readonly (readonly [string, Chunk<string>])[],
): unknown[] {
  const { inputs, out } = fed(names.length, config);
  const seen: unknown[] = [];
  for (const [step, [name, chunk]] of steps.entries()) {
    const sent = out.chunks.length;
    inputs[names.indexOf(name)]?.next(chunk);
    for (const { watermark, control } of out.chunks.slice(sent)) {
      const status = control === undefined ? {} : { status: control.kind };
      seen.push({ step, watermark, ...status });
    }
  }
  return seen;
}

// several inputs: vectors of other engines

test('tells idle when its one input is (wm-mux-single-idle)', () => {
  assert.equal(play({}, 'a', [['a', idle(-Infinity)]]), [
    { step: 0, watermark: -Infinity, status: 'idle' },
  ]);
});

test('needs a watermark of every input (wm-valve-needs-all)', () => {
  const steps = [
    ['0', mark(0)],
    ['1', mark(0)],
    ['2', mark(0)],
  ] as const;
  const config = { whenAllIdle: 'highest', wakeBy: 'value' } as const;
  assert.equal(play(config, '012', steps), [{ step: 2, watermark: 0 }]);
});

test('rises only at multiples of a period, and tells then that it is idle (wm-mux-periodic-after-idle)', () => {
  marbles(({ scheduler, hot, expectObservable }) => {
    const input = hot('i---w----', { i: idle(-Infinity), w: mark(0) });
    const out = union([input], { periodic: 3, scheduler });
    expectObservable(out, '^--------!').toBe('---i--w--', { i: idle(-Infinity), w: active(0) });
  });
});

test('rises to the highest when the one that held it falls silent last, if it should', () => {
  const steps = [
    ['a', mark(5)],
    ['b', mark(9)],
    ['b', idle(9)],
    ['a', idle(5)],
  ] as const;
  assert.equal(play({ whenAllIdle: 'highest' }, 'ab', steps), [
    { step: 1, watermark: 5 },
    { step: 3, watermark: 9, status: 'idle' },
  ]);
  assert.equal(play({}, 'ab', steps).at(-1), { step: 3, watermark: 5, status: 'idle' });
});

test('passes over the watermarks of an idle input that only a value or its return wakes', () => {
  const steps = [
    ['a', mark(5)],
    ['b', idle(0)],
    ['b', mark(3)],
    ['a', mark(9)],
    ['b', active(3)],
    ['a', mark(12)],
    ['b', mark(20)],
    ['a', mark(30)],
  ] as const;
  const told = (config: UnionConfig): unknown[] =>
    play(config, 'ab', steps).map((row) => Object.values(row as object).slice(0, 2));
  const usual = [
    [1, 5],
    [3, 9],
    [5, 12],
    [7, 20],
  ];
  assert.equal(told({ wakeBy: 'value' }), usual);
  const held = [...usual.slice(0, 2), [6, 12], [7, 20]];
  assert.equal(told({ wakeBy: 'value', whenBehind: 'hold' }), held);
});

test('says that it is there again when an input is and nothing else tells it', () => {
  const steps = [
    ['a', mark(5)],
    ['a', idle(5)],
    ['a', active(5)],
    ['a', active(5)],
  ] as const;
  assert.equal(play({}, 'a', steps), [
    { step: 0, watermark: 5 },
    { step: 1, watermark: 5, status: 'idle' },
    { step: 2, watermark: 5, status: 'active' },
  ]);
});

// late events by their own input

interface Event {
  readonly at: number;
  readonly id: number;
}

/** Panes and late events, whatever their order, of a diamond of two branches with gaps and disorder. */
function diamond(
  events: readonly Event[],
  size: number,
  allowedLateness: number,
  sliding: boolean,
): { panes: string[]; late: string[] } {
  const runs: Rows<Event>[] = [];
  for (let start = 0; start < events.length; start += size)
    runs.push(makeRows({ values: events.slice(start, start + size) }));
  const gate = new Subject<Chunk<Event>>();
  const shared = gate.pipe(share());
  const branch = (remainder: number): Stream<Event> =>
    shared.pipe(filterEach(({ id }) => id % 2 === remainder));
  const output = new SideOutput<Late<Event>>();
  const late = lateTo(output);
  const lateEvents = collect(output.stream);
  const config = { late, allowedLateness, aggregate: { n: count() } };
  const panes = collect(
    union([branch(0), branch(1)], { lateBy: 'input' }).pipe(
      sliding
        ? slidingWindow({ ...config, size: 20, every: 5 })
        : fixedWindow({ ...config, size: 10 }),
    ),
  );
  new RowSource(from(runs))
    .pipe(eventTime<Event>({ timestamp: ({ at }) => at, outOfOrderness: 4 }))
    .subscribe(gate);
  assert.is(panes.error, undefined);
  return {
    panes: panes.values.map((pane) => JSON.stringify(pane)).toSorted(),
    late: lateEvents.values.map((event) => JSON.stringify(event)).toSorted(),
  };
}

test('makes the same panes and late events of a diamond at any chunk size, judged by the input', () => {
  let lateSeen = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = randomFrom(seed);
    let now = 0;
    const events = Array.from({ length: 60 }, (_, id) => {
      now += random(4);
      return { at: now - random(random(5) === 0 ? 60 : 6), id };
    });
    const lateness = random(2) * 15;
    const one = diamond(events, 1, lateness, seed % 2 === 0);
    lateSeen += one.late.length;
    for (const size of [2, 7, 512]) {
      assert.equal(diamond(events, size, lateness, seed % 2 === 0), one, `seed ${seed}, ${size}`);
    }
  }
  assert.ok(lateSeen > 100);
});

test('pauses the source of an input of which too much waits, until the others have come along', () => {
  const [fast, slow] = [pulled(far(100)), pulled(far(10))];
  const out = collect(union([fast.stream, slow.stream], { lateBy: 'input', limit: 24 }));
  for (let turn = 0; turn < 300; turn += 1) {
    fast.step();
    if (turn > 20) slow.step();
    if (turn === 20) assert.is(fast.given.length, 7);
  }
  assert.equal([fast.given.length, slow.given.length, out.completed], [50, 50, true]);
  assert.equal([fast.pressure.depth, slow.pressure.depth], [0, 0]);
});

// drift

/** A source that gives an event of each given time whenever its handle lets it, and counts them. */
function pulled(times: readonly number[]): {
  stream: Subject<Chunk<string>>;
  given: number[];
  pressure: Pressure;
  step(): void;
} {
  const stream = new Subject<Chunk<string>>();
  const pressure = new Pressure({ high: 8 });
  const given: number[] = [];
  const step = (): void => {
    const at = times[given.length];
    if (pressure.paused) return;
    if (at === undefined) stream.complete();
    else {
      given.push(at);
      stream.next({ ...rows(at - 10, at - 1, ['v', at]), pressure });
    }
  };
  return { stream, given, pressure, step };
}

const far = (step: number): number[] => Array.from({ length: 50 }, (_, i) => i * step);

test('pauses the source that is too far ahead, until the others have come nearer', () => {
  const [fast, slow] = [pulled(far(100)), pulled(far(10))];
  const out = collect(union([fast.stream, slow.stream], { maxDrift: 250 }));
  for (let turn = 0; turn < 300; turn += 1) {
    fast.step();
    slow.step();
    const ahead = (fast.given.at(-1) ?? 0) - (slow.given.at(-1) ?? 0);
    assert.ok(slow.given.length === 50 || ahead <= 350, `turn ${turn}: ${ahead}`);
  }
  assert.equal([fast.given.length, slow.given.length, out.completed], [50, 50, true]);
  assert.equal([fast.pressure.depth, slow.pressure.depth], [0, 0]);
});

for (const [what, chunk] of [
  ['is idle', idle(0)],
  ['has ended', undefined],
] as const) {
  test(`does not wait for an input that ${what}`, () => {
    const [fast, slow] = [pulled(far(100)), pulled([0])];
    collect(union([fast.stream, slow.stream], { maxDrift: 250 }));
    slow.step();
    for (let turn = 0; turn < 10; turn += 1) fast.step();
    assert.is(fast.pressure.paused, true);
    if (chunk === undefined) slow.stream.complete();
    else slow.stream.next(chunk);
    assert.is(fast.pressure.paused, false);
    fast.step();
    assert.is(fast.pressure.paused, false);
  });
}

test('does not pause a source that feeds the last input too, nor one whose union is left', () => {
  const pressure = new Pressure();
  const [a, b, c] = [new Subject<Chunk<string>>(), new Subject<Chunk<string>>(), pulled(far(100))];
  const left = union([a, b, c.stream], { maxDrift: 50 }).subscribe();
  a.next({ ...rows(900, 1_000, ['v', 901]), pressure });
  assert.is(pressure.paused, false, 'the others have told nothing yet');
  b.next({ ...rows(0, 1, ['v', 1]), pressure });
  assert.is(pressure.paused, false, 'the last one needs it');
  for (let turn = 0; turn < 3; turn += 1) c.step();
  assert.is(c.pressure.paused, true);
  left.unsubscribe();
  assert.is(c.pressure.paused, false);
});

// what is known of the inputs

test('knows of each input its watermark, its last event, and whether it holds the union', () => {
  marbles(({ scheduler, hot }) => {
    const a = hot('a----b---', { a: rows(0, 5, ['x', 6]), b: rows(5, 50, ['y', 51]) });
    const b = hot('--c------', { c: rows(0, 9, ['z', 10]) });
    const c = hot('---d-----', { d: idle(-Infinity) });
    const stream = union([a, b, c], { scheduler });
    stream.subscribe();
    scheduler.schedule(() => {
      const { info } = stream as unknown as { info: { inputStates(): InputState[] } };
      const usual = { behind: false, ended: false, idle: false };
      assert.equal(info.inputStates(), [
        {
          ...usual,
          name: 'input 0',
          watermark: 50,
          holds: false,
          lastTimestamp: 51,
          lastSeen: 5,
          since: 5,
        },
        {
          ...usual,
          name: 'input 1',
          watermark: 9,
          holds: true,
          lastTimestamp: 10,
          lastSeen: 2,
          since: 2,
        },
        {
          ...usual,
          idle: true,
          name: 'input 2',
          watermark: -Infinity,
          holds: false,
          lastTimestamp: undefined,
          lastSeen: undefined,
          since: undefined,
        },
      ]);
    }, 8);
  });
});

for (const [field, config, code] of [
  ['lateBy', { lateBy: 'me' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['maxDrift', { maxDrift: -1 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['periodic', { periodic: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['whenBehind', { whenBehind: 'wait' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['whenAllIdle', { whenAllIdle: true }, 'MILLRACE_ARGUMENT_TYPE'],
  ['wakeBy', { wakeBy: 'hand' }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    assert.throwsCode(() => union([from([])], config as never), code, `union: ${field}: expected `);
  });
}

test.run();
