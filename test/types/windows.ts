// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import {
  batch,
  calendarWindow,
  count,
  countWindow,
  cumulativeWindow,
  customAggregate,
  customWindow,
  eventTime,
  filterEach,
  fixedWindow,
  fromArray,
  globalWindow,
  lateTo,
  mapEach,
  mean,
  processingTime,
  sessionWindow,
  SideOutput,
  slidingWindow,
  timeDifferenceWindow,
  topPerWindow,
  values,
} from '../../operators/index.ts';
import type { Duration, Late, Pane, Ranked, Rejected } from '../../operators/index.ts';
import { gives } from './equality.ts';

interface Flight {
  readonly at: number;
  readonly origin: string;
  readonly delay: number;
}

const flights = fromArray<Flight>([]);
const entered = flights.pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: '5m' }));

// A pane's key and value are inferred from the config, in a pipe without annotations.

gives<Pane<string, { readonly flights: number; readonly delay: number }>>()(
  entered.pipe(
    fixedWindow({
      size: '1h',
      key: (flight) => flight.origin,
      late: 'drop',
      aggregate: { flights: count(), delay: mean((flight) => flight.delay) },
    }),
    values(),
  ),
);

const origins = customAggregate({
  create: (): string[] => [],
  add: (state, flight: Flight) => [...state, flight.origin],
  merge: (into, part) => [...into, ...part],
  result: (state) => new Set(state),
});
gives<Pane<undefined, { readonly origins: Set<string> }>>()(
  entered.pipe(
    slidingWindow({ size: '1h', every: 60_000, late: 'error', aggregate: { origins } }),
    values(),
  ),
);

gives<Pane<boolean, { readonly n: number }>>()(
  entered.pipe(
    filterEach(({ delay }) => delay > 0),
    mapEach(({ origin }) => origin.length),
    sessionWindow({
      gap: '30m',
      key: (length) => length > 3,
      late: lateTo(new SideOutput<Late<number>>()),
      aggregate: { n: count() },
    }),
    values(),
  ),
);

gives<Pane<undefined, readonly Ranked<string, { readonly n: number }>[]>>()(
  entered.pipe(
    globalWindow({ key: ({ origin }) => origin, aggregate: { n: count() } }),
    topPerWindow({ limit: 3, by: ({ n }) => n }),
    values(),
  ),
);

type Counted<K> = Pane<K, { readonly n: number }>;

gives<Counted<string>>()(
  entered.pipe(
    cumulativeWindow({
      size: '1d',
      step: '1h',
      key: (flight) => flight.origin,
      late: 'drop',
      aggregate: { n: count() },
    }),
    values(),
  ),
);

gives<Counted<number>>()(
  entered.pipe(
    calendarWindow({
      unit: 'month',
      timeZone: 'Europe/Berlin',
      key: (flight) => flight.delay,
      late: 'drop',
      aggregate: { n: count() },
    }),
    values(),
  ),
);

gives<Counted<string>>()(
  entered.pipe(
    customWindow({
      windowsOf: (at, flight) => [{ start: at, end: at + flight.delay }],
      key: (flight) => flight.origin,
      late: 'drop',
      aggregate: { n: count() },
    }),
    values(),
  ),
);

gives<Counted<string>>()(
  entered.pipe(
    countWindow({ count: 10, key: (flight) => flight.origin, aggregate: { n: count() } }),
    values(),
  ),
);

gives<Pane<undefined, { readonly delay: number }>>()(
  entered.pipe(
    timeDifferenceWindow({
      difference: '10m',
      late: 'drop',
      aggregate: { delay: mean((flight) => flight.delay) },
    }),
    values(),
  ),
);

gives<Counted<string>>()(
  entered.pipe(
    sessionWindow({
      gap: (flight) => flight.delay,
      key: (flight) => flight.origin,
      late: 'drop',
      aggregate: { n: count() },
    }),
    values(),
  ),
);

gives<Flight>()(flights.pipe(processingTime(), values()));

gives<readonly Flight[]>()(entered.pipe(batch({ count: 10 }), values()));

// @ts-expect-error and something else is not taken for it
gives<Flight>()(entered.pipe(batch({ count: 10 }), values()));

// What is wrong does not compile.

export const durations: readonly Duration[] = [5, '5ms', '1.5s', '5m', '5h', '5d', '-5m'];

const aggregate = { n: count() };

// @ts-expect-error a unit is one of ms, s, m, h, d
fixedWindow({ size: '5 minutes', late: 'drop', aggregate });

// @ts-expect-error what happens to late events must be chosen
fixedWindow({ size: '5m', aggregate });

// @ts-expect-error it is one of 'drop', 'error' and lateTo(output)
fixedWindow({ size: '5m', late: 'ignore', aggregate });

fixedWindow({ size: '5m', late: 'drop', aggregate, trigger: { early: { every: '10s' } } });

// @ts-expect-error an early firing is by count or by processing time
fixedWindow({ size: '5m', late: 'drop', aggregate, trigger: { early: { each: 5 } } });

// @ts-expect-error an accumulation is one of three
fixedWindow({ size: '5m', late: 'drop', aggregate, accumulation: 'replacing' });

// @ts-expect-error only sessions merge
fixedWindow({ size: '5m', late: 'drop', aggregate, retractMerged: true });

// @ts-expect-error a window without an aggregate has no result
fixedWindow({ size: '5m', late: 'drop' });

// @ts-expect-error an aggregate is made by a call
fixedWindow({ size: '5m', late: 'drop', aggregate: { n: count } });

// @ts-expect-error a sliding window needs its step
slidingWindow({ size: '5m', late: 'drop', aggregate });

// @ts-expect-error a session has a gap and no size
sessionWindow({ size: '5m', late: 'drop', aggregate });

// @ts-expect-error a gap is a duration
sessionWindow({ gap: () => true, late: 'drop', aggregate });

// @ts-expect-error a calendar has days, weeks and months
calendarWindow({ unit: 'hour', timeZone: 'UTC', late: 'drop', aggregate });

// @ts-expect-error a calendar window needs its time zone
calendarWindow({ unit: 'day', late: 'drop', aggregate });

// @ts-expect-error a cumulative window needs its step
cumulativeWindow({ size: '1d', late: 'drop', aggregate });

// @ts-expect-error nothing is late for windows by count
countWindow({ count: 10, late: 'drop', aggregate });

// @ts-expect-error a window has a start and an end
customWindow({ windowsOf: (at: number) => [{ start: at }], late: 'drop', aggregate });

// @ts-expect-error nothing is late for the global window
globalWindow({ late: 'drop', aggregate });

const byObject = (flight: Flight): object => ({ origin: flight.origin });

// @ts-expect-error an object is no key: two of them are never the same one
fixedWindow({ size: '5m', late: 'drop', aggregate, key: byObject });

entered.pipe(
  // @ts-expect-error the output takes late events of another type
  fixedWindow({ size: '5m', late: lateTo(new SideOutput<Late<string>>()), aggregate }),
);

entered.pipe(
  // @ts-expect-error flights have no terminal
  fixedWindow({ size: '5m', key: (flight) => flight.terminal, late: 'drop', aggregate }),
);

// @ts-expect-error values have to enter a stream before they can be put into windows
flights.pipe(fixedWindow({ size: '5m', late: 'drop', aggregate }));

// @ts-expect-error only panes can be ranked
entered.pipe(topPerWindow({ limit: 3, by: () => 1 }));

// @ts-expect-error a bound for the disorder must be chosen
flights.pipe(eventTime({ timestamp: ({ at }) => at }));

// @ts-expect-error a timestamp is a number
flights.pipe(eventTime({ timestamp: ({ origin }) => origin, outOfOrderness: 0 }));

const outOfOrderness = 0;
const invalid = new SideOutput<Rejected<string>>();

// @ts-expect-error the output takes rejected values of another type
flights.pipe(eventTime({ timestamp: (flight: Flight) => flight.at, outOfOrderness, invalid }));
