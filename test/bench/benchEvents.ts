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

/** Events at random keys with a little disorder, one in a thousand a straggler; always the same. */
export function benchEvents({ count, keys, perSecond }: EventsConfig): BenchEvent[] {
  const random = randomFrom(1);
  return Array.from({ length: count }, (_, i) => {
    const delay = random(1_000) === 0 ? random(STRAGGLER) : random(OUT_OF_ORDERNESS);
    const at = START + Math.floor((i * 1_000) / perSecond) - delay;
    return { at, key: random(keys), value: random(1_000) };
  });
}
