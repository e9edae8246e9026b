import { filterEach, mapEach } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';

/** A bid with its price in euros. */
export interface EuroBid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly dateTime: number;
  readonly extra: string;
}

export const EUROS = 0.908;

export function inEuros({ auction, bidder, price, dateTime, extra }: Bid): EuroBid {
  return { auction, bidder, price: price * EUROS, dateTime, extra };
}

/** Currency conversion: each bid with its price times 0.908. */
export const q1: QueryDefinition<EuroBid> = {
  name: 'q1',
  summary: 'each bid with its price in another currency',
  fingerprint: ({ auction, bidder, price }) => mix(auction, bidder, price | 0),
  loop: (tally) => ({
    step: (event) => {
      if (event.kind !== 'bid') return;
      const { auction, bidder, price, dateTime, extra } = event;
      tally.give({ auction, bidder, price: price * EUROS, dateTime, extra });
    },
    end: () => {},
  }),
  chain: (input, tally) => giveAll(input.stream().pipe(filterEach(isBid), mapEach(inEuros)), tally),
};
