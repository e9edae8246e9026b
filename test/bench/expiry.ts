import { eventTime, fromArray, scanByKey } from '../../operators/index.ts';
import type { BenchCase, Figure, Outcome, WorkVariant } from './benchCase.ts';
import type { BenchEvent } from './benchEvents.ts';
import { Digest } from './digest.ts';
import { throughput } from './throughput.ts';

interface Setting {
  readonly name: string;
  readonly events: number;
  /** How many keys come again and again. */
  readonly keys: number;
}

const PER_MS = 10;
/** One event of so many has a key that comes once only and has to be forgotten. */
const ONCE_IN = 8;
/** Prime, so that it visits all keys before it comes to one again, in no order of their memory. */
const STRIDE = 7_919;

const SETTINGS: readonly Setting[] = [
  { name: '1k', events: 1_000_000, keys: 1_000 },
  { name: '100k', events: 1_000_000, keys: 100_000 },
  { name: '1M', events: 3_000_000, keys: 1_000_000 },
];

/** Longer than it takes until a key comes again, in milliseconds. */
const lifeOf = ({ keys }: Setting): number => Math.ceil((keys * 1.3) / PER_MS);

/** Events in order of time, ten in a millisecond. */
function makeEvents({ events, keys }: Setting): BenchEvent[] {
  return Array.from({ length: events }, (_, i) => {
    const isOnce = i % ONCE_IN === ONCE_IN - 1;
    const turn = i - Math.floor(i / ONCE_IN);
    return {
      at: 1_000_000_000_000 + Math.floor(i / PER_MS),
      key: isOnce ? keys + i : (turn * STRIDE) % keys,
      value: 1,
    };
  });
}

/** The same without ever forgetting a key. */
function countForGood(events: readonly BenchEvent[]): Outcome {
  const digest = new Digest();
  const counts = new Map<number, number>();
  for (const { at, key, value } of events) {
    const result = { key, value: (counts.get(key) ?? 0) + value };
    counts.set(key, result.value);
    digest.add(result.key, at, result.value);
  }
  return { digest: digest.text(0), events: events.length, panes: digest.panes };
}

function countAlive(
  events: readonly BenchEvent[],
  lifeMs: number | undefined,
  raiseEveryMs: number,
): Outcome {
  const digest = new Digest();
  fromArray(events)
    .pipe(
      eventTime({
        timestamp: (event) => event.at,
        outOfOrderness: 0,
        raiseEvery: raiseEveryMs,
      }),
      scanByKey({
        key: (event) => event.key,
        seed: () => 0,
        reduce: (sum, { value }) => sum + value,
        ...(lifeMs !== undefined && { timeToLive: { eventTime: lifeMs } }),
      }),
    )
    .subscribe(({ values, timestamps }) => {
      for (let i = 0; i < values.length; i += 1) {
        const { key, value } = values[i] as { key: number; value: number };
        digest.add(key, timestamps[i] as number, value);
      }
    });
  return { digest: digest.text(0), events: events.length, panes: digest.panes };
}

function variants(setting: Setting): WorkVariant[] {
  const variant = (kind: string, run: (events: readonly BenchEvent[]) => Outcome): WorkVariant => ({
    name: `${setting.name} ${kind}`,
    part: setting.name,
    agrees: setting.name,
    prepare: () => {
      const events = makeEvents(setting);
      return () => run(events);
    },
  });
  const life = lifeOf(setting);
  return [
    variant('loop for good', countForGood),
    variant('operator for good', (events) => countAlive(events, undefined, 1)),
    variant('watermark each ms', (events) => countAlive(events, life, 1)),
    variant('each 100 ms', (events) => countAlive(events, life, 100)),
  ];
}

function figures({ name }: Setting): Figure[] {
  return [
    {
      name: `${name} keys, throughput to loop for good`,
      value: (of) =>
        throughput(of(`${name} watermark each ms`)) / throughput(of(`${name} loop for good`)),
    },
    {
      name: `${name} keys, watermark 100 times more often, CPU`,
      value: (of) => of(`${name} watermark each ms`).cpuMs / of(`${name} each 100 ms`).cpuMs,
    },
  ];
}

const largest = SETTINGS.slice(2);

/** State by key with a time to live, against a Map that keeps everything. */
export const expiry: BenchCase = {
  name: 'expiry',
  summary: 'scanByKey with a time to live, each event re-arms its key, against a Map for good',
  repetitions: 3,
  passes: 1,
  variants: SETTINGS.flatMap(variants),
  figures: SETTINGS.flatMap(figures),
  short: {
    repetitions: 1,
    passes: 0,
    variants: largest.flatMap(variants).filter(({ name }) => /loop|each ms/.test(name)),
    figures: largest.flatMap((setting) => figures(setting).slice(0, 1)),
  },
};
