import { branch, filterEach, intervalJoin } from 'millrace';
import { isBid, OUT_OF_ORDERNESS } from '../events.ts';
import type { Auction, Bid, NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';
import { isOfCategory } from './q3.ts';

/** A bid with the auction it is for. */
export interface ExpandedBid {
  readonly bid: Bid;
  readonly auction: Auction;
}

/** How long a bid waits for its auction. */
const BEFORE = 1_000;
/** How long bids for an auction are looked for. */
const AFTER = 60_000;

export function expandedBid(auction: Auction, bid: Bid): ExpandedBid {
  return { bid, auction };
}

/**
 * Expanded bids: each bid for an auction of category 10 with that auction; at once when both have
 * come. The published query has no bound in time: here a bid belongs to its auction from 1 s before
 * to 1 min after the auction began, so that state has an end.
 */
export const q20: QueryDefinition<ExpandedBid> = {
  name: 'q20',
  summary: 'bids with their auction, of a category',
  fingerprint: ({ bid, auction }) => mix(bid.price, bid.bidder, auction.id + auction.seller),
  loop: (tally) => new ExpandedBidLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        branch((all) =>
          all.pipe(
            filterEach(isOfCategory),
            intervalJoin(all.pipe(filterEach(isBid)), {
              leftKey: (auction) => auction.id,
              rightKey: (bid) => bid.auction,
              lower: -BEFORE,
              upper: AFTER,
              late: 'drop',
              lateBy: 'input',
              project: expandedBid,
            }),
          ),
        ),
      ),
      tally,
    ),
};

class ExpandedBidLoop implements Loop {
  readonly #tally: ResultSink<ExpandedBid>;
  readonly #auctions = new Map<number, Auction>();
  /** By auction: bids whose auction may still come, of one stretch of time and of the one before. */
  #waiting = new Map<number, Bid[]>();
  #waitingLonger = new Map<number, Bid[]>();
  #watermark = -Infinity;
  #nextSweep = -Infinity;

  constructor(tally: ResultSink<ExpandedBid>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (dateTime > this.#watermark) {
      if (event.kind === 'bid') this.#takeBid(event);
      else if (isOfCategory(event)) this.#takeAuction(event);
    }
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextSweep) this.#sweep();
    }
  }

  end(): void {}

  #takeBid(bid: Bid): void {
    const auction = this.#auctions.get(bid.auction);
    if (auction !== undefined) this.#meet(auction, bid);
    else {
      const waiting = this.#waiting.get(bid.auction);
      if (waiting === undefined) this.#waiting.set(bid.auction, [bid]);
      else waiting.push(bid);
    }
  }

  #takeAuction(auction: Auction): void {
    this.#auctions.set(auction.id, auction);
    for (const bid of this.#waitingLonger.get(auction.id) ?? []) this.#meet(auction, bid);
    for (const bid of this.#waiting.get(auction.id) ?? []) this.#meet(auction, bid);
  }

  #meet(auction: Auction, bid: Bid): void {
    const distance = bid.dateTime - auction.dateTime;
    if (distance >= -BEFORE && distance <= AFTER) this.#tally.give({ bid, auction });
  }

  /** Not more often than a bid waits: one that saw two of them has waited long enough. */
  #sweep(): void {
    this.#nextSweep = this.#watermark + BEFORE + 2 * OUT_OF_ORDERNESS;
    this.#waitingLonger = this.#waiting;
    this.#waiting = new Map();
    for (const [id, { dateTime }] of this.#auctions) {
      if (dateTime + AFTER > this.#watermark) break;
      this.#auctions.delete(id);
    }
  }
}
