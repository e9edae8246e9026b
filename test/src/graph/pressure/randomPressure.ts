import {
  batch,
  eventTime,
  flatMapEach,
  mapAsync,
  mapEach,
  tapEach,
  union,
} from '../../../../operators/index.ts';
import type { Stream } from '../../../../operators/index.ts';
import { createGraph } from '../../../../src/graph/index.ts';
import type { Graph, Stage } from '../../../../src/graph/index.ts';
import type { ManualRuntime } from '../../../../src/runtime/index.ts';
import { fromIterable } from '../../../../src/sources/index.ts';
import type { Sink } from '../../../../src/sinks/index.ts';

type Random = (below: number) => number;

/** A stage of the random graph, with what it must give: values, in any order. */
interface Made {
  readonly stage: Stage<number>;
  readonly expected: readonly number[];
}

/** A graph of random stages, with the values that are on their way to count. */
export interface RandomGraph {
  readonly graph: Graph;
  /** What each stage must give, and what it has given. */
  readonly outputs: readonly { readonly expected: readonly number[]; readonly got: number[] }[];
  /** Of each source: how many of its values wait at asynchronous boundaries now, and how many may. */
  readonly inFlight: () => readonly { readonly held: number; readonly most: number }[];
}

/** Makes one: several sources, slow stages, batches, unions and branches that come together again. */
export function randomGraph(random: Random, runtime: ManualRuntime): RandomGraph {
  const builder = new Builder(random, runtime);
  const sources = 1 + random(3);
  for (let i = 0; i < sources; i += 1) builder.source(i);
  const stages = 1 + random(6);
  for (let i = 0; i < stages; i += 1) builder.stage(i);
  return builder;
}

/** Values of one source are whole numbers from here on. */
const APART = 1_000_000;

class Builder implements RandomGraph {
  readonly graph: Graph;
  readonly outputs: { expected: readonly number[]; got: number[] }[] = [];
  readonly #random: Random;
  readonly #runtime: ManualRuntime;
  readonly #made: Made[] = [];
  /** A source pauses at its mark, and has given one chunk more than it knew of. */
  readonly #marks: number[] = [];
  /** What a batch gathers does not pause a source, and leaves at once. */
  #gathered = 0;
  /** How many boundaries hold a value. */
  readonly #held = new Map<number, number>();

  constructor(random: Random, runtime: ManualRuntime) {
    this.#random = random;
    this.#runtime = runtime;
    this.graph = createGraph('random', { runtime });
  }

  inFlight = (): readonly { readonly held: number; readonly most: number }[] =>
    this.#marks.map((mark, index) => {
      const own = [...this.#held.keys()].filter((value) => sourceOf(value) === index);
      return { held: own.length, most: mark + this.#gathered };
    });

  source(index: number): void {
    const random = this.#random;
    const count = 1 + random(200);
    const chunkSize = 1 + random(16);
    const high = 1 + random(40);
    const low = random(high);
    const values = Array.from({ length: count }, (_, i) => index * APART + i);
    const config = { chunkSize, pressure: { high, low }, runtime: this.#runtime };
    const stream = fromIterable(values, config).pipe(
      eventTime({ timestamp: (value) => value % APART, outOfOrderness: 10 }),
    );
    this.#marks.push(high - 1 + chunkSize);
    this.#add(this.graph.source(`source ${index}`, stream), values);
  }

  stage(index: number): void {
    const kinds = ['slow', 'slow', 'union', 'union', 'batch', 'map', 'sink'] as const;
    const kind = kinds[this.#random(kinds.length)] as (typeof kinds)[number];
    const from = this.#pick();
    const name = `${index} ${kind}`;
    if (kind === 'union') this.#union(name, from, this.#pick());
    else if (kind === 'sink') this.#sink(name, from);
    else this.#add(this.graph.stage(name, from.stage, this.#operators(kind)), from.expected);
  }

  #operators(kind: 'slow' | 'batch' | 'map'): (input: Stream<number>) => Stream<number> {
    if (kind === 'map') return (input) => input.pipe(mapEach((value: number) => value));
    if (kind === 'batch') {
      const count = 1 + this.#random(60);
      this.#gathered += count;
      return (input) =>
        input.pipe(
          batch({ count }),
          flatMapEach((values) => values),
        );
    }
    const longest = 1 + this.#random(30);
    const config = { concurrency: 1 + this.#random(8), ordered: this.#random(2) === 0 };
    return (input) =>
      input.pipe(
        tapEach((value) => this.#enter(value)),
        mapAsync((value: number) => this.#later(this.#random(longest), value), config),
        tapEach((value) => this.#leave(value)),
      );
  }

  #union(name: string, a: Made, b: Made): void {
    if (a === b) return;
    const stage = this.graph.stage(name, [a.stage, b.stage], (one, two) => union([one, two]));
    this.#add(stage, [...a.expected, ...b.expected]);
  }

  #sink(name: string, from: Made): void {
    const counted = this.graph.stage(`${name} input`, from.stage, (input) =>
      input.pipe(tapEach((value) => this.#enter(value))),
    );
    const output = { expected: from.expected, got: [] as number[] };
    this.outputs.push(output);
    const sink: Sink<number> = {
      kind: 'slowSink',
      open: () => undefined,
      write: async (rows) => {
        await this.#later(this.#random(40), undefined);
        for (const { value } of rows) {
          output.got.push(value);
          this.#leave(value);
        }
      },
      prepare: () => Promise.resolve(null),
      commit: () => Promise.resolve(),
      close: () => undefined,
    };
    this.graph.sink(name, counted, sink);
  }

  #add(stage: Stage<number>, expected: readonly number[]): void {
    const got: number[] = [];
    stage.stream.subscribe({ next: ({ values }) => got.push(...values), error: () => undefined });
    this.outputs.push({ expected, got });
    this.#made.push({ stage, expected });
  }

  #pick(): Made {
    return this.#made[this.#random(this.#made.length)] as Made;
  }

  #enter(value: number): void {
    this.#held.set(value, (this.#held.get(value) ?? 0) + 1);
  }

  #leave(value: number): void {
    const left = (this.#held.get(value) ?? 0) - 1;
    if (left === 0) this.#held.delete(value);
    else this.#held.set(value, left);
  }

  #later<V>(ms: number, value: V): Promise<V> {
    return new Promise((resolve) => this.#runtime.setTimer(() => resolve(value), ms));
  }
}

function sourceOf(value: number): number {
  return Math.floor(value / APART);
}
