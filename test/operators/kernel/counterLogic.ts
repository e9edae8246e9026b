import type { SchedulerLike } from 'rxjs';
import { statefulOperator, watermarkBefore } from '../../../operators/kernel/index.ts';
import type {
  Chunk,
  LatePolicy,
  Logic,
  LogicContext,
  StatefulSpec,
  StreamOperator,
} from '../../../operators/kernel/index.ts';

/**
 * Counts the values in windows of 10 ms that are known to be over, writes down how it is called, and
 * sends a beat every 100 ms of processing time if it is told to.
 */
export class Counter implements Logic<number> {
  nextTick: number = Infinity;
  readonly #context: LogicContext<number, string>;
  readonly #calls: string[];
  readonly #beats: boolean;
  #windows = new Map<number, number>();
  #watermark = -Infinity;

  constructor(context: LogicContext<number, string>, calls: string[], beats: boolean) {
    this.#context = context;
    this.#calls = calls;
    this.#beats = beats;
  }

  get wake(): number {
    return Math.min(...this.#windows.keys()) - 1;
  }

  get size(): number {
    return this.#windows.size;
  }

  add(chunk: Chunk<number>, from: number, to: number): number {
    const { wake, nextTick } = this;
    let i = from;
    do {
      this.#context.output.at(chunk, i);
      this.#take(chunk, i);
      i += 1;
    } while (i < to && this.wake === wake && this.nextTick === nextTick);
    return i;
  }

  #take(chunk: Chunk<number>, i: number): void {
    const timestamp = chunk.timestamps[i] as number;
    const end = Math.floor(timestamp / 10) * 10 + 10;
    const watermark = watermarkBefore(chunk, i);
    this.#calls.push(`add ${chunk.values[i]}`);
    if (chunk.values[i] === 13) throw new Error('unlucky');
    if (this.#beats && this.nextTick === Infinity) {
      this.nextTick = (chunk.arrivals?.[i] ?? this.#context.now()) + 100;
    }
    if (watermark >= end - 1) {
      const behind = watermark - (end - 1);
      this.#context.late({
        value: chunk.values[i] as number,
        timestamp,
        watermark,
        behind,
        reason: 'windowClosed',
      });
    } else this.#windows.set(end, (this.#windows.get(end) ?? 0) + 1);
  }

  advance(watermark: number): void {
    this.#calls.push(`advance ${watermark}`);
    this.#watermark = watermark;
    const over = [...this.#windows.keys()]
      .filter((end) => end - 1 <= watermark)
      .toSorted((a, b) => a - b);
    for (const end of over) {
      this.#context.output.raise(end - 2);
      this.#context.output.emit(`${this.#windows.get(end)} until ${end}`, end - 1);
      this.#windows.delete(end);
    }
  }

  tick(now: number): void {
    this.#calls.push(`tick ${now}`);
    this.nextTick = now + 100;
    this.#context.output.emit('beat', now);
  }

  snapshot(): unknown {
    return { windows: [...this.#windows], watermark: this.#watermark };
  }

  restore(state: unknown): void {
    const { windows, watermark } = state as { windows: [number, number][]; watermark: number };
    this.#windows = new Map(windows);
    this.#watermark = watermark;
  }
}

/** How the counter is set up. */
export interface CounterConfig {
  readonly late?: LatePolicy<number>;
  readonly name?: string;
  readonly calls?: string[];
  readonly beats?: boolean;
  readonly scheduler?: SchedulerLike;
  readonly savable?: boolean;
}

/** The counter as an operator. */
export function counter({ calls = [], beats = false, ...rest }: CounterConfig = {}): StreamOperator<
  number,
  string
> {
  const spec: StatefulSpec<number, string> = {
    kind: 'counter',
    create: (context) => new Counter(context, calls, beats),
    ...rest,
  };
  return (source) => statefulOperator(source, spec);
}
