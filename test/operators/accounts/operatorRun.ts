import { Observable, Subject, takeUntil, VirtualTimeScheduler } from 'rxjs';
import {
  eventTime,
  lateTo,
  makeChunk,
  makeRows,
  operatorsBehind,
  Pressure,
  RowSource,
  SideOutput,
} from '../../../operators/index.ts';
import type {
  Chunk,
  Late,
  OperatorInfo,
  Rejected,
  Rows,
  Stream,
} from '../../../operators/index.ts';
import * as assert from '../../support/assert.ts';
import { collect, randomFrom } from '../../support/chunks.ts';
import type { Collected } from '../../support/chunks.ts';
import { randomHappenings } from './happening.ts';
import type { Happening } from './happening.ts';
import type { Inputs, StatefulOperator } from './accountSettings.ts';

/** One of the inputs: rows that enter by event time, and a watermark that can be raised behind them. */
class Input {
  readonly rows: Subject<Rows<Happening>> = new Subject();
  readonly marks: Subject<Chunk<Happening>> = new Subject();
  readonly source: RowSource<Happening> = new RowSource(this.rows);
  readonly events: readonly Happening[];
  readonly pressure: Pressure = new Pressure();
  readonly stream: Stream<Happening>;

  constructor(
    events: readonly Happening[],
    outOfOrderness: number,
    rejected: SideOutput<Rejected<Happening>>,
  ) {
    this.events = events;
    const entered = this.source.pipe(
      eventTime<Happening>({
        timestamp: ({ at }) => at,
        outOfOrderness,
        idleAfter: 50,
        maxAhead: 10_000,
        invalid: rejected,
        quarantine: rejected,
      }),
    );
    this.stream = new Observable((subscriber) => {
      subscriber.add(this.marks.subscribe((chunk) => subscriber.next(chunk)));
      subscriber.add(entered.subscribe(subscriber));
    });
  }

  get isUsed(): boolean {
    return this.rows.observed;
  }

  push(from: number, to: number): void {
    const values = this.events.slice(from, to);
    const arrivals = values.map(({ arrival }) => arrival);
    this.rows.next(makeRows({ values, arrivals, pressure: this.pressure }));
  }
}

/** One run of an operator over random events, up to the last of them. */
export interface OperatorRun {
  readonly out: Collected<unknown>;
  readonly late: readonly unknown[];
  readonly rejected: readonly unknown[];
  /** The chunks of both. */
  readonly diverted: readonly Chunk<unknown>[];
  /** The handles of the sources, by side. */
  readonly handles: { readonly left: Pressure; readonly right: Pressure };
  readonly info: OperatorInfo;
  /** The events that were given, by side; none where the operator has no such side. */
  readonly given: { readonly left: readonly Happening[]; readonly right: readonly Happening[] };
  /** Lets the watermark, and processing time, pass everything. */
  pass(): void;
  /** Ends the inputs. */
  end(): void;
  /** Unsubscribes from the operator. */
  leave(): void;
  /** Fails the inputs. */
  fail(): void;
}

/** Runs an operator over the random events of a seed, in chunks of a random size. */
export function runOperator(
  { build, beyond = 10_000 }: StatefulOperator,
  seed: number,
): OperatorRun {
  const random = randomFrom(seed);
  const lates = new SideOutput<Late<unknown>>();
  const rejects = new SideOutput<Rejected<Happening>>();
  const [late, rejected] = [collect(lates.stream), collect(rejects.stream)];
  const scheduler = new VirtualTimeScheduler(undefined, 1e12);
  const events = randomHappenings(random);
  const others = randomHappenings(random, 1_000);
  const inputs = [
    new Input(events, random(25), rejects),
    new Input(others, random(25), rejects),
  ] as const;
  const policy = lateTo(lates) as unknown;
  const stream = build({
    source: inputs[0].source,
    left: inputs[0].stream,
    right: inputs[1].stream,
    rejected: rejects,
    late: policy as Inputs['late'],
    lateSides: policy as Inputs['lateSides'],
    scheduler,
    random,
  });
  const left = new Subject<void>();
  const out = collect(stream.pipe(takeUntil(left)));
  feed(inputs, random);
  assert.is(out.error, undefined, `seed ${seed}: an error`);
  return {
    out,
    late: late.values,
    rejected: rejected.values,
    get diverted() {
      return [...late.chunks, ...rejected.chunks];
    },
    handles: { left: inputs[0].pressure, right: inputs[1].pressure },
    info: operatorsBehind(stream)[0] as OperatorInfo,
    given: { left: events, right: inputs[1].isUsed ? inputs[1].events : [] },
    pass: () => {
      for (const { marks } of inputs) marks.next(makeChunk({ watermark: beyond }));
      scheduler.flush();
    },
    end: () => {
      for (const { rows } of inputs) rows.complete();
      scheduler.flush();
      assert.ok(out.completed, `seed ${seed}: completes`);
    },
    leave: () => left.next(),
    fail: () => {
      for (const { rows } of inputs) rows.error(new Error('the source broke'));
    },
  };
}

/** Gives the events of both inputs, in order of each, by turns of a random length. */
function feed(inputs: readonly [Input, Input], random: (below: number) => number): void {
  const size = [1, 2, 7, 512][random(4)] as number;
  const next = [0, 0];
  while (inputs.some(({ events }, side) => (next[side] as number) < events.length)) {
    const side = random(2);
    const from = next[side] as number;
    next[side] = from + size;
    if (from < (inputs[side] as Input).events.length)
      (inputs[side] as Input).push(from, from + size);
  }
}
