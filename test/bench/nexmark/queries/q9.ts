import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import { winningBids } from './winningBids.ts';
import type { WinningBid } from './winningBids.ts';
import { WinningBidsLoop } from './winningBidsLoop.ts';

/** Winning bids: each auction that had a bid with the bid that won it, when the auction is over. */
export const q9: QueryDefinition<WinningBid> = {
  name: 'q9',
  summary: 'each auction with its winning bid, when it is over',
  fingerprint: ({ auction, bid }) => mix(auction.id, bid.price, bid.bidder),
  loop: (tally) => new WinningBidsLoop((auction, bid) => tally.give({ auction, bid })),
  chain: (input, tally) => giveAll(winningBids(input.stream()), tally),
};
