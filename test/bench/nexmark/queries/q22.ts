import { filterEach, mapEach } from 'millrace';
import { isBid } from '../events.ts';
import type { Bid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { QueryDefinition } from '../nexmarkQuery.ts';
import { mix, mixText } from '../tally.ts';

/** A bid with the first three folders of its address. */
export interface FolderBid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly dir1: string;
  readonly dir2: string;
  readonly dir3: string;
}

/** The third, fourth and fifth part of the address between slashes, counted from 0. */
export function withFolders({ auction, bidder, price, channel, url }: Bid): FolderBid {
  const host = url.indexOf('/', url.indexOf('/', url.indexOf('/') + 1) + 1);
  const first = url.indexOf('/', host + 1);
  const second = url.indexOf('/', first + 1);
  const third = url.indexOf('/', second + 1);
  const dir1 = url.slice(host + 1, first);
  const dir2 = url.slice(first + 1, second);
  return { auction, bidder, price, channel, dir1, dir2, dir3: url.slice(second + 1, third) };
}

/** Parts of a text: each bid with the first three folders of its address. */
export const q22: QueryDefinition<FolderBid> = {
  name: 'q22',
  summary: 'each bid with the first three folders of its address',
  fingerprint: ({ auction, price, dir1, dir2, dir3 }) =>
    mix(auction, price, mixText(dir1) + 3 * mixText(dir2) + 7 * mixText(dir3)),
  loop: (tally) => ({
    step: (event) => {
      if (event.kind === 'bid') tally.give(withFolders(event));
    },
    end: () => {},
  }),
  chain: (input, tally) =>
    giveAll(input.stream().pipe(filterEach(isBid), mapEach(withFolders)), tally),
};
