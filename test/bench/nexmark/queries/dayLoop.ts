import type { Bid, NexmarkEvent } from '../events.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop } from '../nexmarkQuery.ts';

export const DAY = 86_400_000;

/** Gathers the bids of each day, and gives a day when the watermark has passed it. */
export class DayLoop<S> implements Loop {
  readonly #create: () => S;
  readonly #add: (state: S, bid: Bid) => void;
  readonly #give: (state: S, day: number) => void;
  readonly #days = new Map<number, S>();
  #watermark = -Infinity;
  #nextEnd = Infinity;

  constructor(
    create: () => S,
    add: (state: S, bid: Bid) => void,
    give: (state: S, day: number) => void,
  ) {
    this.#create = create;
    this.#add = add;
    this.#give = give;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (event.kind === 'bid') {
      const day = dateTime - (dateTime % DAY);
      const state = this.#days.get(day) ?? this.#open(day);
      if (state !== undefined) this.#add(state, event);
    }
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

  #open(day: number): S | undefined {
    if (day + DAY - 1 <= this.#watermark) return undefined;
    const state = this.#create();
    this.#days.set(day, state);
    this.#nextEnd = Math.min(this.#nextEnd, day + DAY);
    return state;
  }

  #fire(): void {
    this.#nextEnd = Infinity;
    for (const [day, state] of this.#days) {
      if (day + DAY - 1 <= this.#watermark) {
        this.#days.delete(day);
        this.#give(state, day);
      } else this.#nextEnd = Math.min(this.#nextEnd, day + DAY);
    }
  }
}
