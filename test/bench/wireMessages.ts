import type { Ev, Item } from '../../src/wire/index.ts';
import { randomFrom } from '../support/chunks.ts';
import { events, isBid } from './nexmark/events.ts';

const SIZE = 256;
const START = Date.UTC(2026, 0, 31, 12);
const AIRPORTS = ['ATL', 'DFW', 'ORD', 'LAX', 'JFK', 'DEN', 'SFO', 'PHX', 'IAH', 'LAS'];

/** Departures as the demo has them, under the airport's key. */
function flights(count: number): Item[] {
  const random = randomFrom(1);
  const airport = (): string => AIRPORTS[random(AIRPORTS.length)] as string;
  return Array.from({ length: count }, (_, i) => {
    const et = START + i * 1_500 - random(60_000);
    const [origin, delay] = [airport(), random(90) - 12];
    const date = et - delay * 60_000;
    return { k: origin, op: 'ins', d: { date, delay, origin, destination: airport() }, et };
  });
}

/** The bids of the NEXMark suite. */
function bids(count: number, isShort: boolean): Item[] {
  return events(count * 2, 1)
    .filter(isBid)
    .slice(0, count)
    .map((bid) => {
      const { auction, bidder, price, dateTime } = bid;
      const d = isShort ? { auction, bidder, price, dateTime } : bid;
      return { op: 'ins', d, et: dateTime };
    });
}

/** A pane of counts a minute, for each airport. */
function panes(count: number): Item[] {
  const random = randomFrom(1);
  return Array.from({ length: count }, (_, i) => {
    const s = START + Math.floor(i / AIRPORTS.length) * 60_000;
    const d = { flights: random(40), delayed: random(9), mean: random(1_000) / 8 };
    const win = { s, e: s + 60_000, pane: 'onTime', i: 0, final: true } as const;
    return { k: AIRPORTS[i % AIRPORTS.length], op: 'ins', d, et: s + 59_999, win };
  });
}

function batches(items: readonly Item[], batch: number): Ev[] {
  const messages: Ev[] = [];
  for (let off = 0; off < items.length; off += batch) {
    const run = items.slice(off, off + batch);
    messages.push({ t: 'ev', ch: 1, off, wm: (run.at(-1) as Item).et, items: run });
  }
  return messages;
}

/** Messages of a feed by what is in them, and how many events a message has. */
export const WIRE_MESSAGES: ReadonlyMap<string, () => readonly Ev[]> = new Map([
  ['flights', () => batches(flights(SIZE * 40), SIZE)],
  ['bids', () => batches(bids(SIZE * 40, true), SIZE)],
  ['panes', () => batches(panes(SIZE * 40), SIZE)],
  // Half of such a bid is text that is in no other one: it costs the same in every form.
  ['bids with texts', () => batches(bids(SIZE * 40, false), SIZE)],
  ['flights one by one', () => batches(flights(2_000), 1)],
]);
