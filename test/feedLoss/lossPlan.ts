import type { Fault } from './faultProxy.ts';
import type { SubscriberPlan } from './subscriberCheck.ts';

/** One thing that is to happen to a subscriber's connection. */
export interface PlannedFault {
  readonly fault: Fault;
  /** How long it waits before, in ms. */
  readonly after: number;
  /** How long it lasts, in ms; of meaning for some. */
  readonly ms: number;
}

/** What is to happen in a run. */
export interface LossPlan {
  readonly subscribers: readonly SubscriberPlan[];
  /** For each subscriber, one after the other. */
  readonly faults: readonly (readonly PlannedFault[])[];
  readonly restarts: number;
  /** The time between two restarts, in ms. */
  readonly restartEvery: number;
}

/** How large a run is. */
export interface LossSize {
  readonly subscribers: number;
  readonly restarts: number;
  /** How often the faults of a subscriber are gone through. */
  readonly rounds: number;
}

/** Every subscriber's connection is cut twice a round; half of them stall, some suffer worse. */
export function lossPlan(
  { subscribers, restarts, rounds }: LossSize,
  random: () => number,
): LossPlan {
  const faults = Array.from({ length: subscribers }, (_, i) =>
    Array.from({ length: rounds }, () => roundOf(i, random)).flat(),
  );
  return {
    subscribers: Array.from({ length: subscribers }, (_, i) => subscriberOf(i)),
    faults,
    restarts,
    restartEvery: 900,
  };
}

const POLICIES = ['block', 'latest', { drop: 5 }, { sample: 100 }, 'close'] as const;

/** Most want everything, of a log that keeps it; each policy is there on the others. */
function subscriberOf(i: number): SubscriberPlan {
  const slow = POLICIES[Math.floor(i / 10) % POLICIES.length] ?? 'block';
  if (i % 10 === 1) return { feed: 'short', slow, isWhole: false };
  if (i % 10 === 2) return { feed: 'heavy', slow, isWhole: false };
  return { feed: 'all', slow: 'block', isWhole: true };
}

function roundOf(i: number, random: () => number): PlannedFault[] {
  const some = (fault: Fault, isMeant: boolean): Fault[] => (isMeant ? [fault] : []);
  const kinds: Fault[] = [
    ...some('delay', i % 4 === 0),
    'cut',
    'cutInFrame',
    ...some('stall', i % 2 === 0),
    ...some('refuse', i % 5 === 1),
    ...some('blackHole', i % 8 === 3),
  ];
  return shuffled(kinds, random).map((fault) => ({
    fault,
    after: Math.floor(random() * 1_000),
    ms: Math.floor(1_000 + random() * 1_000),
  }));
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const keyed = values.map((value) => [random(), value] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, value]) => value);
}
