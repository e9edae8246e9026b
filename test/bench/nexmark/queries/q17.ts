import { filterEach, fixedWindow, mapEach, max, mean, min, sum } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import { DAY, DayLoop } from './dayLoop.ts';
import { bidsByRank, rankOf } from './ranks.ts';
import type { ByRank } from './ranks.ts';

/** What was bid in an auction on a day. */
export interface AuctionStatistics {
  readonly auction: number;
  readonly day: number;
  readonly bids: ByRank;
  readonly lowest: number;
  readonly highest: number;
  readonly average: number;
  readonly total: number;
}

interface AuctionState {
  readonly bids: [number, number, number, number];
  lowest: number;
  highest: number;
  total: number;
}

/**
 * Auction statistics: of each auction and day, when the day is over, how many bids there were in all
 * and of each rank of price, and the lowest, highest and average price and their sum.
 */
export const q17: QueryDefinition<AuctionStatistics> = {
  name: 'q17',
  summary: 'bids by rank of price, and min, max, mean and sum, of each auction and day',
  fingerprint: ({ auction, day, bids: [all, low, middle, high], ...prices }) => {
    const { lowest, highest, average, total } = prices;
    const counts = mix(auction + day / DAY, mix(all, low), mix(middle, high));
    return mix(counts, mix(lowest, highest), mix(Math.round(average), total % 2 ** 31));
  },
  loop: (tally) =>
    new DayLoop(newDay, addBid, (auctions, day) => {
      for (const [auction, { bids, lowest, highest, total }] of auctions) {
        tally.give({ auction, day, bids, lowest, highest, average: total / bids[0], total });
      }
    }),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        fixedWindow({
          size: '1d',
          key: (bid) => bid.auction,
          late: 'drop',
          aggregate: {
            bids: bidsByRank(),
            lowest: min((bid) => bid.price),
            highest: max((bid) => bid.price),
            average: mean((bid) => bid.price),
            total: sum((bid) => bid.price),
          },
        }),
        mapEach(({ key, window, value }) => ({ auction: key, day: window.start, ...value })),
      ),
      tally,
    ),
};

function newDay(): Map<number, AuctionState> {
  return new Map();
}

function addBid(auctions: Map<number, AuctionState>, { auction, price }: Bid): void {
  let state = auctions.get(auction);
  if (state === undefined) {
    state = { bids: [0, 0, 0, 0], lowest: price, highest: price, total: 0 };
    auctions.set(auction, state);
  }
  state.bids[0] += 1;
  state.bids[rankOf(price)] += 1;
  if (price < state.lowest) state.lowest = price;
  if (price > state.highest) state.highest = price;
  state.total += price;
}
