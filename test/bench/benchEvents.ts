import { Observable } from 'rxjs';
import { makeRows, RowSource } from '../../operators/index.ts';
import { randomFrom } from '../support/chunks.ts';

/** An event of a bench. */
export interface BenchEvent {
  readonly at: number;
  readonly key: number;
  readonly value: number;
}

/** How many events there are, and how dense. */
export interface EventsConfig {
  readonly count: number;
  readonly keys: number;
  readonly perSecond: number;
}

/** No event comes later than this after a newer one, but for one in a thousand. */
export const OUT_OF_ORDERNESS = 200;

const START = 1_000_000_000_000;
const STRAGGLER = 30_000;
const RUN = 512;

/** Events at random keys with a little disorder, one in a thousand a straggler; always the same. */
export function benchEvents(config: EventsConfig): BenchEvent[] {
  return Array.from({ length: config.count }, eventMaker(config));
}

function eventMaker({ keys, perSecond }: EventsConfig): (_: unknown, i: number) => BenchEvent {
  const random = randomFrom(1);
  return (_, i) => {
    const delay = random(1_000) === 0 ? random(STRAGGLER) : random(OUT_OF_ORDERNESS);
    const at = START + Math.floor((i * 1_000) / perSecond) - delay;
    return { at, key: random(keys), value: random(1_000) };
  };
}

/** The same events made while they are read, so that they take no memory, in runs. */
export function benchRuns(config: EventsConfig): Iterable<BenchEvent[]> {
  return {
    *[Symbol.iterator]() {
      const make = eventMaker(config);
      for (let start = 0; start < config.count; start += RUN) {
        const length = Math.min(RUN, config.count - start);
        yield Array.from({ length }, (_, i) => make(_, start + i));
      }
    },
  };
}

/** A source of such runs; `after` is called when so many events have gone through everything. */
export function benchSource(
  runs: Iterable<BenchEvent[]>,
  after: { readonly events: number; readonly call: () => void },
): RowSource<BenchEvent> {
  return new RowSource(
    new Observable((subscriber) => {
      let [sent, called] = [0, false];
      for (const values of runs) {
        subscriber.next(makeRows({ values }));
        sent += values.length;
        if (called || sent < after.events) continue;
        called = true;
        after.call();
      }
      subscriber.complete();
    }),
  );
}
