import {
  filter,
  from,
  groupBy,
  ignoreElements,
  map,
  merge,
  mergeMap,
  reduce,
  scan,
  Subject,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { isBid } from '../events.ts';
import type { Auction, Bid, NexmarkEvent, Person } from '../events.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { NexmarkVariant, QueryDefinition } from '../nexmarkQuery.ts';
import { q0 } from '../queries/q0.ts';
import { inEuros, q1 } from '../queries/q1.ts';
import { q11, SESSION_GAP } from '../queries/q11.ts';
import type { BidSession } from '../queries/q11.ts';
import { q18 } from '../queries/q18.ts';
import { q19, TOP } from '../queries/q19.ts';
import { isSelected, offerOf, q2 } from '../queries/q2.ts';
import { q22, withFolders } from '../queries/q22.ts';
import { q4 } from '../queries/q4.ts';
import type { CategoryAverage } from '../queries/q4.ts';
import { HOT_EVERY, HOT_SIZE, q5 } from '../queries/q5.ts';
import type { HotItem } from '../queries/q5.ts';
import { HIGHEST_SIZE, q7 } from '../queries/q7.ts';
import type { HighestBid } from '../queries/q7.ts';
import { q8, SELLER_SIZE } from '../queries/q8.ts';
import type { NewSeller } from '../queries/q8.ts';
import { q9 } from '../queries/q9.ts';
import type { WinningBid } from '../queries/winningBids.ts';
import { Tally } from '../tally.ts';
import { sessionsOf } from './sessionsOf.ts';

/** How far the watermark goes in one step (ms of event time): groups listen to each of them. */
const TICK = 100;

/** The events and, beside them, the watermark. */
interface Timed {
  readonly events: Observable<NexmarkEvent>;
  readonly watermark: Observable<number>;
}

/** Several results that an event led to: one that holds, and the one it took the place of. */
type Replaced<R> = readonly [result: R, before: R | undefined];

function variant<R, O>(
  { fingerprint }: QueryDefinition<R>,
  build: (timed: Timed) => Observable<O>,
  take: (tally: Tally<R>, result: O) => void,
): NexmarkVariant {
  return {
    prepare: (events) => () => {
      const tally = new Tally(fingerprint);
      build(timed(events)).subscribe((result) => take(tally, result));
      return tally.outcome;
    },
  };
}

/** Needs no watermark. */
function stateless<R>(
  { fingerprint }: QueryDefinition<R>,
  build: (events: Observable<NexmarkEvent>) => Observable<R>,
): NexmarkVariant {
  return {
    prepare: (events) => () => {
      const tally = new Tally(fingerprint);
      build(from(events)).subscribe((result) => tally.give(result));
      return tally.outcome;
    },
  };
}

function give<R>(tally: Tally<R>, result: R): void {
  tally.give(result);
}

function replace<R>(tally: Tally<R>, [result, before]: Replaced<R>): void {
  if (before !== undefined) tally.takeBack(before);
  tally.give(result);
}

function timed(events: readonly NexmarkEvent[]): Timed {
  const watermark = new Subject<number>();
  let [newest, told] = [-Infinity, -Infinity];
  const tell = ({ dateTime }: NexmarkEvent): void => {
    if (dateTime <= newest) return;
    newest = dateTime;
    const reached = watermarkAfter(dateTime);
    if (reached < told + TICK) return;
    told = reached;
    watermark.next(reached);
  };
  const complete = (): void => watermark.next(Infinity);
  return { events: from(events).pipe(tap({ next: tell, complete })), watermark };
}

/** The end of the fixed window of an event. */
function endOf({ dateTime }: NexmarkEvent, size: number): number {
  return dateTime - (dateTime % size) + size;
}

/** When the watermark has passed the last millisecond of a window. */
function passed({ watermark }: Timed, end: number): Observable<number> {
  return watermark.pipe(filter((reached) => reached >= end - 1));
}

function hotItems(timed: Timed): Observable<HotItem> {
  return timed.events.pipe(
    filter(isBid),
    mergeMap((bid) => {
      const first = endOf(bid, HOT_EVERY);
      const ends = Array.from({ length: HOT_SIZE / HOT_EVERY }, (_, i) => first + i * HOT_EVERY);
      return ends.map((end) => ({ end, auction: bid.auction }));
    }),
    groupBy(({ end }) => end, { duration: (group) => passed(timed, group.key) }),
    mergeMap((group) =>
      group.pipe(
        reduce(
          (counts, { auction }) => counts.set(auction, (counts.get(auction) ?? 0) + 1),
          new Map<number, number>(),
        ),
        mergeMap((counts) => {
          const most = [...counts.values()].reduce((a, b) => Math.max(a, b));
          const hot = [...counts].filter(([, num]) => num === most);
          return hot.map(([auction, num]) => ({ auction, num, end: group.key }));
        }),
      ),
    ),
  );
}

function highestBids(timed: Timed): Observable<HighestBid> {
  return timed.events.pipe(
    filter(isBid),
    groupBy((bid) => endOf(bid, HIGHEST_SIZE), { duration: (group) => passed(timed, group.key) }),
    mergeMap((group) =>
      group.pipe(
        reduce<Bid, readonly Bid[]>(higher, []),
        mergeMap((best) => best.map((bid) => ({ bid, end: group.key }))),
      ),
    ),
  );
}

function higher(best: readonly Bid[], bid: Bid): readonly Bid[] {
  const price = best[0]?.price ?? -Infinity;
  if (bid.price > price) return [bid];
  return bid.price === price ? [...best, bid] : best;
}

interface Newcomers {
  readonly persons: Map<number, string>;
  readonly sellers: Set<number>;
}

function newSellers(timed: Timed): Observable<NewSeller> {
  return timed.events.pipe(
    filter((event): event is Person | Auction => !isBid(event)),
    groupBy((event) => endOf(event, SELLER_SIZE), {
      duration: (group) => passed(timed, group.key),
    }),
    mergeMap((group) =>
      group.pipe(
        reduce(
          (all: Newcomers, event) => {
            if (event.kind === 'person') all.persons.set(event.id, event.name);
            else all.sellers.add(event.seller);
            return all;
          },
          { persons: new Map<number, string>(), sellers: new Set<number>() },
        ),
        mergeMap(({ persons, sellers }) => {
          const both = [...persons].filter(([id]) => sellers.has(id));
          return both.map(([id, name]) => ({ id, name, start: group.key - SELLER_SIZE }));
        }),
      ),
    ),
  );
}

interface Offers {
  readonly auction: Auction | undefined;
  readonly bids: Bid[];
}

function winningBids({ events, watermark }: Timed): Observable<WinningBid> {
  return events.pipe(
    filter((event): event is Auction | Bid => event.kind !== 'person'),
    groupBy((event) => (event.kind === 'auction' ? event.id : event.auction), {
      duration: (group) => {
        let until = -Infinity;
        const follow = tap((event: Auction | Bid) => {
          until = Math.max(until, event.kind === 'auction' ? event.expires : event.dateTime);
        });
        const over = watermark.pipe(filter((reached) => reached >= until));
        return merge(group.pipe(follow, ignoreElements()), over);
      },
    }),
    mergeMap((group) => group.pipe(reduce(gather, { auction: undefined, bids: [] }))),
    mergeMap(winner),
  );
}

function gather(offers: Offers, event: Auction | Bid): Offers {
  if (event.kind === 'auction') return { auction: event, bids: offers.bids };
  offers.bids.push(event);
  return offers;
}

function winner({ auction, bids }: Offers): readonly WinningBid[] {
  if (auction === undefined) return [];
  const { dateTime, expires } = auction;
  const valid = bids.filter((bid) => bid.dateTime >= dateTime && bid.dateTime <= expires);
  const [bid] = valid.sort((a, b) => b.price - a.price || a.dateTime - b.dateTime);
  return bid === undefined ? [] : [{ auction, bid }];
}

interface Averages {
  readonly totals: Map<number, { sum: number; auctions: number }>;
  readonly last: Replaced<CategoryAverage> | undefined;
}

function categoryAverages(timed: Timed): Observable<Replaced<CategoryAverage>> {
  return winningBids(timed).pipe(
    scan(
      ({ totals }: Averages, { auction: { category }, bid }) => {
        const { sum, auctions } = totals.get(category) ?? { sum: 0, auctions: 0 };
        const now = { sum: sum + bid.price, auctions: auctions + 1 };
        totals.set(category, now);
        const before = auctions === 0 ? undefined : { category, average: sum / auctions };
        return { totals, last: [{ category, average: now.sum / now.auctions }, before] as const };
      },
      { totals: new Map(), last: undefined },
    ),
    mergeMap(({ last }) => (last === undefined ? [] : [last])),
  );
}

function bidSessions({ events, watermark }: Timed): Observable<BidSession> {
  return events.pipe(
    filter(isBid),
    groupBy(({ bidder }) => bidder, {
      duration: (group) => {
        let end = -Infinity;
        const follow = tap(({ dateTime }: Bid) => (end = Math.max(end, dateTime + SESSION_GAP)));
        const over = watermark.pipe(filter((reached) => reached >= end - 1));
        return merge(group.pipe(follow, ignoreElements()), over);
      },
    }),
    mergeMap((group) =>
      group.pipe(
        reduce((times: number[], { dateTime }) => {
          times.push(dateTime);
          return times;
        }, []),
        // Between two steps of the watermark the first bids of the next session may have come.
        mergeMap((times) => sessionsOf(group.key, times)),
      ),
    ),
  );
}

function lastBids({ events }: Timed): Observable<Replaced<Bid>> {
  return events.pipe(
    filter(isBid),
    groupBy(({ auction, bidder }) => `${auction}|${bidder}`),
    mergeMap((group) =>
      group.pipe(
        scan(
          ({ now }: BidChange, bid): BidChange => {
            if (now !== undefined && bid.dateTime < now.dateTime) return { now, changed: false };
            return { now: bid, before: now, changed: true };
          },
          { now: undefined, changed: false },
        ),
        filter(({ changed }) => changed),
        map(({ now, before }) => [now as Bid, before] as const),
      ),
    ),
  );
}

interface BidChange {
  readonly now: Bid | undefined;
  readonly before?: Bid | undefined;
  readonly changed: boolean;
}

interface TopBids {
  readonly top: readonly Bid[];
  readonly entered?: Bid;
  readonly left?: Bid | undefined;
}

function topBids({ events }: Timed): Observable<Replaced<Bid>> {
  return events.pipe(
    filter(isBid),
    groupBy(({ auction }) => auction),
    mergeMap((group) =>
      group.pipe(
        scan(
          ({ top }: TopBids, entered): TopBids => {
            const all = [...top, entered].sort((a, b) => b.price - a.price);
            return { top: all.slice(0, TOP), entered, left: all[TOP] };
          },
          { top: [] },
        ),
        filter(({ entered, left }) => entered !== left),
        map(({ entered, left }) => [entered as Bid, left] as const),
      ),
    ),
  );
}

type RxjsQuery =
  | 'q0'
  | 'q1'
  | 'q2'
  | 'q4'
  | 'q5'
  | 'q7'
  | 'q8'
  | 'q9'
  | 'q11'
  | 'q18'
  | 'q19'
  | 'q22';

/** The queries as a competent user of RxJS composes them: groups that the watermark ends. */
export const rxjsPeers: Readonly<Record<RxjsQuery, NexmarkVariant>> = {
  q0: stateless(q0, (events) => events.pipe(filter(isBid))),
  q1: stateless(q1, (events) => events.pipe(filter(isBid), map(inEuros))),
  q2: stateless(q2, (events) => events.pipe(filter(isSelected), map(offerOf))),
  q4: variant(q4, categoryAverages, replace),
  q5: variant(q5, hotItems, give),
  q7: variant(q7, highestBids, give),
  q8: variant(q8, newSellers, give),
  q9: variant(q9, winningBids, give),
  q11: variant(q11, bidSessions, give),
  q18: variant(q18, lastBids, replace),
  q19: variant(q19, topBids, replace),
  q22: stateless(q22, (events) => events.pipe(filter(isBid), map(withFolders))),
};
