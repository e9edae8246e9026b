import { filterEach, fixedWindow, mapEach } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import { DAY, DayLoop } from './dayLoop.ts';
import { bidsByRank, itemsByRank, rankOf, RankSets } from './ranks.ts';
import type { ByRank } from './ranks.ts';

/** What happened on a day, for all bids and for those of each rank of price. */
export interface DayStatistics {
  readonly day: number;
  readonly bids: ByRank;
  readonly bidders: ByRank;
  readonly auctions: ByRank;
}

export function mixRanks(salt: number, ...all: readonly ByRank[]): number {
  let hash = salt;
  for (const [total, low, middle, high] of all)
    hash = mix(hash, mix(total, low), mix(middle, high));
  return hash;
}

interface DayState {
  readonly bids: [number, number, number, number];
  readonly bidders: RankSets;
  readonly auctions: RankSets;
}

/**
 * Bidding statistics: of each day, when it is over, how many bids, different bidders and different
 * auctions there were: of all bids, and of those below 10,000, below 1,000,000, and above.
 */
export const q15: QueryDefinition<DayStatistics> = {
  name: 'q15',
  summary: 'bids, different bidders and different auctions of each day, by rank of price',
  fingerprint: ({ day, bids, bidders, auctions }) => mixRanks(day / DAY, bids, bidders, auctions),
  loop: (tally) =>
    new DayLoop(newDay, addBid, ({ bids, bidders, auctions }, day) =>
      tally.give({ day, bids, bidders: bidders.byRank, auctions: auctions.byRank }),
    ),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        fixedWindow({
          size: '1d',
          late: 'drop',
          aggregate: {
            bids: bidsByRank(),
            bidders: itemsByRank((bid) => bid.bidder),
            auctions: itemsByRank((bid) => bid.auction),
          },
        }),
        mapEach(({ window, value }) => ({ day: window.start, ...value })),
      ),
      tally,
    ),
};

function newDay(): DayState {
  return { bids: [0, 0, 0, 0], bidders: new RankSets(), auctions: new RankSets() };
}

function addBid({ bids, bidders, auctions }: DayState, { price, bidder, auction }: Bid): void {
  const rank = rankOf(price);
  bids[0] += 1;
  bids[rank] += 1;
  bidders.add(bidder, rank);
  auctions.add(auction, rank);
}
