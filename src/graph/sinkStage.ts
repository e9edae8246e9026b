import type { Subscriber } from 'rxjs';
import { connect, describeOperator, OperatorStream } from '../../operators/index.ts';
import type { Barrier, Chunk, Stream } from '../../operators/index.ts';
import type { Sink, SinkContext } from '../sinks/index.ts';
import type { SinkPolicy } from './sinkPolicy.ts';
import { SinkRunner } from './sinkRunner.ts';

/** A sink as the graph sees it, whatever its values are. */
export type SinkEnd = Pick<
  SinkStage<unknown>,
  'kind' | 'isOf' | 'open' | 'settle' | 'prepareAt' | 'close'
>;

/** A sink at the end of a stream: as a stage it passes watermarks and barriers on, and no values. */
export class SinkStage<T> {
  readonly kind: string;
  readonly stream: Stream<never>;
  readonly #sink: unknown;
  readonly #runner: SinkRunner<T>;

  constructor(sink: Sink<T>, input: Stream<T>, policy: SinkPolicy) {
    this.#sink = sink;
    this.kind = sink.kind;
    const runner = new SinkRunner(sink, policy);
    this.#runner = runner;
    const info = describeOperator({ kind: sink.kind, inputs: [input], held: () => runner.held });
    this.stream = new OperatorStream<never>(info, (destination: Subscriber<Chunk<never>>) => {
      runner.begin(destination, info.counters);
      connect<Chunk<T>, Chunk<never>>(input, destination, {
        next: (chunk) => runner.next(chunk),
        complete: () => runner.complete(),
        finalize: () => runner.leave(),
      });
    });
  }

  /** Whether this is the sink. */
  isOf(sink: unknown): boolean {
    return this.#sink === sink;
  }

  /** Brings the sink to where the checkpoint was; goes before everything. */
  open(context: Omit<SinkContext, 'signal'>): Promise<void> {
    return this.#runner.open(context);
  }

  /** Resolves when all that came has been written and, without checkpoints, committed. */
  settle(): Promise<void> {
    return this.#runner.settle();
  }

  /** Prepares what came at a barrier that does not come with it, because what is before it has ended. */
  prepareAt(barrier: Barrier): void {
    this.#runner.prepareAt(barrier);
  }

  /** Gives up calls under way and frees what the sink holds. */
  close(): Promise<void> {
    return this.#runner.close();
  }
}
