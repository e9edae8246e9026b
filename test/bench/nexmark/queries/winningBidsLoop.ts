import type { Auction, Bid, NexmarkEvent } from '../events.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop } from '../nexmarkQuery.ts';

/** Auctions are looked at again when they may be over, in buckets of so many milliseconds. */
const BUCKET = 128;

interface OpenAuction {
  readonly auction: Auction;
  best: Bid | undefined;
}

/** The winning bids in a plain loop: gives each auction that had a bid when it is over. */
export class WinningBidsLoop implements Loop {
  readonly #give: (auction: Auction, bid: Bid) => void;
  readonly #open = new Map<number, OpenAuction>();
  /** By auction: bids that came before it. */
  readonly #early = new Map<number, Bid[]>();
  readonly #buckets = new Map<number, OpenAuction[]>();
  #watermark = -Infinity;
  /** Auctions of the buckets before it are closed. */
  #bucket = Number.NaN;

  constructor(give: (auction: Auction, bid: Bid) => void) {
    this.#give = give;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (dateTime > this.#watermark) {
      if (event.kind === 'bid') this.#takeBid(event);
      else if (event.kind === 'auction') this.#takeAuction(event);
    }
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#bucket * BUCKET + BUCKET) this.#closeBuckets();
    }
  }

  end(): void {
    for (const open of this.#open.values()) this.#close(open);
  }

  #takeBid(bid: Bid): void {
    const open = this.#open.get(bid.auction);
    if (open !== undefined) {
      if (bid.price >= (open.best?.price ?? 0)) offer(open, bid);
      return;
    }
    const early = this.#early.get(bid.auction);
    if (early === undefined) this.#early.set(bid.auction, [bid]);
    else early.push(bid);
  }

  #takeAuction(auction: Auction): void {
    const open: OpenAuction = { auction, best: undefined };
    const early = this.#early.get(auction.id);
    if (early !== undefined) {
      this.#early.delete(auction.id);
      for (const bid of early) offer(open, bid);
    }
    this.#open.set(auction.id, open);
    const bucket = Math.floor(auction.expires / BUCKET);
    const others = this.#buckets.get(bucket);
    if (others === undefined) this.#buckets.set(bucket, [open]);
    else others.push(open);
    if (!(this.#bucket <= bucket)) this.#bucket = bucket;
  }

  #closeBuckets(): void {
    for (; this.#watermark >= this.#bucket * BUCKET + BUCKET; this.#bucket += 1) {
      for (const open of this.#buckets.get(this.#bucket) ?? []) {
        this.#open.delete(open.auction.id);
        this.#close(open);
      }
      this.#buckets.delete(this.#bucket);
    }
    for (const [auction, bids] of this.#early) {
      if ((bids.at(-1) as Bid).dateTime <= this.#watermark) this.#early.delete(auction);
    }
  }

  #close({ auction, best }: OpenAuction): void {
    if (best !== undefined) this.#give(auction, best);
  }
}

function offer(open: OpenAuction, bid: Bid): void {
  const { auction, best } = open;
  if (bid.dateTime < auction.dateTime || bid.dateTime > auction.expires) return;
  const wins = best === undefined || bid.price > best.price;
  if (wins || (bid.price === best.price && bid.dateTime < best.dateTime)) open.best = bid;
}
