import {
  asOfJoin,
  enrich,
  enrichByLookup,
  intervalJoin,
  tableJoin,
  windowJoin,
} from '../../../operators/index.ts';
import { laterAnswer } from '../flow/laterAnswer.ts';
import { key, timeToLive, pick, join, type, kept, distinctKeys } from './accountSettings.ts';
import type { StatefulOperator } from './accountSettings.ts';

/** Joins of two streams. */
export const joinOperators: Readonly<Record<string, StatefulOperator>> = {
  intervalJoin: {
    build: (inputs) =>
      inputs.left.pipe(
        intervalJoin(inputs.right, {
          ...join(inputs),
          lower: -4,
          upper: 9,
          type: type(inputs),
          order: pick(inputs, 'arrival', 'time'),
        }),
      ),
  },
  windowJoin: {
    build: (inputs) =>
      inputs.left.pipe(windowJoin(inputs.right, { ...join(inputs), size: 15, type: type(inputs) })),
  },
  'windowJoin of sessions': {
    build: (inputs) =>
      inputs.left.pipe(
        windowJoin(inputs.right, {
          ...join(inputs),
          gap: 9,
          type: kept(inputs),
          allowedLateness: inputs.random(30),
        }),
      ),
  },
  'windowJoin with corrections': {
    build: (inputs) =>
      inputs.left.pipe(
        windowJoin(inputs.right, {
          ...join(inputs),
          size: 15,
          type: kept(inputs),
          allowedLateness: inputs.random(30),
          corrections: pick(inputs, 'changes', 'whole'),
        }),
      ),
  },
  enrichByLookup: {
    build: (inputs) =>
      inputs.left.pipe(
        enrichByLookup({
          key,
          lookup: (of) => laterAnswer(inputs.scheduler, 3, () => (of === 'a' ? undefined : of)),
          cache: { size: 10, timeToLive: 20 },
          type: pick(inputs, 'inner', 'left'),
          scheduler: inputs.scheduler,
        }),
      ),
    // The answers that were kept last.
    left: ({ left }) => distinctKeys(left),
    atMost: true,
    once: true,
  },
  enrich: {
    build: (inputs) =>
      inputs.left.pipe(
        enrich(inputs.right, { key, tableKey: key, type: 'left', ready: 'atOnce', limit: 1_000 }),
      ),
    // A row of the table that no event has met is in no account.
    left: ({ right }) => right.length,
    atMost: true,
    standing: true,
  },
  tableJoin: {
    build: (inputs) =>
      inputs.left.pipe(
        tableJoin(inputs.right, {
          leftKey: key,
          rightKey: key,
          late: inputs.lateSides,
          type: 'full',
          timeToLive,
        }),
      ),
  },
  asOfJoin: {
    build: (inputs) =>
      inputs.left.pipe(
        asOfJoin(inputs.right, { ...join(inputs), type: pick(inputs, 'inner', 'left') }),
      ),
    left: ({ right }) => distinctKeys(right),
  },
  'asOfJoin with a highest age': {
    build: (inputs) =>
      inputs.left.pipe(asOfJoin(inputs.right, { ...join(inputs), type: 'left', maxAge: 12 })),
  },
};
