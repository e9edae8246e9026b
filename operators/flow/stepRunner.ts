import type { Subscriber } from 'rxjs';
import {
  ChunkGuard,
  Columns,
  connectSteps,
  SideBuffer,
  Turns,
  watermarkBefore,
} from '../kernel/index.ts';
import type { Chunk, OperatorInfo, Push, SideOutput, Step } from '../kernel/index.ts';
import type { Failed } from './failed.ts';

/** Sends the values of one subscription through a stateless stage, and those that fail elsewhere. */
export class StepRunner<T, R> {
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<R>>;
  readonly #push: Push<unknown>;
  readonly #side: SideBuffer<Failed<T>>;
  readonly #guard: ChunkGuard;
  readonly #columns = new Columns();
  readonly #turns = new Turns();
  #passed = -Infinity;

  constructor(
    step: Step,
    output: SideOutput<Failed<T>>,
    info: OperatorInfo,
    destination: Subscriber<Chunk<R>>,
  ) {
    this.#info = info;
    this.#destination = destination;
    this.#push = connectSteps([step], (value) => this.#columns.push(value));
    this.#side = new SideBuffer(output);
    this.#guard = new ChunkGuard(info.kind);
  }

  next(chunk: Chunk<T>): void {
    this.#turns.take(() => this.#process(chunk));
  }

  complete(): void {
    this.#turns.take(() => {
      if (this.#destination.closed) return;
      this.#side.complete();
      this.#destination.complete();
    });
  }

  fail(error: unknown): void {
    this.#side.error(error);
    this.#destination.error(error);
  }

  #process(chunk: Chunk<T>): void {
    if (this.#destination.closed) return;
    try {
      this.#guard.check(chunk);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#info.counters.in += chunk.values.length;
    this.#columns.begin(chunk);
    for (let i = 0; i < chunk.values.length; i += 1) this.#run(chunk, i);
    this.#side.finish(chunk.watermark, chunk);
    this.#send(this.#columns.take(chunk.watermark, chunk.control) as Chunk<R>);
  }

  #run(chunk: Chunk<T>, position: number): void {
    const value = chunk.values[position] as T;
    const timestamp = chunk.timestamps[position] as number;
    this.#columns.position = position;
    try {
      this.#push(value, timestamp);
    } catch (error) {
      this.#info.counters.failed += 1;
      const letter = { value, timestamp, error, attempts: 1, operator: this.#info.kind };
      this.#side.add(letter, timestamp, watermarkBefore(chunk, position));
    }
  }

  #send(chunk: Chunk<R>): void {
    const news = chunk.values.length > 0 || chunk.control !== undefined;
    if (this.#destination.closed || (!news && chunk.watermark <= this.#passed)) return;
    this.#passed = chunk.watermark;
    this.#info.counters.watermark = chunk.watermark;
    this.#info.counters.out += chunk.values.length;
    this.#destination.next(chunk);
  }
}
