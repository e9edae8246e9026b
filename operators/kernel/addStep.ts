import type { Subscriber } from 'rxjs';
import { callbackError } from './callbackError.ts';
import { checkChunk } from './checkChunk.ts';
import { watermarkBefore } from './chunk.ts';
import type { Chunk, Stream } from './chunk.ts';
import { Columns } from './columns.ts';
import type { Milliseconds } from './duration.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import type { OperatorInfo } from './operatorStream.ts';
import { Turns } from './turns.ts';

/** Takes one value with its timestamp. */
export type Push<T> = (value: T, timestamp: Milliseconds) => void;

/** One stateless stage: given where its results go, it gives back where its values come in. */
export interface Step {
  /** The function that made it, such as `mapEach`. */
  readonly kind: string;
  /** Whether each value gives exactly one, so that the chunk's times can be passed on as they are. */
  readonly oneToOne: boolean;
  connect(next: Push<unknown>): Push<unknown>;
}

/** A stream to which stateless stages can be added so that they run in its own loop over the values. */
export interface Fusible {
  fuse(step: Step): Stream<unknown>;
}

function isFusible(source: object): source is Fusible {
  return 'fuse' in source && typeof source.fuse === 'function';
}

/** Adds a stateless stage to a stream: in the stream's own loop where it has one, else in a new one. */
export function addStep<T, R>(source: Stream<T>, step: Step): Stream<R> {
  const fused = isFusible(source) ? source.fuse(step) : new StatelessStream(source, [step]);
  return fused as Stream<R>;
}

/** Connects steps so that what goes into the first comes out of the last at `end`. */
export function connectSteps(steps: readonly Step[], end: Push<unknown>): Push<unknown> {
  return steps.reduceRight((next, step) => step.connect(next), end);
}

/** Neighbouring stateless stages as one loop: a value runs through all of them before the next. */
class StatelessStream<R> extends OperatorStream<R> implements Fusible {
  readonly #source: Stream<unknown>;
  readonly #steps: readonly Step[];

  constructor(source: Stream<unknown>, steps: readonly Step[]) {
    const kind = steps.map((step) => step.kind).join(' · ');
    const info = describeOperator({ kind, inputs: [source] });
    const oneToOne = steps.every((step) => step.oneToOne);
    super(info, (destination) => {
      const run = oneToOne ? runOneToOne(steps) : runAny(steps);
      connectLoop(source, destination as Subscriber<Chunk<unknown>>, info, run);
    });
    this.#source = source;
    this.#steps = steps;
  }

  fuse(step: Step): Stream<unknown> {
    return new StatelessStream(this.#source, [...this.#steps, step]);
  }
}

/** Runs one chunk; what came out before a throw is left in `rescued`. */
type ChunkLoop = (
  chunk: Chunk<unknown>,
  partial: (chunk: Chunk<unknown>) => void,
) => Chunk<unknown>;

function connectLoop(
  source: Stream<unknown>,
  destination: Subscriber<Chunk<unknown>>,
  info: OperatorInfo,
  run: ChunkLoop,
): void {
  let passed = -Infinity;
  const send = (chunk: Chunk<unknown>): void => {
    passed = chunk.watermark;
    info.counters.watermark = passed;
    info.counters.out += chunk.values.length;
    destination.next(chunk);
  };
  const runChunk = (chunk: Chunk<unknown>): void => {
    if (destination.closed) return;
    try {
      checkChunk(info.kind, chunk);
      info.counters.in += chunk.values.length;
      const result = run(chunk, send);
      const news = result.values.length > 0 || result.control !== undefined;
      if (news || result.watermark > passed) send(result);
    } catch (error) {
      destination.error(callbackError(info.kind, error));
    }
  };
  const turns = new Turns();
  connect<Chunk<unknown>, Chunk<unknown>>(source, destination, {
    next: (chunk) => turns.take(() => runChunk(chunk)),
    complete: () => turns.take(() => destination.complete()),
  });
}

/** Only the values change: the other columns are passed on without a copy. */
function runOneToOne(steps: readonly Step[]): ChunkLoop {
  let values: unknown[] = [];
  const push = connectSteps(steps, (value) => {
    values.push(value);
  });
  return (chunk, partial) => {
    values = [];
    try {
      for (let i = 0; i < chunk.values.length; i += 1)
        push(chunk.values[i], chunk.timestamps[i] as number);
    } catch (error) {
      if (values.length > 0) partial({ ...cut(chunk, values.length), values });
      throw error;
    }
    return { ...chunk, values };
  };
}

/** The columns of a chunk up to a position. */
function cut(chunk: Chunk<unknown>, length: number): Chunk<unknown> {
  const { before } = chunk;
  return {
    ...chunk,
    timestamps: chunk.timestamps.slice(0, length),
    before: typeof before === 'number' ? before : before.slice(0, length),
    arrivals: chunk.arrivals?.slice(0, length),
    watermark: watermarkBefore(chunk, length),
    control: undefined,
  };
}

/** Values may vanish or multiply: each result gets the times of the value it came from. */
function runAny(steps: readonly Step[]): ChunkLoop {
  const columns = new Columns();
  const push = connectSteps(steps, (value, timestamp) => columns.push(value, timestamp));
  return (chunk, partial) => {
    columns.begin(chunk);
    try {
      for (let i = 0; i < chunk.values.length; i += 1) {
        columns.position = i;
        push(chunk.values[i], chunk.timestamps[i] as number);
      }
    } catch (error) {
      const done = columns.take(watermarkBefore(chunk, columns.position), undefined);
      if (done.values.length > 0) partial(done);
      throw error;
    }
    return columns.take(chunk.watermark, chunk.control);
  };
}
