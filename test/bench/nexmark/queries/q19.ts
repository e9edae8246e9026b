import { filterEach, topN } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid, NexmarkEvent } from '../events.ts';
import { giveChanges } from '../giveAll.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

export const TOP = 10;

/**
 * Top bids: a table of the ten bids with the highest prices of each auction, of equal prices those
 * that arrived first; told as changes of the set of ten, without their places.
 */
export const q19: QueryDefinition<Bid> = {
  name: 'q19',
  summary: 'the ten highest bids of each auction, as changes',
  fingerprint: ({ auction, bidder, price }) => mix(auction, bidder, price),
  loop: (tally) => new TopBidsLoop(tally),
  chain: (input, tally) =>
    giveChanges(
      input.stream().pipe(
        filterEach(isBid),
        topN({
          key: (bid) => bid.auction,
          by: (bid) => bid.price,
          limit: TOP,
          withRank: false,
        }),
      ),
      tally,
    ),
};

class TopBidsLoop implements Loop {
  readonly #tally: ResultSink<Bid>;
  readonly #auctions = new Map<number, Bid[]>();

  constructor(tally: ResultSink<Bid>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    if (event.kind !== 'bid') return;
    const top = this.#auctions.get(event.auction);
    if (top === undefined) {
      this.#auctions.set(event.auction, [event]);
      this.#tally.give(event);
    } else if (top.length < TOP || event.price > (top[TOP - 1] as Bid).price) {
      this.#insert(top, event);
    }
  }

  end(): void {}

  #insert(top: Bid[], bid: Bid): void {
    if (top.length === TOP) this.#tally.takeBack(top.pop() as Bid);
    let place = top.length;
    top.push(bid);
    for (; place > 0 && (top[place - 1] as Bid).price < bid.price; place -= 1) {
      top[place] = top[place - 1] as Bid;
    }
    top[place] = bid;
    this.#tally.give(bid);
  }
}
