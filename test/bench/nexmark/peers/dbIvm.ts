import {
  concat,
  D2,
  filter,
  groupBy,
  groupByOperators,
  groupedTopKWithFractionalIndex,
  join,
  map,
  MultiSet,
  output,
  reduce,
} from '@tanstack/db-ivm';
import type { IStreamBuilder } from '@tanstack/db-ivm';
import { isAuction, isBid, isPerson } from '../events.ts';
import type { Auction, Bid, NexmarkEvent } from '../events.ts';
import type { NexmarkVariant, QueryDefinition } from '../nexmarkQuery.ts';
import { q0 } from '../queries/q0.ts';
import { inEuros, q1 } from '../queries/q1.ts';
import { q11 } from '../queries/q11.ts';
import type { BidSession } from '../queries/q11.ts';
import { q18 } from '../queries/q18.ts';
import { q19, TOP } from '../queries/q19.ts';
import { isSelected, offerOf, q2 } from '../queries/q2.ts';
import { q22, withFolders } from '../queries/q22.ts';
import { q3, isLocal, isOfCategory, localItem } from '../queries/q3.ts';
import type { LocalItem } from '../queries/q3.ts';
import { expandedBid, q20 } from '../queries/q20.ts';
import type { ExpandedBid } from '../queries/q20.ts';
import { HOT_EVERY, HOT_SIZE, q5 } from '../queries/q5.ts';
import type { HotItem } from '../queries/q5.ts';
import { HIGHEST_SIZE, q7 } from '../queries/q7.ts';
import type { HighestBid } from '../queries/q7.ts';
import { q8, SELLER_SIZE } from '../queries/q8.ts';
import type { NewSeller } from '../queries/q8.ts';
import { q4 } from '../queries/q4.ts';
import type { CategoryAverage } from '../queries/q4.ts';
import { q9 } from '../queries/q9.ts';
import type { WinningBid } from '../queries/winningBids.ts';
import { Tally } from '../tally.ts';
import { sessionsOf } from './sessionsOf.ts';

/** How many events go in before the graph is run. */
const BATCH = 1_000;

type Events = IStreamBuilder<NexmarkEvent>;
type Rows<R> = [R, number][];

function variant<R>(
  { fingerprint }: QueryDefinition<R>,
  build: (source: Events) => IStreamBuilder<R>,
): NexmarkVariant {
  return {
    prepare: (events) => () => {
      const tally = new Tally(fingerprint);
      const graph = new D2();
      const input = graph.newInput<NexmarkEvent>();
      const count = (result: R, times: number): void => {
        for (let i = 0; i < times; i += 1) tally.give(result);
        for (let i = 0; i > times; i -= 1) tally.takeBack(result);
      };
      build(input).pipe(
        output((changes: MultiSet<R>) => {
          for (const [result, times] of changes.getInner()) count(result, times);
        }),
      );
      graph.finalize();
      for (let start = 0; start < events.length; start += BATCH) {
        const batch = events.slice(start, start + BATCH);
        input.sendData(new MultiSet(batch.map((event): [NexmarkEvent, number] => [event, 1])));
        graph.run();
      }
      return tally.outcome;
    },
  };
}

/** An event with the number of its arrival, which stands for it where rows are compared. */
type Numbered<T> = [arrival: number, event: T];

/** The bids with numbers, each under its key. */
function keyedBids<K>(source: Events, keyOf: (bid: Bid) => K): IStreamBuilder<[K, Numbered<Bid>]> {
  let arrivals = 0;
  return source.pipe(
    filter(isBid),
    map((event): [K, Numbered<Bid>] => {
      const bid = event as Bid;
      arrivals += 1;
      return [keyOf(bid), [arrivals, bid]];
    }),
  );
}

function keyed<T extends NexmarkEvent, K>(
  source: Events,
  isWanted: (event: NexmarkEvent) => event is T,
  keyOf: (event: T) => K,
): IStreamBuilder<[K, T]> {
  return source.pipe(
    filter(isWanted as (event: NexmarkEvent) => boolean),
    map((event): [K, T] => [keyOf(event as T), event as T]),
  );
}

/** Pairs of rows with one key. */
function joined<K, A, B>(
  left: IStreamBuilder<[K, A]>,
  right: IStreamBuilder<[K, B]>,
): IStreamBuilder<[K, [A, B]]> {
  return left.pipe(join(right, 'inner')) as IStreamBuilder<[K, [A, B]]>;
}

function localItems(source: Events): IStreamBuilder<LocalItem> {
  const persons = keyed(source, isLocal, ({ id }) => id);
  const auctions = keyed(source, isOfCategory, ({ seller }) => seller);
  return joined(persons, auctions).pipe(map(([, [person, auction]]) => localItem(person, auction)));
}

function expandedBids(source: Events): IStreamBuilder<ExpandedBid> {
  const auctions = keyed(source, isOfCategory, ({ id }) => id);
  const bids = keyed(source, isBid, ({ auction }) => auction);
  return joined(auctions, bids).pipe(map(([, [auction, bid]]) => expandedBid(auction, bid)));
}

function winningBids(source: Events): IStreamBuilder<WinningBid> {
  const auctions = keyed(source, isAuction, ({ id }) => id);
  const bids = keyed(source, isBid, ({ auction }) => auction);
  return joined(auctions, bids).pipe(
    filter(
      ([, [auction, { dateTime }]]) => dateTime >= auction.dateTime && dateTime <= auction.expires,
    ),
    reduce((pairs: [[Auction, Bid], number][]): Rows<[Auction, Bid]> => {
      const [best] = pairs.toSorted(
        ([[, a]], [[, b]]) => b.price - a.price || a.dateTime - b.dateTime,
      );
      return best === undefined ? [] : [[best[0], 1]];
    }),
    map(([, [auction, bid]]) => ({ auction, bid })),
  );
}

function categoryAverages(source: Events): IStreamBuilder<CategoryAverage> {
  return winningBids(source).pipe(
    groupBy(({ auction: { category } }) => ({ category }), {
      average: groupByOperators.avg(({ bid }: WinningBid) => bid.price),
    }),
    map(([, { category, average }]) => ({ category, average })),
  );
}

function hotItems(source: Events): IStreamBuilder<HotItem> {
  const windows = (step: number): IStreamBuilder<{ end: number; auction: number }> =>
    source.pipe(
      filter(isBid),
      map((event) => {
        const { dateTime, auction } = event as Bid;
        return { end: dateTime - (dateTime % HOT_EVERY) + step, auction };
      }),
    );
  let all = windows(HOT_EVERY);
  for (let step = 2 * HOT_EVERY; step <= HOT_SIZE; step += HOT_EVERY) {
    all = all.pipe(concat(windows(step)));
  }
  return all.pipe(
    groupBy(({ end, auction }) => ({ end, auction }), { num: groupByOperators.count() }),
    map(([, { end, auction, num }]): [number, HotItem] => [end, { end, auction, num }]),
    reduce((items: [HotItem, number][]): Rows<HotItem> => {
      const most = items.reduce((so, [{ num }, times]) => (times > 0 && num > so ? num : so), 0);
      return items.filter(([{ num }, times]) => times > 0 && num === most);
    }),
    map(([, item]) => item),
  );
}

function highestBids(source: Events): IStreamBuilder<HighestBid> {
  const endOf = ({ dateTime }: Bid): number => dateTime - (dateTime % HIGHEST_SIZE) + HIGHEST_SIZE;
  return keyedBids(source, endOf).pipe(
    reduce(
      (bids: [Numbered<Bid>, number][]): Rows<Bid> => {
        const highest = bids.reduce((so, [[, { price }]]) => Math.max(so, price), 0);
        const best = bids.filter(([[, { price }]]) => price === highest);
        return best.map(([[, bid], times]) => [bid, times]);
      },
      { prefixIdentity: true },
    ),
    map(([end, bid]) => ({ bid, end })),
  );
}

function newSellers(source: Events): IStreamBuilder<NewSeller> {
  const keyOf = (id: number, time: number): string => `${id}|${time - (time % SELLER_SIZE)}`;
  const persons = keyed(source, isPerson, ({ id, dateTime }) => keyOf(id, dateTime));
  const sellers = keyed(source, isAuction, ({ seller, dateTime }) => keyOf(seller, dateTime)).pipe(
    reduce((): Rows<true> => [[true, 1]]),
  );
  return joined(persons, sellers as IStreamBuilder<[string, true]>).pipe(
    map(([, [{ id, name, dateTime }]]) => {
      return { id, name, start: dateTime - (dateTime % SELLER_SIZE) };
    }),
  );
}

function bidSessions(source: Events): IStreamBuilder<BidSession> {
  return keyedBids(source, ({ bidder }) => bidder).pipe(
    // The bids of a key are all of one bidder.
    reduce(
      (bids: [Numbered<Bid>, number][]): Rows<BidSession> => {
        const times = bids.map(([[, { dateTime }]]) => dateTime);
        const bidder = bids[0]?.[0][1].bidder ?? 0;
        return sessionsOf(bidder, times).map((session) => [session, 1]);
      },
      { prefixIdentity: true },
    ),
    map(([, session]) => session),
  );
}

function firstBids(
  source: Events,
  limit: number,
  groupOf: (bid: Bid) => unknown,
  order: (a: Numbered<Bid>, b: Numbered<Bid>) => number,
): IStreamBuilder<Bid> {
  let arrivals = 0;
  return keyedBids(source, () => (arrivals += 1)).pipe(
    groupedTopKWithFractionalIndex(order, { limit, groupKeyFn: (_, [, bid]) => groupOf(bid) }),
    map(([, [[, bid]]]) => bid),
  );
}

function lastBids(source: Events): IStreamBuilder<Bid> {
  const groupOf = ({ auction, bidder }: Bid): string => `${auction}|${bidder}`;
  return firstBids(source, 1, groupOf, ([m, a], [n, b]) => b.dateTime - a.dateTime || n - m);
}

function topBids(source: Events): IStreamBuilder<Bid> {
  const groupOf = ({ auction }: Bid): number => auction;
  return firstBids(source, TOP, groupOf, ([m, a], [n, b]) => b.price - a.price || m - n);
}

type DbIvmQuery = 'q0' | 'q1' | 'q2' | 'q3' | 'q4' | 'q5' | 'q7' | 'q8';
type MoreDbIvmQuery = 'q9' | 'q11' | 'q18' | 'q19' | 'q20' | 'q22';

/**
 * The queries as views that are kept up to date: a reduce computes a key anew from all its values, and
 * nothing is ever dropped, since time is a value like others here.
 */
export const dbIvmPeers: Readonly<Record<DbIvmQuery | MoreDbIvmQuery, NexmarkVariant>> = {
  q0: variant(q0, bidsOf),
  q1: variant(q1, (source) => bidsOf(source).pipe(map(inEuros))),
  q2: variant(q2, (source) =>
    source.pipe(
      filter(isSelected),
      map((event) => offerOf(event as Bid)),
    ),
  ),
  q3: variant(q3, localItems),
  q4: variant(q4, categoryAverages),
  q5: variant(q5, hotItems),
  q7: variant(q7, highestBids),
  q8: variant(q8, newSellers),
  q9: variant(q9, winningBids),
  q11: variant(q11, bidSessions),
  q18: variant(q18, lastBids),
  q19: variant(q19, topBids),
  q20: variant(q20, expandedBids),
  q22: variant(q22, (source) => bidsOf(source).pipe(map(withFolders))),
};

function bidsOf(source: Events): IStreamBuilder<Bid> {
  return source.pipe(filter(isBid)) as IStreamBuilder<Bid>;
}
