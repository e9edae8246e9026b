import { filterEach, keyedProcess } from '../../../../operators/index.ts';
import type { ProcessContext, Stream } from '../../../../operators/index.ts';
import { isAuction, isBid } from '../events.ts';
import type { Auction, Bid, NexmarkEvent } from '../events.ts';

/** An auction and the bid that won it. */
export interface WinningBid {
  readonly auction: Auction;
  readonly bid: Bid;
}

/** What is kept of an auction until it is over. */
interface OpenAuction {
  auction: Auction | undefined;
  best: Bid | undefined;
  /** Bids that came before their auction. */
  early: Bid[];
}

/** Bids without an auction are forgotten at multiples of so many milliseconds. */
const FORGET_EVERY = 128;

type Context = ProcessContext<number, OpenAuction, WinningBid>;

/**
 * The winning bid of each auction that had one, when the watermark has passed its end: of the bids
 * made between its beginning and its end the one with the highest price, of equal prices the earliest.
 */
export function winningBids(events: Stream<NexmarkEvent>): Stream<WinningBid> {
  return events.pipe(
    filterEach((event): event is Auction | Bid => isBid(event) || isAuction(event)),
    keyedProcess({
      key: (event) => (isBid(event) ? event.auction : event.id),
      late: 'drop',
      create: (): OpenAuction => ({ auction: undefined, best: undefined, early: [] }),
      process: (event, context: Context) => {
        if (isBid(event)) takeBid(event, context);
        else takeAuction(event, context);
      },
      onEventTime: (time, context: Context) => {
        const { state } = context;
        if (state.auction === undefined) forgetEarly(time, context);
        else if (time >= state.auction.expires) close(state.auction, context);
      },
    }),
  );
}

function close(auction: Auction, { state, emit, forget }: Context): void {
  if (state.best !== undefined) emit({ auction, bid: state.best });
  forget();
}

/** An auction that is still to come begins later than these bids: they are for none. */
function forgetEarly(time: number, { state, forget }: Context): void {
  state.early = state.early.filter(({ dateTime }) => dateTime > time);
  if (state.early.length === 0) forget();
}

function takeBid(bid: Bid, context: Context): void {
  const { state } = context;
  if (state.auction !== undefined) return offer(state, state.auction, bid);
  state.early.push(bid);
  context.setTimer('eventTime', Math.ceil(bid.dateTime / FORGET_EVERY) * FORGET_EVERY);
}

function takeAuction(auction: Auction, context: Context): void {
  const { state } = context;
  state.auction = auction;
  for (const bid of state.early) offer(state, auction, bid);
  state.early = [];
  context.setTimer('eventTime', auction.expires);
}

function offer(state: OpenAuction, auction: Auction, bid: Bid): void {
  const { best } = state;
  if (bid.dateTime < auction.dateTime || bid.dateTime > auction.expires) return;
  const wins = best === undefined || bid.price > best.price;
  if (wins || (bid.price === best.price && bid.dateTime < best.dateTime)) state.best = bid;
}
