import { latestByKey, mapEach, scanByKey } from 'millrace';
import { giveChanges } from '../giveAll.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';
import { winningBids } from './winningBids.ts';
import { WinningBidsLoop } from './winningBidsLoop.ts';

/** What auctions of a category bring on average. */
export interface CategoryAverage {
  readonly category: number;
  readonly average: number;
}

interface Total {
  readonly sum: number;
  readonly auctions: number;
}

/**
 * Average price for a category: a table of the mean of the winning bids of each category, told as
 * changes whenever an auction with a bid is over.
 */
export const q4: QueryDefinition<CategoryAverage> = {
  name: 'q4',
  summary: 'the mean winning bid of each category, as changes when auctions are over',
  fingerprint: ({ category, average }) => mix(category, Math.round(average * 16) % 2 ** 31),
  loop: averageLoop,
  chain: (input, tally) =>
    giveChanges(
      winningBids(input.stream()).pipe(
        scanByKey({
          key: ({ auction }) => auction.category,
          seed: (): Total => ({ sum: 0, auctions: 0 }),
          reduce: ({ sum, auctions }, { bid }) => ({
            sum: sum + bid.price,
            auctions: auctions + 1,
          }),
        }),
        mapEach(({ key, value }) => ({ category: key, average: value.sum / value.auctions })),
        latestByKey({ key: ({ category }) => category }),
      ),
      tally,
    ),
};

function averageLoop(tally: ResultSink<CategoryAverage>): Loop {
  const totals = new Map<number, { sum: number; auctions: number; told: CategoryAverage }>();
  return new WinningBidsLoop(({ category }, { price }) => {
    const total = totals.get(category);
    if (total === undefined) {
      const told = { category, average: price };
      totals.set(category, { sum: price, auctions: 1, told });
      tally.give(told);
      return;
    }
    total.sum += price;
    total.auctions += 1;
    tally.takeBack(total.told);
    total.told = { category, average: total.sum / total.auctions };
    tally.give(total.told);
  });
}
