import { count, filterEach, fixedWindow, flatMapEach, slidingWindow } from 'millrace';
import type { Pane } from 'millrace';
import { isBid } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import { watermarkAfter } from '../loopClock.ts';
import type { Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';
import { leaders } from './leaders.ts';

/** An auction with the most bids of a window. */
export interface HotItem {
  readonly auction: number;
  readonly num: number;
  /** Of the window. */
  readonly end: number;
}

type Counted = Pane<number, { readonly num: number }>;

export const HOT_SIZE = 10_000;
export const HOT_EVERY = 2_000;

/**
 * Hot items: in windows of 10 s that begin every 2 s, the auctions with the most bids, all of them
 * where several have as many.
 */
export const q5: QueryDefinition<HotItem> = {
  name: 'q5',
  summary: 'the auctions with the most bids, sliding 10 s by 2 s',
  fingerprint: ({ auction, num, end }) => mix(auction, num, end / 1_000),
  loop: (tally) => new HotItemsLoop(tally),
  chain: (input, tally) =>
    giveAll(
      input.stream().pipe(
        filterEach(isBid),
        slidingWindow({
          size: HOT_SIZE,
          every: HOT_EVERY,
          key: (bid) => bid.auction,
          late: 'drop',
          aggregate: { num: count() },
        }),
        // The counts of a window bear the timestamp end - 1, so those of one window share a step.
        fixedWindow({
          size: HOT_EVERY,
          late: 'drop',
          aggregate: { hot: leaders((counted: Counted) => counted.value.num) },
        }),
        flatMapEach(({ value }) => value.hot.rows.map(itemOf)),
      ),
      tally,
    ),
};

function itemOf({ key, value, window }: Counted): HotItem {
  return { auction: key, num: value.num, end: window.end };
}

/** Counts per step of 2 s, which are added up when a window ends. */
class HotItemsLoop implements Loop {
  readonly #tally: ResultSink<HotItem>;
  readonly #steps = new Map<number, Map<number, number>>();
  #watermark = -Infinity;
  /** The end of the next window; NaN before the first bid. */
  #nextEnd = Number.NaN;
  #lastStep = -Infinity;
  #openStart = Number.NaN;
  #open: Map<number, number> | undefined;

  constructor(tally: ResultSink<HotItem>) {
    this.#tally = tally;
  }

  step(event: Parameters<Loop['step']>[0]): void {
    const { dateTime } = event;
    if (event.kind === 'bid') {
      const start = dateTime - (dateTime % HOT_EVERY);
      if (start !== this.#openStart) this.#openStep(start);
      const counts = this.#open;
      if (counts !== undefined) counts.set(event.auction, (counts.get(event.auction) ?? 0) + 1);
    }
    const watermark = watermarkAfter(dateTime);
    if (watermark > this.#watermark) {
      this.#watermark = watermark;
      if (watermark >= this.#nextEnd - 1) this.#fireUpTo(watermark);
    }
  }

  end(): void {
    this.#fireUpTo(this.#lastStep + HOT_SIZE);
  }

  #openStep(start: number): void {
    this.#openStart = start;
    const late = start + HOT_SIZE - 1 <= this.#watermark;
    this.#open = late ? undefined : this.#steps.get(start);
    if (late || this.#open !== undefined) return;
    this.#open = new Map();
    this.#steps.set(start, this.#open);
    this.#lastStep = Math.max(this.#lastStep, start);
    const end = start + HOT_EVERY;
    if (!(this.#nextEnd <= end)) this.#nextEnd = this.#firstOpen(end);
  }

  /** The first end from one on that the watermark has not passed. */
  #firstOpen(end: number): number {
    let open = end;
    while (open - 1 <= this.#watermark) open += HOT_EVERY;
    return open;
  }

  #fireUpTo(watermark: number): void {
    while (watermark >= this.#nextEnd - 1 && this.#nextEnd <= this.#lastStep + HOT_SIZE) {
      this.#fire(this.#nextEnd);
      this.#nextEnd += HOT_EVERY;
    }
    if (this.#steps.size === 0) this.#nextEnd = Number.NaN;
    this.#openStart = Number.NaN;
  }

  #fire(end: number): void {
    const totals = new Map<number, number>();
    let most = 0;
    for (let start = end - HOT_SIZE; start < end; start += HOT_EVERY) {
      for (const [auction, n] of this.#steps.get(start) ?? []) {
        const total = (totals.get(auction) ?? 0) + n;
        totals.set(auction, total);
        if (total > most) most = total;
      }
    }
    for (const [auction, num] of totals) if (num === most) this.#tally.give({ auction, num, end });
    this.#steps.delete(end - HOT_SIZE);
  }
}
