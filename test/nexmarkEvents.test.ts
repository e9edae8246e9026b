import * as assert from './support/assert.ts';
import { suite } from './support/suite.ts';
import {
  arrivalsOf,
  events,
  isAuction,
  isBid,
  isPerson,
  OUT_OF_ORDERNESS,
} from './bench/nexmark/events.ts';
import type { NexmarkEvent } from './bench/nexmark/events.ts';

const test = suite('nexmarkEvents');

const COUNT = 20_000;
const made = events(COUNT, 1);

/** Which part of them is so. */
function shareOf<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length;
}

/** How far each event comes behind the newest one before it, at the most (ms). */
function disorder(arrived: readonly NexmarkEvent[]): number {
  let [newest, most] = [-Infinity, 0];
  for (const { dateTime } of arrived) {
    newest = Math.max(newest, dateTime);
    most = Math.max(most, newest - dateTime);
  }
  return most;
}

test('one seed makes the same events each time, another one others', () => {
  assert.equal(events(500, 3), events(500, 3));
  assert.notEqual(events(500, 3), events(500, 4));
});

test('of 50 events one is a person, three are auctions and 46 are bids', () => {
  const counts = [isPerson, isAuction, isBid].map((is) => made.filter(is).length);
  assert.equal(counts, [COUNT / 50, (3 * COUNT) / 50, (46 * COUNT) / 50]);
});

test('half of the bids are for a hot auction, three quarters are by a hot bidder', () => {
  const bids = made.filter(isBid);
  const auctions = shareOf(bids, ({ auction }) => auction % 100 === 0);
  assert.ok(auctions > 0.49 && auctions < 0.52, `${auctions}`);
  const bidders = shareOf(bids, ({ bidder }) => bidder % 100 === 1);
  assert.ok(bidders > 0.74 && bidders < 0.77, `${bidders}`);
});

test('three quarters of the auctions are by a hot seller', () => {
  const sellers = shareOf(made.filter(isAuction), ({ seller }) => seller % 100 === 0);
  assert.ok(sellers > 0.72 && sellers < 0.79, `${sellers}`);
});

test('events come out of order, but no further than promised', () => {
  assert.ok(disorder(made) > 0);
  assert.ok(disorder(made) <= OUT_OF_ORDERNESS);
  assert.is(disorder(events(1_000, 1, { groupSize: 1 })), 0);
});

test('an auction ends after it begins, and no id of a bid is far ahead', () => {
  for (const { dateTime, expires } of made.filter(isAuction)) assert.ok(expires > dateTime);
  const last = Math.max(...made.filter(isAuction).map(({ id }) => id));
  for (const { auction } of made.filter(isBid)) assert.ok(auction <= last + 10);
});

test('the recorded clock never goes back', () => {
  const arrivals = arrivalsOf(made);
  assert.is(arrivals.length, COUNT);
  assert.ok(
    arrivals.every((arrival, index) => index === 0 || arrival >= (arrivals[index - 1] ?? 0)),
  );
});

test.run();
