import { filterEach, fixedWindow, mapEach, max } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mixText } from '../tally.ts';
import { DAY, DayLoop } from './dayLoop.ts';
import { mixRanks } from './q15.ts';
import type { DayStatistics } from './q15.ts';
import { bidsByRank, itemsByRank, rankOf, RankSets } from './ranks.ts';

/** What happened on a day in one channel. */
export interface ChannelStatistics extends DayStatistics {
  readonly channel: string;
  /** When its last bid was, in minutes since the epoch. */
  readonly lastMinute: number;
}

interface ChannelState {
  lastMinute: number;
  readonly bids: [number, number, number, number];
  readonly bidders: RankSets;
  readonly auctions: RankSets;
}

const MINUTE = 60_000;

/** Channel statistics: those of q15 for each channel, and the minute of its last bid. */
export const q16: QueryDefinition<ChannelStatistics> = {
  name: 'q16',
  summary: 'the statistics of q15 for each channel',
  fingerprint: ({ channel, day, lastMinute, bids, bidders, auctions }) =>
    mixRanks(mixText(channel) + day / DAY + lastMinute, bids, bidders, auctions),
  loop: (tally) =>
    new DayLoop(newDay, addBid, (channels, day) => {
      for (const [channel, { lastMinute, bids, bidders, auctions }] of channels) {
        const different = { bidders: bidders.byRank, auctions: auctions.byRank };
        tally.give({ channel, day, lastMinute, bids, ...different });
      }
    }),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        fixedWindow({
          size: '1d',
          key: (bid) => bid.channel,
          late: 'drop',
          aggregate: {
            last: max((bid) => bid.dateTime),
            bids: bidsByRank(),
            bidders: itemsByRank((bid) => bid.bidder),
            auctions: itemsByRank((bid) => bid.auction),
          },
        }),
        mapEach(({ key, window, value: { last, ...counts } }) => ({
          channel: key,
          day: window.start,
          lastMinute: Math.floor(last / MINUTE),
          ...counts,
        })),
      ),
      tally,
    ),
};

function newDay(): Map<string, ChannelState> {
  return new Map();
}

function newChannel(): ChannelState {
  const [bidders, auctions] = [new RankSets(), new RankSets()];
  return { lastMinute: 0, bids: [0, 0, 0, 0], bidders, auctions };
}

function addBid(channels: Map<string, ChannelState>, bid: Bid): void {
  let state = channels.get(bid.channel);
  if (state === undefined) channels.set(bid.channel, (state = newChannel()));
  const rank = rankOf(bid.price);
  state.lastMinute = Math.max(state.lastMinute, Math.floor(bid.dateTime / MINUTE));
  state.bids[0] += 1;
  state.bids[rank] += 1;
  state.bidders.add(bid.bidder, rank);
  state.auctions.add(bid.auction, rank);
}
