import {
  batch,
  eventTime,
  failedWith,
  mapAsync,
  mapBatchAsync,
  mapEach,
  processingTime,
  rateLimit,
  SideOutput,
  union,
} from '../../../operators/index.ts';
import type { Failed } from '../../../operators/index.ts';
import { laterAnswer } from '../flow/laterAnswer.ts';
import { at, pick } from './accountSettings.ts';
import type { Happening } from './happening.ts';
import type { StatefulOperator } from './accountSettings.ts';

/** Operators that enter a stream, bring streams together or let values wait. */
export const streamOperators: Readonly<Record<string, StatefulOperator>> = {
  eventTime: {
    build: ({ source, rejected }) =>
      source.pipe(
        eventTime({
          timestamp: at,
          outOfOrderness: 10,
          maxAhead: 10_000,
          invalid: rejected,
          quarantine: rejected,
        }),
      ),
    once: true,
  },
  processingTime: {
    build: ({ source, scheduler }) => source.pipe(processingTime({ scheduler })),
    once: true,
  },
  union: {
    build: (inputs) =>
      union([inputs.left, inputs.right], { lateBy: pick(inputs, 'combined', 'input') }),
    once: true,
  },
  batch: {
    build: ({ left }) => left.pipe(batch({ count: 4 })),
    left: ({ left, shown }) => left.length - shown,
    once: true,
  },
  mapAsync: {
    build: (inputs) =>
      inputs.left.pipe(
        mapAsync(
          (event) =>
            event.size % 3 === 0 ? event : laterAnswer(inputs.scheduler, event.size, () => event),
          { concurrency: 3, ordered: inputs.random(2) === 0 },
        ),
      ),
    once: true,
  },
  'mapAsync with an output for what fails': {
    build: (inputs) => {
      const failed = new SideOutput<Failed<Happening>>();
      return inputs.left.pipe(
        mapAsync(
          (event) => {
            if (event.size % 3 === 1) throw new Error('no');
            return laterAnswer(inputs.scheduler, event.size, () => event);
          },
          { concurrency: 3, ordered: inputs.random(2) === 0, onError: failed },
        ),
      );
    },
    once: true,
  },
  'mapBatchAsync with an output for what fails': {
    build: (inputs) => {
      const failed = new SideOutput<Failed<Happening>>();
      return inputs.left.pipe(
        mapBatchAsync(
          (events) =>
            laterAnswer(inputs.scheduler, 3, () =>
              events.map((event) => (event.size % 3 === 1 ? failedWith('no') : event)),
            ),
          {
            batch: { count: 1 + inputs.random(5), time: 4 },
            concurrency: 2,
            ordered: inputs.random(2) === 0,
            onError: failed,
            scheduler: inputs.scheduler,
          },
        ),
      );
    },
    once: true,
  },
  'mapEach with an output for what fails': {
    build: (inputs) => {
      const failed = new SideOutput<Failed<Happening>>();
      const map = (event: Happening): Happening => {
        if (event.size % 3 === 1) throw new Error('no');
        return event;
      };
      return inputs.left.pipe(mapEach(map, { onError: failed }));
    },
    once: true,
  },
  rateLimit: {
    build: (inputs) =>
      inputs.left.pipe(
        rateLimit({
          rate: 50,
          burst: 1,
          limit: 1 + inputs.random(3),
          overflow: pick(inputs, 'dropOldest', 'dropNewest'),
          scheduler: inputs.scheduler,
        }),
      ),
    once: true,
  },
};
