import {
  dedupe,
  keyedProcess,
  lag,
  latestByKey,
  lead,
  overRange,
  scanByKey,
  sortByTime,
  topN,
} from '../../../operators/index.ts';
import type { ProcessContext } from '../../../operators/index.ts';
import type { Happening } from './happening.ts';
import { key, size, aggregate, timeToLive, pick, distinctKeys, perKey } from './accountSettings.ts';
import type { StatefulOperator } from './accountSettings.ts';

/** Operators by key and by time. */
export const keyedOperators: Readonly<Record<string, StatefulOperator>> = {
  dedupe: {
    build: ({ left, late }) => left.pipe(dedupe({ key, keep: 'first', late })),
    left: ({ left }) => distinctKeys(left),
    once: true,
  },
  'dedupe with a time to live': {
    build: ({ left, late }) => left.pipe(dedupe({ key, keep: 'first', late, timeToLive })),
    once: true,
  },
  'dedupe with changes': {
    build: (inputs) =>
      inputs.left.pipe(
        dedupe({
          key,
          keep: pick(inputs, 'first', 'last'),
          emit: 'changes',
          late: inputs.late,
          timeToLive,
        }),
      ),
  },
  latestByKey: {
    build: ({ left }) => left.pipe(latestByKey({ key })),
    left: ({ left }) => distinctKeys(left),
  },
  'latestByKey with a time to live': {
    build: ({ left, late }) => left.pipe(latestByKey({ key, late, timeToLive })),
  },
  scanByKey: {
    build: ({ left }) =>
      left.pipe(scanByKey<Happening, string, unknown>({ key, seed: () => 0, reduce: (_, e) => e })),
    left: ({ left }) => distinctKeys(left),
    once: true,
  },
  'scanByKey with a time to live': {
    build: ({ left }) =>
      left.pipe(
        scanByKey<Happening, string, unknown>({
          key,
          seed: () => 0,
          reduce: (_, event) => event,
          timeToLive,
        }),
      ),
    once: true,
  },
  lag: {
    build: ({ left }) => left.pipe(lag({ key, offset: 2 })),
    left: perKey((events) => Math.min(2, events)),
  },
  'lag with a time to live': {
    build: ({ left }) => left.pipe(lag({ key, timeToLive })),
  },
  lead: {
    build: ({ left, late }) => left.pipe(lead({ key, offset: 2, late })),
    left: perKey((events) => Math.min(2, events)),
  },
  'lead with a time to live': {
    build: ({ left, late }) => left.pipe(lead({ key, late, timeToLive })),
  },
  overRange: {
    build: ({ left, late }) => left.pipe(overRange({ key, range: 18, late, aggregate })),
  },
  'overRange by rows': {
    build: ({ left, late }) => left.pipe(overRange({ key, rows: 3, late, aggregate })),
    // What the next event of a key covers beside itself.
    left: perKey((events) => Math.min(2, events)),
  },
  topN: {
    build: ({ left }) => left.pipe(topN({ key, by: size, limit: 3 })),
    left: perKey((events) => Math.min(3, events)),
  },
  'topN with a time to live': {
    build: ({ left }) => left.pipe(topN({ by: size, limit: 2, timeToLive })),
  },
  sortByTime: { build: ({ left, late }) => left.pipe(sortByTime({ late })), once: true },
  keyedProcess: {
    build: ({ left, late }) =>
      left.pipe(
        keyedProcess({
          key,
          late,
          create: () => ({ last: 0 }),
          process: (event, context: ProcessContext<string, { last: number }, Happening>) => {
            context.deleteTimer('eventTime', context.state.last);
            context.state.last = context.timestamp + 9;
            context.setTimer('eventTime', context.state.last);
            context.emit(event);
          },
          onEventTime: (_, { forget }) => forget(),
        }),
      ),
    once: true,
  },
};
