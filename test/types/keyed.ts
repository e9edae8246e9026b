// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import {
  count,
  dedupe,
  eventTime,
  fixedWindow,
  fromArray,
  isRetraction,
  keyedProcess,
  lag,
  latestByKey,
  lead,
  overRange,
  scanByKey,
  sortByTime,
  sum,
  topN,
  values,
} from '../../operators/index.ts';
import type {
  Change,
  Keyed,
  Lagged,
  Leading,
  Pane,
  ProcessContext,
  RankChange,
  Running,
} from '../../operators/index.ts';
import { gives } from './equality.ts';

interface Flight {
  readonly at: number;
  readonly origin: string;
  readonly delay: number;
}

const flights = fromArray<Flight>([]);
const entered = flights.pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: '5m' }));

// What comes out follows from the config, in a pipe without annotations.

gives<Flight>()(
  entered.pipe(dedupe({ key: ({ origin }) => origin, keep: 'first', late: 'drop' }), values()),
);
gives<Change<string, Flight>>()(
  entered.pipe(
    dedupe({ key: ({ origin }) => origin, keep: 'last', emit: 'changes', late: 'accept' }),
    values(),
  ),
);
gives<Flight>()(entered.pipe(sortByTime({ late: 'error' }), values()));
gives<Change<string, Flight>>()(
  entered.pipe(latestByKey({ key: ({ origin }) => origin }), values()),
);
gives<Change<string, Pane<string, { readonly n: number }>>>()(
  entered.pipe(
    fixedWindow({
      size: '1h',
      key: ({ origin }) => origin,
      late: 'drop',
      aggregate: { n: count() },
    }),
    latestByKey({ key: ({ key }) => key }),
    values(),
  ),
);
gives<RankChange<undefined, Flight>>()(
  entered.pipe(topN({ by: ({ delay }) => delay, limit: 3 }), values()),
);
gives<RankChange<string, Flight>>()(
  entered.pipe(
    topN({ key: ({ origin }) => origin, by: ({ delay }) => delay, limit: ({ delay }) => delay }),
    values(),
  ),
);
gives<Keyed<string, number>>()(
  entered.pipe(
    scanByKey({
      key: ({ origin }) => origin,
      seed: () => 0,
      reduce: (sum, { delay }) => sum + delay,
    }),
    values(),
  ),
);
gives<Lagged<string, Flight>>()(entered.pipe(lag({ key: ({ origin }) => origin }), values()));
gives<Leading<string, Flight>>()(
  entered.pipe(lead({ key: ({ origin }) => origin, offset: 2, late: 'drop' }), values()),
);
gives<Running<string, Flight, { readonly n: number; readonly delay: number }>>()(
  entered.pipe(
    overRange({
      key: ({ origin }) => origin,
      range: '1h',
      late: 'drop',
      aggregate: { n: count(), delay: sum(({ delay }: Flight) => delay) },
    }),
    values(),
  ),
);
gives<Running<undefined, Flight, { readonly n: number }>>()(
  entered.pipe(overRange({ rows: 10, late: 'drop', aggregate: { n: count() } }), values()),
);
gives<Change<string, Pane<string, { readonly n: number }>>>()(
  entered.pipe(
    fixedWindow({
      size: '1h',
      key: ({ origin }) => origin,
      late: 'drop',
      accumulation: 'retracting',
      aggregate: { n: count() },
    }),
    latestByKey({ key: ({ key }) => key, remove: isRetraction }),
    values(),
  ),
);
gives<RankChange<undefined, Pane<string, { readonly n: number }>>>()(
  entered.pipe(
    fixedWindow({
      size: '1h',
      key: ({ origin }) => origin,
      late: 'drop',
      accumulation: 'retracting',
      aggregate: { n: count() },
    }),
    topN({
      by: ({ value }) => value.n,
      limit: 3,
      id: ({ key, window }) => `${key} ${window.start}`,
      remove: isRetraction,
    }),
    values(),
  ),
);
gives<number>()(
  entered.pipe(
    keyedProcess({
      key: ({ origin }) => origin,
      late: 'drop',
      create: () => ({ n: 0 }),
      process: ({ delay }, context: ProcessContext<string, { n: number }, number>) =>
        context.emit(delay),
    }),
    values(),
  ),
);

const key = ({ origin }: Flight): string => origin;

// @ts-expect-error which event is the last is never certain
dedupe({ key, keep: 'last', late: 'drop' });
// @ts-expect-error what becomes of late events is a required choice
dedupe({ key, keep: 'first' });
// @ts-expect-error a late event cannot be the first any more
dedupe({ key, keep: 'first', late: 'accept' });
// @ts-expect-error what becomes of late events is a required choice
sortByTime<Flight>({});
// @ts-expect-error a life is of one clock
latestByKey({ key, timeToLive: { eventTime: '1m', processingTime: '1m' } });
// @ts-expect-error no unit
latestByKey({ key, timeToLive: { eventTime: '1 minute' } });
// @ts-expect-error the number of places is required
topN({ by: ({ delay }: Flight) => delay });
// @ts-expect-error what becomes of late events is a required choice
lead({ key });
// @ts-expect-error what becomes of late events is a required choice
overRange({ key, range: '1h', aggregate: { n: count() } });
// @ts-expect-error a range of time or a number of events
overRange({ key, range: '1h', rows: 10, late: 'drop', aggregate: { n: count() } });
// @ts-expect-error no unit
overRange({ key, range: '1 hour', late: 'drop', aggregate: { n: count() } });
// @ts-expect-error something has to be computed
overRange({ key, range: '1h', late: 'drop' });
