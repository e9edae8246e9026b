import type { Subscriber } from 'rxjs';
import { callbackError } from './callbackError.ts';
import { checkChunk } from './checkChunk.ts';
import type { Chunk, Stream } from './chunk.ts';
import { connect } from './operate.ts';
import { describeOperator, OperatorStream } from './operatorStream.ts';
import type { OperatorInfo } from './operatorStream.ts';
import type { Step, StepLoop } from './step.ts';
import { stepLoop } from './stepLoop.ts';
import { Turns } from './turns.ts';

/** A stream to which stateless stages can be added so that they run in its own loop over the values. */
export interface Fusible {
  fuse(step: Step): Stream<unknown>;
}

function isFusible(source: object): source is Fusible {
  return 'fuse' in source && typeof source.fuse === 'function';
}

/** Adds a stateless stage to a stream: to those that the stream ends with, or as a new operator. */
export function addStep<T, R>(source: Stream<T>, step: Step): Stream<R> {
  const fused = isFusible(source) ? source.fuse(step) : new StatelessStream(source, [step]);
  return fused as Stream<R>;
}

/** Neighbouring stateless stages as one operator, in as few loops over a chunk as pay off. */
class StatelessStream<R> extends OperatorStream<R> implements Fusible {
  readonly #source: Stream<unknown>;
  readonly #steps: readonly Step[];

  constructor(source: Stream<unknown>, steps: readonly Step[]) {
    const kind = steps.map((step) => step.kind).join(' · ');
    const info = describeOperator({ kind, inputs: [source] });
    super(info, (destination) => {
      const run = stepLoop(steps);
      connectLoop(source, destination as Subscriber<Chunk<unknown>>, info, run);
    });
    this.#source = source;
    this.#steps = steps;
  }

  fuse(step: Step): Stream<unknown> {
    return new StatelessStream(this.#source, [...this.#steps, step]);
  }
}

function connectLoop(
  source: Stream<unknown>,
  destination: Subscriber<Chunk<unknown>>,
  info: OperatorInfo,
  run: StepLoop,
): void {
  let passed = -Infinity;
  const send = (chunk: Chunk<unknown>): void => {
    const { values, control, watermark } = chunk;
    if (values.length === 0 && control === undefined && watermark <= passed) return;
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
      send(run(chunk, send));
    } catch (error) {
      destination.error(callbackError(info.kind, error));
    }
  };
  const turns = new Turns();
  connect<Chunk<unknown>, Chunk<unknown>>(source, destination, {
    next: turns.each(runChunk),
    complete: () => turns.take(() => destination.complete()),
  });
}
