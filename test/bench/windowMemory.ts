import { count, eventTime, fixedWindow, mean, sessionWindow } from '../../operators/index.ts';
import { slidingWindow } from '../../operators/index.ts';
import type { Pane, StreamOperator } from '../../operators/index.ts';
import type { BenchCase, Figure, Outcome, Runs, WorkVariant } from './benchCase.ts';
import { benchRuns, benchSource, OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent, EventsConfig } from './benchEvents.ts';
import { CountLoop, WINDOW } from './countLoop.ts';
import { heapUsedMb } from './heapUsedMb.ts';

/** So long before the end of the last window memory is looked at, in milliseconds. */
const BEFORE_END = 1_000;
const MANY_KEYS: EventsConfig = { count: 4_000_000, keys: 1_000_000, perSecond: 200_000 };
const LONG: EventsConfig = { count: 10_000_000, keys: 50_000, perSecond: 20_000 };
const SHORT: EventsConfig = { ...LONG, count: 1_000_000 };

type Windows = StreamOperator<BenchEvent, Pane<number, object>>;

const key = (event: BenchEvent): number => event.key;
const late = 'drop';

const KINDS: Readonly<Record<string, () => Windows>> = {
  fixed: () => fixedWindow({ size: WINDOW, key, late, aggregate: { n: count() } }),
  sliding: () =>
    slidingWindow({
      size: WINDOW,
      every: WINDOW / 5,
      key,
      late,
      aggregate: { mean: mean((event) => event.value) },
    }),
  sessions: () => sessionWindow({ gap: 1_000, key, late, aggregate: { n: count() } }),
};

/** When the last window is nearly full. */
const fullestAt = ({ count: events, perSecond }: EventsConfig): number =>
  events - (BEFORE_END * perSecond) / 1_000;

function holdInWindows(config: EventsConfig, windows: Windows): Outcome {
  const before = heapUsedMb();
  let [held, panes] = [Number.NaN, 0];
  benchSource(benchRuns(config), {
    events: fullestAt(config),
    call: () => (held = heapUsedMb() - before),
  })
    .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: OUT_OF_ORDERNESS }), windows)
    .subscribe(({ values }) => (panes += values.length));
  return outcomeOf(config, panes, held);
}

function holdInMaps(config: EventsConfig): Outcome {
  const before = heapUsedMb();
  const loop = new CountLoop();
  let [held, seen] = [Number.NaN, 0];
  for (const events of benchRuns(config)) {
    loop.run(events);
    seen += events.length;
    if (Number.isNaN(held) && seen >= fullestAt(config)) held = heapUsedMb() - before;
  }
  loop.end();
  return outcomeOf(config, loop.digest.panes, held);
}

function outcomeOf({ count: events }: EventsConfig, panes: number, held: number): Outcome {
  return { digest: `${panes} panes`, events, panes, measured: { heldMb: held } };
}

function kindVariants([name, make]: readonly [string, () => Windows]): WorkVariant[] {
  const variant = (millions: string, config: EventsConfig): WorkVariant => ({
    name: `${name} ${millions}`,
    part: name,
    prepare: () => () => holdInWindows(config, make()),
  });
  return [variant('1 million', SHORT), variant('10 million', LONG)];
}

const keyVariants: readonly WorkVariant[] = [
  {
    name: '1M keys in Maps',
    part: '1M keys',
    agrees: '1M keys',
    prepare: () => () => holdInMaps(MANY_KEYS),
  },
  {
    name: '1M keys in windows',
    part: '1M keys',
    agrees: '1M keys',
    prepare: () => () => holdInWindows(MANY_KEYS, (KINDS['fixed'] as () => Windows)()),
  },
];

function held(of: Runs, variant: string): number {
  return of(variant).measured?.['heldMb'] ?? Number.NaN;
}

const toMaps: Figure = {
  name: '1M keys, memory to bare Maps',
  value: (of) => held(of, '1M keys in windows') / held(of, '1M keys in Maps'),
};

/** What windows hold at their fullest, after a collection. */
export const windowMemory: BenchCase = {
  name: 'windowMemory',
  summary: 'heap after a collection: 1,000,000 keys against Maps, 10 million events against 1',
  repetitions: 3,
  passes: 0,
  variants: [...keyVariants, ...Object.entries(KINDS).flatMap(kindVariants)],
  figures: [
    toMaps,
    ...Object.keys(KINDS).map((name) => ({
      name: `${name}, memory at 10 million events to 1 million`,
      value: (of: Runs) => held(of, `${name} 10 million`) / held(of, `${name} 1 million`),
    })),
  ],
  short: { repetitions: 1, passes: 0, variants: keyVariants, figures: [toMaps] },
};
