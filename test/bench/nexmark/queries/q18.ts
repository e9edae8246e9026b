import { filterEach, latestByKey } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid, NexmarkEvent } from '../events.ts';
import { giveChanges } from '../giveAll.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

const BIDDERS = 2 ** 26;

/** One number for an auction and a bidder: keys of an operator are plain values. */
export function bidderInAuction({ auction, bidder }: Bid): number {
  return auction * BIDDERS + bidder;
}

/**
 * Last bid: a table of the latest bid of each bidder in each auction by event time, of equal times the
 * one that arrived last; told as changes, kept for good.
 */
export const q18: QueryDefinition<Bid> = {
  name: 'q18',
  summary: 'the latest bid of each bidder in each auction, as changes',
  fingerprint: ({ auction, bidder, price }) => mix(auction, bidder, price),
  loop: (tally) => new LastBidLoop(tally),
  chain: (input, tally) =>
    giveChanges(
      input.stream().pipe(filterEach(isBid), latestByKey({ key: bidderInAuction })),
      tally,
    ),
};

class LastBidLoop implements Loop {
  readonly #tally: ResultSink<Bid>;
  readonly #auctions = new Map<number, Map<number, Bid>>();

  constructor(tally: ResultSink<Bid>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    if (event.kind !== 'bid') return;
    let bidders = this.#auctions.get(event.auction);
    if (bidders === undefined) this.#auctions.set(event.auction, (bidders = new Map()));
    const before = bidders.get(event.bidder);
    if (before !== undefined) {
      if (event.dateTime < before.dateTime) return;
      this.#tally.takeBack(before);
    }
    bidders.set(event.bidder, event);
    this.#tally.give(event);
  }

  end(): void {}
}
