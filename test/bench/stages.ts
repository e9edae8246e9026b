import { Observable } from 'rxjs';
import { eventTime, filterEach, fromArray, mapEach } from '../../operators/index.ts';
import type { Stream, StreamOperator } from '../../operators/index.ts';
import type { BenchCase, BenchForm, Figure, Outcome, WorkVariant } from './benchCase.ts';
import { benchEvents } from './benchEvents.ts';
import type { BenchEvent } from './benchEvents.ts';
import { throughput } from './throughput.ts';

const EVENTS = { count: 1_000_000, keys: 1_000, perSecond: 10_000 };
const STAGES = [1, 5, 20];

interface Kind {
  readonly name: string;
  readonly stage: (n: number) => StreamOperator<number, number>;
  /** What it does to a value; undefined where it drops it. */
  readonly step: (n: number) => (value: number) => number | undefined;
}

const KINDS: readonly Kind[] = [
  { name: 'map', stage: (n) => mapEach((value) => value + n), step: (n) => (value) => value + n },
  {
    name: 'filter',
    stage: (n) => filterEach((value) => value !== n),
    step: (n) => (value) => (value === n ? undefined : value),
  },
];

/** Hides that a stream can take stages into its loop, at no cost: what stands behind gets its own. */
function alone<T>(source: Stream<T>): Stream<T> {
  return new Observable((subscriber) => source.subscribe(subscriber));
}

function outcomeOf(count: number, sum: number): Outcome {
  return { digest: `${count} values, sum ${sum}`, events: EVENTS.count, panes: 0 };
}

function runStages(
  events: readonly BenchEvent[],
  { stage }: Kind,
  stages: number,
  isFused: boolean,
): Outcome {
  const entry = fromArray(events).pipe(
    eventTime({ timestamp: (event) => event.at, outOfOrderness: 200 }),
    mapEach((event) => event.value),
  );
  let stream: Stream<number> = entry;
  for (let n = 0; n < stages; n += 1) stream = stage(n)(isFused ? stream : alone(stream));
  let [count, sum] = [0, 0];
  stream.subscribe(({ values }) => {
    count += values.length;
    for (const value of values) sum += value;
  });
  return outcomeOf(count, sum);
}

function runLoop(events: readonly BenchEvent[], { step }: Kind, stages: number): Outcome {
  const steps = Array.from({ length: stages }, (_, n) => step(n));
  let [count, sum] = [0, 0];
  for (const event of events) {
    let value: number | undefined = event.value;
    for (const apply of steps) {
      value = apply(value);
      if (value === undefined) break;
    }
    if (value === undefined) continue;
    count += 1;
    sum += value;
  }
  return outcomeOf(count, sum);
}

function variants(kind: Kind, stages: number): WorkVariant[] {
  const part = `${stages} ${kind.name}${stages === 1 ? '' : 's'}`;
  const variant = (name: string, run: (events: readonly BenchEvent[]) => Outcome): WorkVariant => ({
    name: `${part} ${name}`,
    part,
    agrees: part,
    prepare: () => {
      const events = benchEvents(EVENTS);
      return () => run(events);
    },
  });
  return [
    variant('loop', (events) => runLoop(events, kind, stages)),
    variant('fused', (events) => runStages(events, kind, stages, true)),
    variant('not fused', (events) => runStages(events, kind, stages, false)),
  ];
}

function figures({ name }: Kind): Figure[] {
  return ['fused', 'not fused'].map((way) => ({
    name: `one more ${name}, ${way}, ns an event`,
    value: (of) => {
      const [five, twenty] = [of(`5 ${name}s ${way}`), of(`20 ${name}s ${way}`)];
      return (1e9 / throughput(twenty) - 1e9 / throughput(five)) / 15;
    },
  }));
}

function form(stages: readonly number[], repetitions: number, passes: number): BenchForm {
  return {
    repetitions,
    passes,
    variants: KINDS.flatMap((kind) => stages.flatMap((n) => variants(kind, n))),
    figures: KINDS.flatMap(figures),
  };
}

function withoutLoops(all: BenchForm): BenchForm {
  return { ...all, variants: all.variants.filter(({ name }) => !name.endsWith('loop')) };
}

/** What stateless stages cost, in one loop and each in its own. */
export const stages: BenchCase = {
  name: 'stages',
  summary: '1,000,000 events, mapEach or filterEach 1, 5 and 20 times, chunks of 512',
  ...form(STAGES, 5, 5),
  short: withoutLoops(form(STAGES.slice(1), 1, 3)),
};
