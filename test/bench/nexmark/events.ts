import { randomFrom } from '../../support/chunks.ts';

/** Somebody who sells or bids. */
export interface Person {
  readonly kind: 'person';
  /** When it happened, in milliseconds since the epoch. */
  readonly dateTime: number;
  readonly id: number;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  readonly extra: string;
}

/** Something put up for sale, until it expires. */
export interface Auction {
  readonly kind: 'auction';
  readonly dateTime: number;
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  readonly expires: number;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

/** What a person offers in an auction. */
export interface Bid {
  readonly kind: 'bid';
  readonly dateTime: number;
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly extra: string;
}

export type NexmarkEvent = Person | Auction | Bid;

export function isPerson(event: NexmarkEvent): event is Person {
  return event.kind === 'person';
}

export function isAuction(event: NexmarkEvent): event is Auction {
  return event.kind === 'auction';
}

export function isBid(event: NexmarkEvent): event is Bid {
  return event.kind === 'bid';
}

/** How dense the events are and how far out of order they arrive. */
export interface EventsConfig {
  /** Events per second of event time (default: 10,000). */
  readonly eventsPerSecond?: number;
  /** Events are permuted within groups of this many (default: 64); 1 for none out of order. */
  readonly groupSize?: number;
}

/** No event comes later than this (ms) after a newer one, with the default density and groups. */
export const OUT_OF_ORDERNESS = 10;

/** One and a half seconds before midnight, so that also short runs see two days. */
const START = Date.UTC(2026, 0, 31, 23, 59, 58, 500);
const FIRST_ID = 1_000;
/** Of 50 events one is a person and three are auctions. */
const CYCLE = 50;
const PERSONS = 1;
const AUCTIONS = 3;
const IN_FLIGHT = 100;
const ACTIVE = 1_000;
/** Ids are taken from so many that are still to come. */
const LEAD = 10;
/** Every hundredth auction, seller and bidder can be a hot one. */
const HOT_STEP = 100;
const CHANNELS = 10_000;
const HOT_CHANNELS = ['alpha', 'bravo', 'charlie', 'delta'];
const CITIES = ['Tucson', 'Fresno', 'Oakland', 'Nampa', 'Salem', 'Eugene', 'Yakima', 'Cody'];
const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];
const NAMES = ['Ada', 'Bo', 'Cleo', 'Dag', 'Eve', 'Finn', 'Gro', 'Hans', 'Ida', 'Jon', 'Kari'];

type Random = (below: number) => number;

/** What all events of a run draw from. */
interface Pool {
  readonly random: Random;
  readonly texts: readonly string[];
  readonly channels: readonly string[];
  readonly urls: readonly string[];
  /** Between one event and the next, in milliseconds. */
  readonly step: number;
}

/**
 * The events of the NEXMark suite, always the same for a seed: 1 person to 3 auctions to 46 bids.
 * One of two bids is for the hot auction of the moment, three of four are by the hot bidder, three
 * of four auctions by the hot seller, and half of the bids come by one of four hot channels.
 *
 * Arrival is out of order within groups, so no event is further behind than a group is long.
 */
export function events(count: number, seed: number, config: EventsConfig = {}): NexmarkEvent[] {
  const { eventsPerSecond = 10_000, groupSize = 64 } = config;
  const random = randomFrom(seed);
  const pool = makePool(random, 1_000 / eventsPerSecond);
  const made = Array.from({ length: count }, (_, index) => makeEvent(pool, index));
  for (let start = 0; start + groupSize <= count; start += groupSize) {
    shuffle(made, start, groupSize, random);
  }
  return made;
}

/**
 * When each event arrived on the recorded clock: so long after the newest one before it that the
 * clock never goes back.
 */
export function arrivalsOf(arrived: readonly NexmarkEvent[]): number[] {
  let newest = -Infinity;
  return arrived.map(({ dateTime }) => {
    newest = Math.max(newest, dateTime);
    return newest + OUT_OF_ORDERNESS;
  });
}

function makePool(random: Random, step: number): Pool {
  const texts = Array.from({ length: 1_024 }, () => text(random, 70));
  const channels = Array.from({ length: CHANNELS }, (_, n) => HOT_CHANNELS[n] ?? `channel-${n}`);
  const urls = channels.map((_, n) => {
    const path = [text(random, 5), text(random, 5), text(random, 6)].join('/');
    return `https://auctions.example/${path}/item.htm?query=1&channel_id=${n}`;
  });
  return { random, texts, channels, urls, step };
}

function text(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + random(26))).join('');
}

function makeEvent(pool: Pool, index: number): NexmarkEvent {
  const place = index % CYCLE;
  const dateTime = START + Math.floor(index * pool.step);
  if (place < PERSONS) return makePerson(pool, index, dateTime);
  if (place < PERSONS + AUCTIONS) return makeAuction(pool, index, dateTime);
  return makeBid(pool, index, dateTime);
}

function makePerson({ random, texts }: Pool, index: number, dateTime: number): Person {
  const id = FIRST_ID + lastPerson(index);
  const name = pick(NAMES, random);
  return {
    kind: 'person',
    dateTime,
    id,
    name,
    emailAddress: `${name}@mail.example`,
    creditCard: String(1e15 + random(1e9)),
    city: pick(CITIES, random),
    state: pick(STATES, random),
    extra: pick(texts, random),
  };
}

function makeAuction(pool: Pool, index: number, dateTime: number): Auction {
  const { random, texts, step } = pool;
  const hot = random(4) > 0;
  const seller = hot ? hotOf(lastPerson(index)) : somePerson(random, index);
  const initialBid = price(random);
  // On average as long as it takes until as many auctions as are in flight have begun.
  const average = Math.floor((IN_FLIGHT * CYCLE * step) / AUCTIONS);
  return {
    kind: 'auction',
    dateTime,
    id: FIRST_ID + lastAuction(index),
    itemName: pick(texts, random),
    description: pick(texts, random),
    initialBid,
    reserve: initialBid + price(random),
    expires: dateTime + 1 + random(Math.max(1, average * 2)),
    seller: FIRST_ID + seller,
    category: 10 + random(5),
    extra: pick(texts, random),
  };
}

function makeBid(pool: Pool, index: number, dateTime: number): Bid {
  const { random, texts, channels, urls } = pool;
  const newest = lastAuction(index);
  const auction = random(2) > 0 ? hotOf(newest) : someAuction(random, newest);
  const bidder = random(4) > 0 ? hotOf(lastPerson(index)) + 1 : somePerson(random, index);
  const channel = random(2) > 0 ? random(HOT_CHANNELS.length) : random(CHANNELS);
  return {
    kind: 'bid',
    dateTime,
    auction: FIRST_ID + auction,
    bidder: FIRST_ID + bidder,
    price: price(random),
    channel: channels[channel] as string,
    url: urls[channel] as string,
    extra: pick(texts, random),
  };
}

/** The newest person, counted from 0, when an event is made. */
function lastPerson(index: number): number {
  return Math.floor(index / CYCLE);
}

/** The newest auction, counted from 0, when an event is made; -1 before the first. */
function lastAuction(index: number): number {
  const place = Math.min((index % CYCLE) - PERSONS, AUCTIONS - 1);
  return Math.floor(index / CYCLE) * AUCTIONS + place;
}

function hotOf(newest: number): number {
  return Math.floor(newest / HOT_STEP) * HOT_STEP;
}

function somePerson(random: Random, index: number): number {
  const persons = lastPerson(index) + 1;
  const active = Math.min(persons, ACTIVE);
  return persons - active + random(active + LEAD);
}

function someAuction(random: Random, newest: number): number {
  const oldest = Math.max(newest - IN_FLIGHT, 0);
  return oldest + random(newest - oldest + 1 + LEAD);
}

/** From 100 to 100,000,000 with the same share in each order of magnitude. */
function price(random: Random): number {
  return Math.round(10 ** ((random(1e6) / 1e6) * 6) * 100);
}

function pick(from: readonly string[], random: Random): string {
  return from[random(from.length)] as string;
}

function shuffle(made: NexmarkEvent[], start: number, length: number, random: Random): void {
  for (let last = length - 1; last > 0; last -= 1) {
    const [a, b] = [start + last, start + random(last + 1)];
    const other = made[a] as NexmarkEvent;
    made[a] = made[b] as NexmarkEvent;
    made[b] = other;
  }
}
