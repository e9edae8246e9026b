import {
  calendarWindow,
  countWindow,
  cumulativeWindow,
  customWindow,
  fixedWindow,
  globalWindow,
  mapEach,
  sessionWindow,
  slidingWindow,
  timeDifferenceWindow,
  topPerWindow,
} from '../../../operators/index.ts';
import type { Trigger } from '../../../operators/index.ts';
import {
  key,
  aggregate,
  pick,
  firing,
  anyFiring,
  distinctKeys,
  perKey,
  paneOf,
} from './accountSettings.ts';
import type { StatefulOperator } from './accountSettings.ts';

/** Windows of every kind. */
export const windowOperators: Readonly<Record<string, StatefulOperator>> = {
  fixedWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        fixedWindow({ size: 15, key, late: inputs.late, aggregate, ...anyFiring(inputs) }),
      ),
  },
  'fixedWindow with a lowest start': {
    build: ({ left, late }) =>
      left.pipe(fixedWindow({ size: 15, lowestStart: 10, key, late, aggregate })),
    once: true,
  },
  'slidingWindow that overlaps': {
    build: (inputs) =>
      inputs.left.pipe(
        slidingWindow({ size: 20, every: 7, late: inputs.late, aggregate, ...firing(inputs) }),
      ),
  },
  'slidingWindow with gaps': {
    build: (inputs) =>
      inputs.left.pipe(
        slidingWindow({ size: 5, every: 9, key, late: inputs.late, aggregate, ...firing(inputs) }),
      ),
  },
  sessionWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        sessionWindow({ gap: 9, key, late: inputs.late, aggregate, ...anyFiring(inputs) }),
      ),
  },
  'sessionWindow as it is by default': {
    build: ({ left, late }) =>
      left.pipe(
        sessionWindow({ gap: (event) => 1 + event.size, key, late, aggregate, allowedLateness: 9 }),
      ),
  },
  cumulativeWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        cumulativeWindow({ size: 30, step: 10, late: inputs.late, aggregate, ...firing(inputs) }),
      ),
  },
  calendarWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        calendarWindow({
          unit: 'day',
          timeZone: 'Europe/Berlin',
          key,
          late: inputs.late,
          aggregate,
          trigger: pick(inputs, {}, { count: 3 }, { early: { count: 2 }, finishAtOnTime: true }),
        }),
      ),
    beyond: 2 * 86_400_000,
  },
  customWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        customWindow({
          windowsOf: (time, event) =>
            event.size === 0 ? [] : [{ start: time - event.size, end: time + 3 }],
          key,
          late: inputs.late,
          aggregate,
          ...anyFiring(inputs),
        }),
      ),
  },
  countWindow: {
    build: ({ left }) => left.pipe(countWindow({ count: 4, key, aggregate })),
    left: perKey((events) => (events % 4 === 0 ? 0 : 1)),
    once: true,
  },
  'countWindow that overlaps': {
    build: ({ left }) => left.pipe(countWindow({ count: 6, every: 2, key, aggregate })),
    // The full blocks of 2 that a window needs, the newer of them once more as their total, and the
    // one in work: every third block turns the two that are left over, so that none is newer.
    left: perKey((events) => {
      const blocks = Math.floor(events / 2);
      const full = blocks < 3 ? blocks : 2;
      return full + (blocks % 3 === 0 ? 0 : 1) + (events % 2);
    }),
  },
  timeDifferenceWindow: {
    build: (inputs) =>
      inputs.left.pipe(
        timeDifferenceWindow({
          difference: 12,
          key,
          late: inputs.late,
          aggregate,
          allowedLateness: inputs.random(40),
        }),
      ),
  },
  globalWindow: {
    build: ({ left }) => left.pipe(globalWindow({ key, aggregate })),
    left: ({ left }) => distinctKeys(left),
    once: true,
  },
  'globalWindow with a trigger': {
    build: (inputs) =>
      inputs.left.pipe(
        globalWindow({
          key,
          aggregate,
          trigger: pick<Trigger>(
            inputs,
            { count: 3 },
            { count: 3, once: true },
            { everyEvent: true },
            { everyEventTime: 50 },
            { early: { every: 20 } },
          ),
          accumulation: pick(inputs, 'accumulating', 'discarding', 'retracting'),
          scheduler: inputs.scheduler,
        }),
      ),
    left: ({ left }) => distinctKeys(left),
  },
  topPerWindow: {
    build: ({ left }) =>
      left.pipe(
        mapEach(paneOf),
        topPerWindow({
          limit: 100,
          by: ({ event }) => event.size,
          allowedLateness: 20,
        }),
      ),
    countsLate: true,
  },
};
