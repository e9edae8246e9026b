import { concat, NEVER } from 'rxjs';
import {
  count,
  eventTime,
  fromArray,
  mean,
  min,
  RowSource,
  slidingWindow,
} from '../../operators/index.ts';
import type { Aggregate } from '../../operators/index.ts';
import type { BenchCase, Figure, Outcome, Run, WorkVariant } from './benchCase.ts';
import { benchEvents, OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent, EventsConfig } from './benchEvents.ts';
import { Digest } from './digest.ts';
import { throughput } from './throughput.ts';

const EVERY = 100;
/** Sizes of the window, in steps. */
const STEPS = [1, 10, 60, 600];
const EVENTS: EventsConfig = { count: 3_000_000, keys: 1_000, perSecond: 10_000 };
/** As long a time and as many panes an event. */
const FEWER: EventsConfig = { count: 600_000, keys: 300, perSecond: 3_000 };

interface Kind {
  readonly name: string;
  readonly aggregate: Aggregate<BenchEvent, number>;
  readonly naive: (values: readonly number[]) => number;
}

const KINDS: readonly Kind[] = [
  { name: 'count', aggregate: count(), naive: (values) => values.length },
  { name: 'min', aggregate: min((event) => event.value), naive: (values) => Math.min(...values) },
  {
    name: 'mean',
    aggregate: mean((event) => event.value),
    naive: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  },
];

/**
 * The events without an end: the windows that an end would fire at once are as many more as the window
 * is long, which would be counted as a cost of each event.
 */
function withoutEnd(events: readonly BenchEvent[]): RowSource<BenchEvent> {
  return new RowSource(concat(fromArray(events).rows, NEVER));
}

function slide(events: readonly BenchEvent[], { aggregate }: Kind, steps: number): Outcome {
  const digest = new Digest();
  const subscription = withoutEnd(events)
    .pipe(
      eventTime({ timestamp: (event) => event.at, outOfOrderness: OUT_OF_ORDERNESS }),
      slidingWindow({
        size: steps * EVERY,
        every: EVERY,
        key: (event) => event.key,
        late: 'drop',
        aggregate: { result: aggregate },
      }),
    )
    .subscribe(({ values }) => {
      for (const { key, window, value } of values) digest.add(key, window.end, value.result);
    });
  subscription.unsubscribe();
  return { digest: digest.text(0), events: events.length, panes: digest.panes };
}

/**
 * The same by the definition: each event is put into each of its windows that is still open, and those
 * that the last watermark has reached are fired.
 */
function slideNaively(events: readonly BenchEvent[], { naive }: Kind, steps: number): Outcome {
  const windows = new Map<number, Map<number, number[]>>();
  let newest = -Infinity;
  for (const { at, key, value } of events) {
    const watermark = newest - OUT_OF_ORDERNESS - 1;
    const first = Math.floor(at / EVERY) * EVERY + EVERY;
    for (let end = first; end < first + steps * EVERY; end += EVERY) {
      if (end - 1 <= watermark) continue;
      const keys = windows.get(end) ?? new Map<number, number[]>();
      windows.set(end, keys.set(key, [...(keys.get(key) ?? []), value]));
    }
    newest = Math.max(newest, at);
  }
  const digest = new Digest();
  for (const [end, keys] of windows) {
    if (end - 1 > newest - OUT_OF_ORDERNESS - 1) continue;
    for (const [key, values] of keys) digest.add(key, end, naive(values));
  }
  return { digest: digest.text(0), events: events.length, panes: digest.panes };
}

const nameOf = (kind: Kind, steps: number): string => `${kind.name}, ${steps} steps`;

function variant(kind: Kind, steps: number, config: EventsConfig): WorkVariant {
  return {
    name: nameOf(kind, steps),
    part: kind.name,
    prepare: () => {
      const events = benchEvents(config);
      return () => slide(events, kind, steps);
    },
    check: () => {
      const events = benchEvents({ count: 3_000, keys: 5, perSecond: 1_000 });
      const [actual, expected] = [slide, slideNaively].map((run) => run(events, kind, steps));
      if (actual?.digest === expected?.digest) return;
      throw new Error(`${actual?.digest} instead of ${expected?.digest}`);
    },
  };
}

function perPane({ cpuMs, panes }: Run): number {
  return cpuMs / panes;
}

function figuresOf(kind: Kind, few: number): Figure[] {
  const of600 = nameOf(kind, 600);
  return [
    {
      name: `${of600} to ${few}, throughput`,
      value: (of) => throughput(of(of600)) / throughput(of(nameOf(kind, few))),
    },
    {
      name: `${of600} to ${few}, CPU a pane`,
      value: (of) => perPane(of(of600)) / perPane(of(nameOf(kind, few))),
    },
  ];
}

/** What a longer window costs when it slides by the same step: it should cost nothing. */
export const slidingCost: BenchCase = {
  name: 'slidingCost',
  summary: '3,000,000 events, 10,000 a second, 1,000 keys, slidingWindow every 100 ms',
  repetitions: 3,
  passes: 1,
  variants: KINDS.flatMap((kind) => STEPS.map((steps) => variant(kind, steps, EVENTS))),
  figures: KINDS.flatMap((kind) => [...figuresOf(kind, 10), ...figuresOf(kind, 1)]),
  short: {
    repetitions: 1,
    passes: 1,
    variants: KINDS.flatMap((kind) => [10, 600].map((steps) => variant(kind, steps, FEWER))),
    figures: KINDS.flatMap((kind) => figuresOf(kind, 10)),
  },
};
