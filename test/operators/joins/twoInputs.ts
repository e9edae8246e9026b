import { Subject } from 'rxjs';
import {
  copySnapshot,
  IDLE,
  makeChunk,
  operatorsBehind,
  SideOutput,
  SnapshotCollector,
  SnapshotReader,
} from '../../../operators/kernel/index.ts';
import type {
  Chunk,
  Control,
  Late,
  OperatorInfo,
  Stream,
  StreamOperator,
} from '../../../operators/kernel/index.ts';
import type { Sided } from '../../../operators/joins/index.ts';
import type { Window } from '../../../operators/windows/index.ts';
import type { JoinEvent, JoinStep } from '../../oracle/joinSteps.ts';
import * as assert from '../../support/assert.ts';
import { frozen, positions, randomFrom } from '../../support/chunks.ts';

/** Builds the join under test. */
export type BuildJoin<R> = (
  right: Stream<JoinEvent>,
  late: SideOutput<Late<Sided<JoinEvent, JoinEvent>>>,
) => StreamOperator<JoinEvent, R>;

/** A result as a test compares it. */
export interface JoinRow {
  readonly step: number;
  readonly left: number | undefined;
  readonly right: number | undefined;
  readonly timestamp: number;
  /** Where a test asks for it: the window, and why the row is given. */
  readonly window?: Window;
  readonly timing?: 'onTime' | 'late';
  readonly retract?: true;
  /** Of a change: what it does, and to which row. */
  readonly op?: string;
  readonly key?: string;
}

interface Result {
  readonly left: JoinEvent | undefined;
  readonly right: JoinEvent | undefined;
  readonly place?: Pick<JoinRow, 'window' | 'timing' | 'retract' | 'op' | 'key'>;
}

const SIDES = ['left', 'right'] as const;

/** Drives a join by hand, step by step, and notes what each step brings about. */
export class TwoInputs {
  readonly rows: JoinRow[] = [];
  readonly late: { step: number; side: string; id: number; watermark: number; behind: number }[] =
    [];
  readonly kept: number[] = [];
  readonly info: OperatorInfo;
  readonly #inputs = {
    left: { chunks: new Subject<Chunk<JoinEvent>>(), watermark: -Infinity },
    right: { chunks: new Subject<Chunk<JoinEvent>>(), watermark: -Infinity },
  };
  readonly #outOfOrderness: number;
  #step = 0;
  #error: unknown;
  #completed = false;

  constructor(build: BuildJoin<Result>, outOfOrderness: number) {
    this.#outOfOrderness = outOfOrderness;
    const output = new SideOutput<Late<Sided<JoinEvent, JoinEvent>>>();
    output.stream.subscribe(({ values }) => {
      for (const { value, watermark, behind } of values) {
        const { side, value: event } = value;
        this.late.push({ step: this.#step, side, id: event.id, watermark, behind });
      }
    });
    const { left, right } = this.#inputs;
    const stream = left.chunks.pipe(frozen(), build(right.chunks.pipe(frozen()), output));
    // The join may have a stage behind it that shows its results to the test.
    this.info = operatorsBehind(stream).find(({ stateName }) => stateName) as OperatorInfo;
    stream.pipe(frozen()).subscribe({
      next: (chunk) => this.#note(chunk),
      error: (error) => (this.#error = error),
      complete: () => (this.#completed = true),
    });
  }

  /** Begins again at the step behind a snapshot, with the watermarks that stood there. */
  restore(other: TwoInputs, snapshot: Readonly<Record<string, unknown>>): void {
    this.#step = other.#step;
    for (const side of SIDES) {
      this.#inputs[side].watermark = other.#inputs[side].watermark;
      const state = new SnapshotReader(copySnapshot(snapshot));
      this.control(side, { kind: 'restore', state });
    }
  }

  /** A snapshot behind what has been run; the join may go on. */
  snapshot(): Readonly<Record<string, unknown>> {
    const collector = new SnapshotCollector();
    for (const side of SIDES) this.control(side, { kind: 'barrier', id: this.#step, collector });
    return copySnapshot(collector.snapshot);
  }

  control(side: 'left' | 'right', control: Control): void {
    const { chunks, watermark } = this.#inputs[side];
    chunks.next(makeChunk<JoinEvent>({ watermark, control }));
  }

  /** Runs steps, each in a chunk of its own. */
  run(steps: readonly JoinStep[]): void {
    for (const step of steps) {
      if ('idle' in step) this.control(step.idle, IDLE);
      else this.push(step.side, [step]);
      this.#endStep();
    }
  }

  /** Sends events of one side as one chunk. */
  push(side: 'left' | 'right', events: readonly JoinEvent[]): void {
    const input = this.#inputs[side];
    const before = [];
    for (const { at } of events) {
      before.push(input.watermark);
      input.watermark = Math.max(input.watermark, at - this.#outOfOrderness - 1);
    }
    const timestamps = events.map(({ at }) => at);
    input.chunks.next(
      makeChunk({ values: events, timestamps, before, watermark: input.watermark }),
    );
  }

  /** Both inputs end. */
  end(): void {
    this.#inputs.left.chunks.complete();
    this.#inputs.right.chunks.complete();
    this.#endStep();
    assert.ok(this.#completed, 'completes');
  }

  #endStep(): void {
    if (this.#error !== undefined) throw this.#error as Error;
    this.kept.push(this.info.stateSize());
    this.#step += 1;
  }

  #note(chunk: Chunk<Result>): void {
    for (const row of positions([chunk]) as {
      value: Result;
      timestamp: number;
      before: number;
    }[]) {
      if (!Object.hasOwn(row, 'value')) continue;
      const { value, timestamp, before } = row;
      const { left, right, place } = value;
      const ahead = timestamp > before || place?.timing === 'late';
      assert.ok(ahead, `a result of ${timestamp} behind the watermark ${before}`);
      this.rows.push({ step: this.#step, left: left?.id, right: right?.id, timestamp, ...place });
    }
  }
}

/** Runs steps as they come, with up to so many events of one side that follow each other in one chunk. */
export function runInChunks(
  build: BuildJoin<Result>,
  steps: readonly JoinStep[],
  outOfOrderness: number,
  size: number,
): TwoInputs {
  const inputs = new TwoInputs(build, outOfOrderness);
  let run: JoinEvent[] = [];
  const send = (): void => {
    const [first] = run;
    if (first !== undefined) inputs.push(first.side, run);
    run = [];
  };
  for (const step of steps) {
    if ('idle' in step) {
      send();
      inputs.control(step.idle, IDLE);
    } else {
      if (run.length >= size || run[0]?.side !== step.side) send();
      run.push(step);
    }
  }
  send();
  inputs.end();
  return inputs;
}

/** Random steps: disorder, events twice at one time, times below zero, sides that fall silent. */
export function randomSteps(
  seed: number,
  { idle = true }: { readonly idle?: boolean } = {},
): JoinStep[] {
  const random = randomFrom(seed);
  const clocks = { left: random(60) - 40, right: random(60) - 40 };
  return Array.from({ length: 8 + random(32) }, (_, id): JoinStep => {
    const side = SIDES[random(2)] as 'left' | 'right';
    if (idle && random(14) === 0) return { idle: side };
    clocks[side] += random(6);
    return { side, key: 'ab'[random(2)] as string, id, at: clocks[side] - random(9) };
  });
}

/** The rows of each step in an order of their own, for results whose order is not promised. */
export function sorted<T extends JoinRow>(rows: readonly T[]): T[] {
  const text = ({ step, left, right }: JoinRow): string => `${left ?? '-'} ${right ?? '-'} ${step}`;
  return rows.toSorted((a, b) => a.step - b.step || (text(a) < text(b) ? -1 : 1));
}

/** Cuts the events of both sides into chunks of a size, and gives them by turns, the right side first. */
export function runByTurns(
  build: BuildJoin<Result>,
  steps: readonly JoinStep[],
  outOfOrderness: number,
  size: number,
): TwoInputs {
  const inputs = new TwoInputs(build, outOfOrderness);
  const events = steps.filter((step): step is JoinEvent => !('idle' in step));
  for (let start = 0; start < events.length; start += size) {
    for (const side of ['right', 'left'] as const) {
      const own = events.filter((event) => event.side === side).slice(start, start + size);
      if (own.length > 0) inputs.push(side, own);
    }
  }
  inputs.end();
  return inputs;
}
