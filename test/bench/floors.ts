import { from, Observable } from 'rxjs';
import { makeChunk } from '../../operators/index.ts';
import type { Chunk } from '../../operators/index.ts';
import type { BenchCase, Figure, Outcome, Runs, WorkVariant } from './benchCase.ts';
import { benchEvents } from './benchEvents.ts';
import type { BenchEvent } from './benchEvents.ts';
import { events as nexmarkEvents, isBid, OUT_OF_ORDERNESS } from './nexmark/events.ts';
import type { Bid, NexmarkEvent } from './nexmark/events.ts';
import { giveAll } from './nexmark/giveAll.ts';
import { mix, Tally } from './nexmark/tally.ts';
import { throughput } from './throughput.ts';

const EVENTS = 1_000_000;

type Run = (events: readonly BenchEvent[]) => number;
type Change = (value: number, timestamp: number) => number;

/** Functions of texts of their own: a loop that has met a few of them knows none any more. */
const CHANGES: readonly Change[] = [
  (value) => value + 1,
  (value) => value + 2,
  (value) => value + 3,
  (value) => value + 4,
  (value) => value + 5,
];

function changed(calls: number): Run {
  const changes = Array.from({ length: calls }, (_, i) => CHANGES[i % CHANGES.length] as Change);
  return (events) => {
    let sum = 0;
    for (const { at, value } of events) {
      let result = value;
      for (const change of changes) result = change(result, at);
      sum += result;
    }
    return sum;
  };
}

/** Each bid as it is, in a loop. */
function inLoop(events: readonly NexmarkEvent[], tally: Tally<Bid>): void {
  for (const event of events) if (isBid(event)) tally.give(event);
}

/** The same, with what a stream of event time must tell of each event that comes alone, and nothing else. */
function asChunks(events: readonly NexmarkEvent[], tally: Tally<Bid>): void {
  let watermark = -Infinity;
  const chunks = new Observable<Chunk<Bid>>((subscriber) =>
    from(events).subscribe((event) => {
      const before = watermark;
      watermark = Math.max(before, event.dateTime - OUT_OF_ORDERNESS - 1);
      if (!isBid(event)) return;
      const [values, timestamps] = [[event], [event.dateTime]];
      subscriber.next(makeChunk({ values, timestamps, before, watermark }));
    }),
  );
  giveAll(chunks, tally);
}

function calls(count: number): WorkVariant {
  const run = changed(count);
  return {
    name: `${count} calls`,
    part: 'calls',
    prepare: () => {
      const events = benchEvents({ count: EVENTS, keys: 1_000, perSecond: 10_000 });
      return (): Outcome => ({ digest: `${run(events)}`, events: EVENTS, panes: 0 });
    },
  };
}

function bids(name: string, run: typeof inLoop): WorkVariant {
  return {
    name,
    part: 'bids',
    agrees: 'bids',
    prepare: () => {
      const input = nexmarkEvents(EVENTS, 1);
      return (): Outcome => {
        const tally = new Tally<Bid>(({ auction, bidder, price }) => mix(auction, bidder, price));
        run(input, tally);
        return { digest: `hash ${tally.outcome.hash}`, events: EVENTS, panes: 0 };
      };
    },
  };
}

const nsOf = (of: Runs, name: string): number => 1e9 / throughput(of(name));

const figures: readonly Figure[] = [
  {
    name: 'a call of a function that the loop does not know, ns',
    value: (of) => (nsOf(of, '20 calls') - nsOf(of, '5 calls')) / 15,
  },
  {
    name: 'each event as a chunk by hand, throughput to loop',
    value: (of) => nsOf(of, 'loop') / nsOf(of, 'chunks by hand'),
  },
];

const variants = [calls(5), calls(20), bids('loop', inLoop), bids('chunks by hand', asChunks)];

/** What nothing that is built on such calls and objects can be quicker than. */
export const floors: BenchCase = {
  name: 'floors',
  summary: 'the least experiments: a call, a value that comes alone, a chunk of one',
  repetitions: 3,
  passes: 5,
  variants,
  figures,
  short: { repetitions: 1, passes: 3, variants, figures },
};
