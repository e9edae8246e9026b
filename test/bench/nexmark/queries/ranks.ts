import { customAggregate } from 'millrace';
import type { Aggregate } from 'millrace';
import type { Bid } from '../events.ts';

/** A number for all bids and for those of each of three ranks of price. */
export type ByRank = readonly [all: number, low: number, middle: number, high: number];

export const LOW = 10_000;
export const HIGH = 1_000_000;

/** 1 for a low price, 2 for a middle one, 3 for a high one. */
export function rankOf(price: number): 1 | 2 | 3 {
  if (price < LOW) return 1;
  return price < HIGH ? 2 : 3;
}

/** How many bids there are of each rank. */
export function bidsByRank(): Aggregate<Bid, ByRank> {
  return customAggregate({
    create: () => [0, 0, 0, 0],
    add: (counts: number[], { price }: Bid) => {
      const rank = rankOf(price);
      counts[0] = (counts[0] as number) + 1;
      counts[rank] = (counts[rank] as number) + 1;
      return counts;
    },
    merge: (into, part) => into.map((n, rank) => n + (part[rank] as number)),
    result: (counts) => [...counts] as unknown as ByRank,
  });
}

/** How many different items there are of each rank, exactly: an item's ranks are a set of bits. */
export class RankSets {
  readonly seen: Map<number, number> = new Map();
  readonly counts: number[] = [0, 0, 0, 0];

  add(item: number, rank: number): void {
    const before = this.seen.get(item) ?? 0;
    const after = before | (1 << rank);
    if (after === before) return;
    this.seen.set(item, after);
    this.counts[rank] = (this.counts[rank] as number) + 1;
    if (before === 0) this.counts[0] = (this.counts[0] as number) + 1;
  }

  get byRank(): ByRank {
    return [...this.counts] as unknown as ByRank;
  }
}

/** How many different items the bids of each rank name, exactly; `distinct` estimates. */
export function itemsByRank(of: (bid: Bid) => number): Aggregate<Bid, ByRank> {
  return customAggregate({
    create: () => new RankSets(),
    add: (sets: RankSets, bid: Bid) => {
      sets.add(of(bid), rankOf(bid.price));
      return sets;
    },
    merge: (into, part) => {
      for (const [item, ranks] of part.seen) {
        for (const rank of [1, 2, 3]) if ((ranks & (1 << rank)) > 0) into.add(item, rank);
      }
      return into;
    },
    result: (sets) => sets.byRank,
  });
}
