import { filterEach } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';

/** Pass-through: each bid as it is. Shows what the transport costs. */
export const q0: QueryDefinition<Bid> = {
  name: 'q0',
  summary: 'each bid as it is',
  fingerprint: ({ auction, bidder, price }) => mix(auction, bidder, price),
  loop: (tally) => ({
    step: (event) => {
      if (event.kind === 'bid') tally.give(event);
    },
    end: () => {},
  }),
  chain: (input, tally) => giveAll(input.stream().pipe(filterEach(isBid)), tally),
};
