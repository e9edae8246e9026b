import { branch, filterEach, windowJoin } from 'millrace';
import { isAuction, isPerson } from '../events.ts';
import type { NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

/** A person who came and put something up for sale in the same window. */
export interface NewSeller {
  readonly id: number;
  readonly name: string;
  /** Of the window. */
  readonly start: number;
}

export const SELLER_SIZE = 10_000;

/** New sellers: of each 10 s the persons who came in it and opened an auction in it. */
export const q8: QueryDefinition<NewSeller> = {
  name: 'q8',
  summary: 'persons who opened an auction in the 10 s in which they came',
  fingerprint: ({ id, name, start }) => mix(id, name.length, start / 1_000),
  loop: (tally) => new NewSellerLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        // Most events are neither: dropped before the stream branches, they are looked at once.
        filterEach((event) => isPerson(event) || isAuction(event)),
        branch((all) =>
          all.pipe(
            filterEach(isPerson),
            windowJoin(all.pipe(filterEach(isAuction)), {
              leftKey: (person) => person.id,
              rightKey: (auction) => auction.seller,
              size: SELLER_SIZE,
              type: 'semi',
              late: 'drop',
              lateBy: 'input',
              project: ({ id, name }, _, { window }) => ({ id, name, start: window.start }),
            }),
          ),
        ),
      ),
      tally,
    ),
};

interface SellerWindow {
  readonly end: number;
  readonly persons: Map<number, string>;
  readonly sellers: Set<number>;
}

class NewSellerLoop implements Loop {
  readonly #tally: ResultSink<NewSeller>;
  readonly #windows = new Map<number, SellerWindow>();
  #watermark = -Infinity;
  #nextEnd = Infinity;

  constructor(tally: ResultSink<NewSeller>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (event.kind === 'person') this.#window(dateTime)?.persons.set(event.id, event.name);
    else if (event.kind === 'auction') this.#window(dateTime)?.sellers.add(event.seller);
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextEnd - 1) this.#fire();
    }
  }

  end(): void {
    this.#watermark = Infinity;
    this.#fire();
  }

  #window(dateTime: number): SellerWindow | undefined {
    const start = dateTime - (dateTime % SELLER_SIZE);
    const found = this.#windows.get(start);
    const end = start + SELLER_SIZE;
    if (found !== undefined || end - 1 <= this.#watermark) return found;
    const made = { end, persons: new Map<number, string>(), sellers: new Set<number>() };
    this.#windows.set(start, made);
    this.#nextEnd = Math.min(this.#nextEnd, end);
    return made;
  }

  #fire(): void {
    this.#nextEnd = Infinity;
    for (const [start, { end, persons, sellers }] of this.#windows) {
      if (end - 1 <= this.#watermark) {
        this.#windows.delete(start);
        for (const [id, name] of persons)
          if (sellers.has(id)) this.#tally.give({ id, name, start });
      } else this.#nextEnd = Math.min(this.#nextEnd, end);
    }
  }
}
