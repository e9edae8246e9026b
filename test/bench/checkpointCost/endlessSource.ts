import { pulledSource } from '../../../src/sources/index.ts';
import type { BenchEvent } from '../benchEvents.ts';

const RUN = 512;
/** Prime, so that it visits all keys before it comes to one again, in no order of their memory. */
const STRIDE = 7_919;

/** Gives each key once, waits, and goes on with some of the keys until it is stopped. */
export class EndlessSource {
  readonly rows: ReturnType<typeof pulledSource<BenchEvent>>;
  /** Resolves when each key has been given. */
  readonly filled: Promise<void>;
  #given = 0;
  #fill!: () => void;
  #goOn!: () => void;
  readonly #goesOn = new Promise<void>((resolve) => {
    this.#goOn = resolve;
  });

  constructor(keys: number, changing: number) {
    this.filled = new Promise((resolve) => {
      this.#fill = resolve;
    });
    const events = Array.from({ length: keys }, (_, key) => ({ at: 1_000_000, key, value: key }));
    const all = runsOf(events);
    const some = runsOf(pick(events, changing));
    this.rows = pulledSource('endless', () => this.#runs(all, some), { chunkSize: RUN });
  }

  /** How many events have gone through the graph. */
  get given(): number {
    return this.#given;
  }

  goOn(): void {
    this.#goOn();
  }

  async *#runs(
    all: readonly BenchEvent[][],
    some: readonly BenchEvent[][],
  ): AsyncGenerator<BenchEvent[]> {
    yield* all;
    this.#fill();
    await this.#goesOn;
    for (let i = 0; ; i += 1) {
      const run = some[i % some.length] as BenchEvent[];
      yield run;
      this.#given += run.length;
    }
  }
}

/** So many of the events, evenly among the others, in another order. */
function pick(events: readonly BenchEvent[], count: number): BenchEvent[] {
  const step = events.length / count;
  return Array.from(
    { length: count },
    (_, i) => events[((i * STRIDE) % count) * step] as BenchEvent,
  );
}

function runsOf(events: readonly BenchEvent[]): readonly BenchEvent[][] {
  return Array.from({ length: Math.ceil(events.length / RUN) }, (_, i) =>
    events.slice(i * RUN, (i + 1) * RUN),
  );
}
