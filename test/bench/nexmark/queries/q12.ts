import {
  count,
  filterEach,
  fixedWindow,
  makeRows,
  mapEach,
  processingTime,
  RowSource,
} from 'millrace';
import type { Rows } from 'millrace';
import { Observable } from 'rxjs';
import { isBid, OUT_OF_ORDERNESS } from '../events.ts';
import type { NexmarkEvent } from '../events.ts';
import { giveAll } from '../giveAll.ts';
import type { ChainInput, Loop, QueryDefinition } from '../nexmarkQuery.ts';
import { mix } from '../tally.ts';
import type { ResultSink } from '../tally.ts';

/** How many bids of somebody arrived in a window. */
export interface BidCount {
  readonly bidder: number;
  readonly bids: number;
  readonly start: number;
}

export const COUNT_SIZE = 10_000;

/**
 * Windows of processing time: how many bids of each bidder arrived in each 10 s of the recorded
 * clock, so that the results are the same in each run.
 */
export const q12: QueryDefinition<BidCount> = {
  name: 'q12',
  summary: 'bids of each bidder that arrived in each 10 s, by the recorded arrivals',
  fingerprint: ({ bidder, bids, start }) => mix(bidder, bids, start / 1_000),
  recorded: true,
  loop: (tally) => new ArrivalLoop(tally),
  chain: (input, tally) =>
    giveAll(
      recording(input).pipe(
        processingTime(),
        filterEach(isBid),
        fixedWindow({
          size: COUNT_SIZE,
          key: (bid) => bid.bidder,
          late: 'drop',
          aggregate: { bids: count() },
        }),
        mapEach(({ key, window, value }) => ({
          bidder: key,
          bids: value.bids,
          start: window.start,
        })),
      ),
      tally,
    ),
};

/** The events with their arrivals, in runs of a chunk. */
function recording({ events, arrivals, chunkSize }: ChainInput): RowSource<NexmarkEvent> {
  const rows = new Observable<Rows<NexmarkEvent>>((subscriber) => {
    for (let start = 0; start < events.length; start += chunkSize) {
      const end = start + chunkSize;
      const [values, arrived] = [events.slice(start, end), arrivals.slice(start, end)];
      subscriber.next(makeRows({ values, arrivals: arrived }));
    }
    subscriber.complete();
  });
  return new RowSource(rows);
}

/** The clock never goes back, so there is one open window. */
class ArrivalLoop implements Loop {
  readonly #tally: ResultSink<BidCount>;
  #counts = new Map<number, number>();
  #newest = -Infinity;
  #nextEnd = -Infinity;

  constructor(tally: ResultSink<BidCount>) {
    this.#tally = tally;
  }

  step(event: NexmarkEvent): void {
    const { dateTime } = event;
    if (dateTime > this.#newest) {
      this.#newest = dateTime;
      const arrival = dateTime + OUT_OF_ORDERNESS;
      if (arrival >= this.#nextEnd) this.#begin(arrival);
    }
    if (event.kind !== 'bid') return;
    this.#counts.set(event.bidder, (this.#counts.get(event.bidder) ?? 0) + 1);
  }

  end(): void {
    const start = this.#nextEnd - COUNT_SIZE;
    for (const [bidder, bids] of this.#counts) this.#tally.give({ bidder, bids, start });
    this.#counts = new Map();
  }

  #begin(arrival: number): void {
    this.end();
    this.#nextEnd = arrival - (arrival % COUNT_SIZE) + COUNT_SIZE;
  }
}
