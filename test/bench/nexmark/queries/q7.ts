import { filterEach, fixedWindow, flatMapEach } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid, NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';
import { leaders } from './leaders.ts';

/** A bid with the highest price of a window. */
export interface HighestBid {
  readonly bid: Bid;
  /** Of the window. */
  readonly end: number;
}

export const HIGHEST_SIZE = 10_000;

/** Highest bid: of each 10 s the bids with the highest price, all of them where several have it. */
export const q7: QueryDefinition<HighestBid> = {
  name: 'q7',
  summary: 'the bids with the highest price of each 10 s',
  fingerprint: ({ bid, end }) => mix(bid.price, bid.bidder ^ bid.auction, end / 1_000),
  loop: (tally) => new HighestBidLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        fixedWindow({
          size: HIGHEST_SIZE,
          late: 'drop',
          aggregate: { best: leaders((bid: Bid) => bid.price) },
        }),
        flatMapEach(({ value, window }) =>
          value.best.rows.map((bid) => ({ bid, end: window.end })),
        ),
      ),
      tally,
    ),
};

interface Best {
  price: number;
  bids: Bid[];
}

class HighestBidLoop implements Loop {
  readonly #tally: ResultSink<HighestBid>;
  readonly #windows = new Map<number, Best>();
  #watermark = -Infinity;
  #nextEnd = Infinity;

  constructor(tally: ResultSink<HighestBid>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (event.kind === 'bid') this.#take(event, dateTime - (dateTime % HIGHEST_SIZE));
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextEnd - 1) this.#fire();
    }
  }

  end(): void {
    this.#watermark = Infinity;
    this.#fire();
  }

  #take(bid: Bid, start: number): void {
    const best = this.#windows.get(start);
    if (best === undefined) this.#open(bid, start);
    else if (bid.price > best.price) {
      best.price = bid.price;
      best.bids = [bid];
    } else if (bid.price === best.price) best.bids.push(bid);
  }

  #open(bid: Bid, start: number): void {
    const end = start + HIGHEST_SIZE;
    if (end - 1 <= this.#watermark) return;
    this.#windows.set(start, { price: bid.price, bids: [bid] });
    this.#nextEnd = Math.min(this.#nextEnd, end);
  }

  #fire(): void {
    this.#nextEnd = Infinity;
    for (const [start, { bids }] of this.#windows) {
      const end = start + HIGHEST_SIZE;
      if (end - 1 <= this.#watermark) {
        this.#windows.delete(start);
        for (const bid of bids) this.#tally.give({ bid, end });
      } else this.#nextEnd = Math.min(this.#nextEnd, end);
    }
  }
}
