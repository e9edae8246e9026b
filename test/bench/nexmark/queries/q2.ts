import { filterEach, mapEach } from 'millrace';
import type { Bid, NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';

/** What was offered in an auction. */
export interface Offer {
  readonly auction: number;
  readonly price: number;
}

const EVERY = 123;

export function isSelected(event: NexmarkEvent): event is Bid {
  return event.kind === 'bid' && event.auction % EVERY === 0;
}

export function offerOf({ auction, price }: Bid): Offer {
  return { auction, price };
}

/** Selection: auction and price of the bids for every 123rd auction. */
export const q2: QueryDefinition<Offer> = {
  name: 'q2',
  summary: 'the bids for every 123rd auction',
  fingerprint: ({ auction, price }) => mix(auction, price),
  loop: (tally) => ({
    step: (event) => {
      if (event.kind !== 'bid' || event.auction % EVERY !== 0) return;
      tally.give({ auction: event.auction, price: event.price });
    },
    end: () => {},
  }),
  chain: (input, tally) =>
    giveAll(input.stream().pipe(filterEach(isSelected), mapEach(offerOf)), tally),
};
