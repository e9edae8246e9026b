// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import {
  ascending,
  bounded,
  eventTime,
  fromArray,
  partitioned,
  punctuated,
  union,
  values,
} from '../../operators/index.ts';
import { gives } from './equality.ts';

interface Flight {
  readonly at: number;
  readonly origin: string;
  readonly mark?: number;
}

const flights = fromArray<Flight>([]);

// The type of the events is inferred from the pipe, whatever the rule of the watermark.

gives<Flight>()(
  flights.pipe(eventTime({ timestamp: ({ at }) => at, watermark: bounded('5m') }), values()),
);
gives<Flight>()(
  flights.pipe(eventTime({ timestamp: ({ at }) => at, watermark: ascending() }), values()),
);
gives<Flight>()(
  flights.pipe(
    eventTime({ timestamp: ({ at }) => at, watermark: punctuated(({ mark }) => mark) }),
    values(),
  ),
);
gives<Flight>()(
  flights.pipe(
    eventTime({
      timestamp: ({ at }) => at,
      watermark: partitioned({ partitionOf: ({ origin }) => origin, outOfOrderness: '5m' }),
      whenQuiet: { advanceAfter: '1m' },
    }),
    values(),
  ),
);

// @ts-expect-error one rule of the watermark is needed
eventTime<Flight>({ timestamp: ({ at }) => at });
// @ts-expect-error but not two
eventTime<Flight>({ timestamp: ({ at }) => at, outOfOrderness: 0, watermark: ascending() });
// @ts-expect-error no unit of time
eventTime<Flight>({ timestamp: ({ at }) => at, outOfOrderness: 0, raiseEvery: '5 minutes' });

const entered = flights.pipe(eventTime({ timestamp: ({ at }) => at, outOfOrderness: 0 }));
// @ts-expect-error no way to judge late events
union([entered], { lateBy: 'watermark' });
