import { branch, filterEach, intervalJoin } from 'millrace';
import type { Auction, NexmarkEvent, Person } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

/** An auction of a category with its seller. */
export interface LocalItem {
  readonly name: string;
  readonly city: string;
  readonly state: string;
  /** The auction. */
  readonly id: number;
}

export const CATEGORY = 10;
/** How long an auction waits for its seller to come. */
const BEFORE = 10_000;
/** How long a person may sell. */
const AFTER = 3_600_000;

export function isLocal(event: NexmarkEvent): event is Person {
  if (event.kind !== 'person') return false;
  const { state } = event;
  return state === 'OR' || state === 'ID' || state === 'CA';
}

export function isOfCategory(event: NexmarkEvent): event is Auction {
  return event.kind === 'auction' && event.category === CATEGORY;
}

export function localItem({ name, city, state }: Person, { id }: Auction): LocalItem {
  return { name, city, state, id };
}

/**
 * Local items: auctions of category 10 whose seller is from one of three states, with the seller; at
 * once when both have come. The published query has no bound in time: here an auction belongs to its
 * seller from 10 s before to 1 h after the person came, so that state has an end.
 */
export const q3: QueryDefinition<LocalItem> = {
  name: 'q3',
  summary: 'auctions of a category with sellers of three states',
  fingerprint: ({ id, name, city, state }) =>
    mix(id, name.length + city.length, state.charCodeAt(0)),
  loop: (tally) => new LocalItemLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        // Most events are neither: dropped before the stream branches, they are looked at once.
        filterEach((event) => isLocal(event) || isOfCategory(event)),
        branch((all) =>
          all.pipe(
            filterEach(isLocal),
            intervalJoin(all.pipe(filterEach(isOfCategory)), {
              leftKey: (person) => person.id,
              rightKey: (auction) => auction.seller,
              lower: -BEFORE,
              upper: AFTER,
              late: 'drop',
              lateBy: 'input',
              project: localItem,
            }),
          ),
        ),
      ),
      tally,
    ),
};

class LocalItemLoop implements Loop {
  readonly #tally: ResultSink<LocalItem>;
  readonly #persons = new Map<number, Person>();
  /** By seller: auctions whose seller may still come. */
  readonly #waiting = new Map<number, Auction[]>();
  #watermark = -Infinity;
  #nextSweep = -Infinity;

  constructor(tally: ResultSink<LocalItem>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (dateTime > this.#watermark) {
      if (isLocal(event)) this.#takePerson(event);
      else if (isOfCategory(event)) this.#takeAuction(event);
    }
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextSweep) this.#sweep();
    }
  }

  end(): void {}

  #takePerson(person: Person): void {
    this.#persons.set(person.id, person);
    for (const auction of this.#waiting.get(person.id) ?? []) this.#meet(person, auction);
    this.#waiting.delete(person.id);
  }

  #takeAuction(auction: Auction): void {
    const person = this.#persons.get(auction.seller);
    const waiting = this.#waiting.get(auction.seller);
    if (person !== undefined) this.#meet(person, auction);
    else if (waiting === undefined) this.#waiting.set(auction.seller, [auction]);
    else waiting.push(auction);
  }

  #meet(person: Person, auction: Auction): void {
    const distance = auction.dateTime - person.dateTime;
    if (distance >= -BEFORE && distance <= AFTER) this.#tally.give(localItem(person, auction));
  }

  #sweep(): void {
    this.#nextSweep = this.#watermark + BEFORE;
    for (const [seller, auctions] of this.#waiting) {
      const left = auctions.filter(({ dateTime }) => dateTime + BEFORE > this.#watermark);
      if (left.length === 0) this.#waiting.delete(seller);
      else if (left.length < auctions.length) this.#waiting.set(seller, left);
    }
    for (const [id, { dateTime }] of this.#persons) {
      if (dateTime + AFTER > this.#watermark) break;
      this.#persons.delete(id);
    }
  }
}
