import {
  count,
  eventTime,
  fixedWindow,
  fromArray,
  lateTo,
  SideOutput,
} from '../../operators/index.ts';
import type { Late } from '../../operators/index.ts';
import type { BenchCase, BenchForm, Figure, Outcome, WorkVariant } from './benchCase.ts';
import { benchEvents, OUT_OF_ORDERNESS } from './benchEvents.ts';
import type { BenchEvent, EventsConfig } from './benchEvents.ts';
import { CountLoop, WINDOW } from './countLoop.ts';
import { Digest } from './digest.ts';
import { throughput } from './throughput.ts';

interface Setting extends EventsConfig {
  readonly name: string;
  readonly chunkSizes: readonly number[];
}

const FEW: Setting = {
  name: '1k',
  count: 1_000_000,
  keys: 1_000,
  perSecond: 10_000,
  chunkSizes: [512, 128, 16, 1],
};
const MANY: Setting = {
  name: '100k',
  count: 1_500_000,
  keys: 100_000,
  perSecond: 30_000,
  chunkSizes: [512],
};
/** Of a million keys 865,000 are in each window. */
const MOST: Setting = {
  name: '1M',
  count: 4_000_000,
  keys: 1_000_000,
  perSecond: 200_000,
  chunkSizes: [512],
};

function countInLoop(events: readonly BenchEvent[]): Outcome {
  const loop = new CountLoop();
  loop.run(events);
  loop.end();
  const { digest, late } = loop;
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function countInWindows(events: readonly BenchEvent[], chunkSize: number): Outcome {
  const digest = new Digest();
  const output = new SideOutput<Late<BenchEvent>>();
  let late = 0;
  output.stream.subscribe(({ values }) => (late += values.length));
  fromArray(events, { chunkSize })
    .pipe(
      eventTime({ timestamp: (event) => event.at, outOfOrderness: OUT_OF_ORDERNESS }),
      fixedWindow({
        size: WINDOW,
        key: (event) => event.key,
        late: lateTo(output),
        aggregate: { n: count() },
      }),
    )
    .subscribe(({ values }) => {
      for (const { key, window, value } of values) digest.add(key, window.end, value.n);
    });
  return { digest: digest.text(late), events: events.length, panes: digest.panes };
}

function variants({ name, chunkSizes, ...config }: Setting): WorkVariant[] {
  const variant = (kind: string, run: (events: readonly BenchEvent[]) => Outcome): WorkVariant => ({
    name: `${name} ${kind}`,
    part: name,
    agrees: name,
    prepare: () => {
      const events = benchEvents(config);
      return () => run(events);
    },
  });
  return [
    variant('loop', countInLoop),
    ...chunkSizes.map((size) =>
      variant(`chunks of ${size}`, (events) => countInWindows(events, size)),
    ),
  ];
}

function figures({ name, chunkSizes }: Setting): Figure[] {
  return chunkSizes.map((size) => ({
    name: `${name} keys, chunks of ${size}, throughput to loop`,
    value: (of) => throughput(of(`${name} chunks of ${size}`)) / throughput(of(`${name} loop`)),
  }));
}

function form(settings: readonly Setting[], repetitions: number, passes: number): BenchForm {
  return {
    repetitions,
    passes,
    variants: settings.flatMap(variants),
    figures: settings.flatMap(figures),
  };
}

/** A count per key and window of ten seconds, by keys and by the size of chunks. */
export const windowedCount: BenchCase = {
  name: 'windowedCount',
  summary: '1 to 4 million events, fixedWindow 10 s, count, against a loop with Maps',
  ...form([FEW, MANY, MOST], 5, 3),
  short: form([{ ...FEW, chunkSizes: [512] }, MOST], 1, 2),
};
