import type { Observable, SchedulerLike } from 'rxjs';
import {
  asOfJoin,
  batch,
  branch,
  calendarWindow,
  collect as collectEvents,
  count,
  countWindow,
  cumulativeWindow,
  customAggregate,
  customWindow,
  dedupe,
  distinct,
  enrich,
  enrichByLookup,
  eventTime,
  first,
  fixedWindow,
  globalWindow,
  intervalJoin,
  keyedProcess,
  lag,
  last,
  latestByKey,
  lead,
  mapAsync,
  max,
  maxBy,
  mean,
  min,
  minBy,
  overRange,
  partitioned,
  processingTime,
  quantile,
  rateLimit,
  scanByKey,
  sessionWindow,
  share,
  slidingWindow,
  sortByTime,
  sum,
  timeDifferenceWindow,
  topK,
  topN,
  tableJoin,
  topPerWindow,
  union,
  variance,
  windowJoin,
} from '../../operators/index.ts';
import type { ProcessContext, Stream } from '../../operators/index.ts';

/** What the pipelines count. */
export interface Reading {
  readonly at: number;
  readonly key: string;
  readonly size: number;
}

const key = (reading: Reading): string => reading.key;
const size = (reading: Reading): number => reading.size;
const enter = eventTime<Reading>({ timestamp: ({ at }) => at, outOfOrderness: 20 });
const other = eventTime<Reading>({
  timestamp: ({ at }) => at + 5,
  outOfOrderness: 30,
  name: 'other',
});
const keys = { leftKey: key, rightKey: key };
const late = 'drop';
const running = { n: count(), total: sum(size), average: mean(size) };
const merged = {
  least: min(size),
  most: max(size),
  median: quantile(0.5, size),
  events: collectEvents<Reading>({ limit: 100, overflow: 'error' }),
};

const others = {
  first: first<Reading>(),
  last: last(size),
  smallest: minBy(size),
  largest: maxBy(size),
  spread: variance(size),
  even: share<Reading>(({ size: own }) => own % 2 === 0),
  sizes: distinct(size),
  frequent: topK(2, size),
  product: customAggregate({
    create: () => 1,
    add: (state: number, reading: Reading) => (state * (1 + size(reading))) % 1_009,
    merge: (into, part) => (into * part) % 1_009,
    result: (state) => state,
  }),
};

/** Operators with state, from the source on. */
export type Pipeline = (source: Observable<Reading>, scheduler: SchedulerLike) => Stream<unknown>;

/** Every operator with state: to have a new one tested, add a line. */
export const snapshotPipelines: Readonly<Record<string, Pipeline>> = {
  eventTime: (source) => source.pipe(enter),
  processingTime: (source, scheduler) => source.pipe(processingTime({ scheduler })),
  fixedWindow: (source) =>
    source.pipe(
      enter,
      fixedWindow({
        size: 15,
        key,
        late,
        allowedLateness: 30,
        aggregate: { ...running, ...merged },
      }),
    ),
  'fixedWindow with early panes and retractions': (source, scheduler) =>
    source.pipe(
      enter,
      fixedWindow({
        size: 15,
        key,
        late,
        allowedLateness: 30,
        trigger: { early: { every: 5 }, late: { count: 2 } },
        accumulation: 'retracting',
        scheduler,
        aggregate: { ...running, ...merged },
      }),
    ),
  'sessionWindow that fires by count': (source) =>
    source.pipe(
      enter,
      sessionWindow({
        gap: 9,
        key,
        late,
        allowedLateness: 25,
        trigger: { count: 2 },
        accumulation: 'discarding',
        closePane: 'ifNew',
        aggregate: { ...running, ...merged },
      }),
    ),
  'globalWindow that fires by steps of event time': (source) =>
    source.pipe(
      enter,
      globalWindow({ key, trigger: { everyEventTime: 7 }, aggregate: { ...running, ...merged } }),
    ),
  'fixedWindow with all the other aggregates': (source) =>
    source.pipe(
      enter,
      fixedWindow({ size: 15, key, late, allowedLateness: 30, aggregate: others }),
    ),
  'slidingWindow with running totals': (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 7, key, late, allowedLateness: 15, aggregate: running }),
    ),
  'slidingWindow with merged slices': (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 7, key, late, allowedLateness: 15, aggregate: merged }),
    ),
  sessionWindow: (source) =>
    source.pipe(
      enter,
      sessionWindow({
        gap: 9,
        key,
        late,
        allowedLateness: 25,
        aggregate: { ...running, ...merged },
      }),
    ),
  'sessionWindow with a gap for each event': (source) =>
    source.pipe(
      enter,
      sessionWindow({
        gap: ({ size: own }) => 1 + own,
        key,
        late,
        allowedLateness: 25,
        aggregate: running,
      }),
    ),
  'fixedWindow with a lowest start': (source) =>
    source.pipe(enter, fixedWindow({ size: 15, lowestStart: 10, key, late, aggregate: running })),
  cumulativeWindow: (source) =>
    source.pipe(
      enter,
      cumulativeWindow({
        size: 30,
        step: 10,
        key,
        late,
        allowedLateness: 15,
        aggregate: running,
      }),
    ),
  calendarWindow: (source) =>
    source.pipe(
      enter,
      calendarWindow({ unit: 'day', timeZone: 'Asia/Kolkata', key, late, aggregate: running }),
    ),
  customWindow: (source) =>
    source.pipe(
      enter,
      customWindow({
        windowsOf: (at, { size: own }) => [{ start: at - own, end: at + 1 }],
        key,
        late,
        allowedLateness: 10,
        aggregate: running,
      }),
    ),
  countWindow: (source) => source.pipe(enter, countWindow({ count: 4, key, aggregate: running })),
  'countWindow with windows that overlap': (source) =>
    source.pipe(enter, countWindow({ count: 6, every: 2, key, aggregate: running })),
  timeDifferenceWindow: (source) =>
    source.pipe(
      enter,
      timeDifferenceWindow({
        difference: 12,
        key,
        late,
        allowedLateness: 9,
        aggregate: running,
      }),
    ),
  globalWindow: (source) =>
    source.pipe(enter, globalWindow({ key, aggregate: { ...running, ...merged } })),
  topPerWindow: (source) =>
    source.pipe(
      enter,
      slidingWindow({ size: 20, every: 10, key, late, allowedLateness: 30, aggregate: running }),
      topPerWindow({ limit: 2, by: ({ total }) => total, allowedLateness: 30 }),
    ),
  dedupe: (source) =>
    source.pipe(enter, dedupe({ key, keep: 'first', late, timeToLive: { eventTime: 15 } })),
  'dedupe with changes': (source) =>
    source.pipe(
      enter,
      dedupe({ key, keep: 'first', emit: 'changes', late, timeToLive: { eventTime: 15 } }),
    ),
  topN: (source) => source.pipe(enter, topN({ key, by: size, limit: 3 })),
  'topN of rows with ids': (source) =>
    source.pipe(enter, topN({ by: size, limit: 2, id: key, timeToLive: { eventTime: 25 } })),
  sortByTime: (source) => source.pipe(enter, sortByTime({ late })),
  latestByKey: (source) => source.pipe(enter, latestByKey({ key, timeToLive: { eventTime: 25 } })),
  scanByKey: (source) =>
    source.pipe(
      enter,
      scanByKey({ key, seed: () => 0, reduce: (sum, reading) => sum + size(reading) }),
    ),
  lag: (source) => source.pipe(enter, lag({ key, offset: 2 })),
  lead: (source) =>
    source.pipe(enter, lead({ key, offset: 2, late, timeToLive: { eventTime: 25 } })),
  'overRange with totals from which events are taken out': (source) =>
    source.pipe(enter, overRange({ key, range: 18, late, aggregate: running })),
  'overRange with merged events': (source) =>
    source.pipe(
      enter,
      overRange({ key, rows: 4, late, aggregate: { ...running, ...merged, ...others } }),
    ),
  'overRange without a range': (source) =>
    source.pipe(enter, overRange({ key, late, aggregate: { ...running, ...merged } })),
  'topPerWindow over panes that are taken back': (source) =>
    source.pipe(
      enter,
      cumulativeWindow({
        size: 30,
        step: 10,
        key,
        late,
        allowedLateness: 30,
        trigger: { early: { count: 2 } },
        accumulation: 'retracting',
        aggregate: running,
      }),
      topPerWindow({ limit: 2, by: ({ total }) => total, allowedLateness: 30 }),
    ),
  keyedProcess: (source) =>
    source.pipe(
      enter,
      keyedProcess({
        key,
        late,
        create: () => ({ n: 0 }),
        process: (reading, { state, timestamp, setTimer }) => {
          state.n += reading.size;
          setTimer('eventTime', timestamp + 9);
        },
        onEventTime: (_time, context: ProcessContext<string, { n: number }, number>) =>
          context.emit(context.state.n),
      }),
    ),
  batch: (source) => source.pipe(enter, batch({ count: 4 })),
  rateLimit: (source, scheduler) =>
    source.pipe(
      enter,
      rateLimit({ rate: 100, burst: 100, limit: 100, overflow: 'error', scheduler }),
    ),
  mapAsync: (source) => source.pipe(enter, mapAsync(size)),
  enrichByLookup: (source) =>
    source.pipe(
      enter,
      enrichByLookup({ key, lookup: (of) => `row ${of}`, cache: { size: 2, timeToLive: 9 } }),
    ),
  'enrich from a stream that is complete': (source) =>
    source.pipe(
      enter,
      enrich(source.pipe(other), {
        key,
        tableKey: key,
        deletes: (reading) => size(reading) === 3,
        type: 'left',
        ready: 'complete',
        limit: 100,
        timeToLive: 30,
      }),
    ),
  'enrich from a stream that goes on': (source) =>
    source.pipe(
      enter,
      enrich(source.pipe(other), { key, tableKey: key, ready: 'atOnce', limit: 100 }),
    ),
  'rateLimit with events that wait': (source, scheduler) =>
    source.pipe(enter, rateLimit({ rate: 2, burst: 1, limit: 100, overflow: 'error', scheduler })),
  union: (source) => union([source.pipe(enter)]),
  'eventTime by partitions': (source) =>
    source.pipe(
      eventTime<Reading>({
        timestamp: ({ at }) => at,
        watermark: partitioned({ partitionOf: key, outOfOrderness: 20 }),
        raiseEvery: 5,
      }),
    ),
  'a window behind a union of two, judged by the input': (source) => {
    const other = eventTime<Reading>({
      timestamp: ({ at }) => at + 5,
      outOfOrderness: 5,
      name: 'other',
    });
    return union([source.pipe(enter), source.pipe(other)], { lateBy: 'input' }).pipe(
      fixedWindow({ size: 15, late, aggregate: running }),
    );
  },
  'branches that a join brings together': (source) => {
    const config = { ...keys, lower: -4, upper: 9, late, lateBy: 'input', order: 'time' } as const;
    const joined = (all: Stream<Reading>): Stream<unknown> => all.pipe(intervalJoin(all, config));
    return source.pipe(enter, branch(joined));
  },
  'intervalJoin of a stream with itself': (source) =>
    source.pipe(
      enter,
      intervalJoin(source.pipe(other), { ...keys, lower: -4, upper: 9, type: 'full', late }),
    ),
  'windowJoin of a stream with itself': (source) =>
    source.pipe(enter, windowJoin(source.pipe(other), { ...keys, size: 15, every: 5, late })),
  'windowJoin with sessions and corrections': (source) =>
    source.pipe(
      enter,
      windowJoin(source.pipe(other), {
        ...keys,
        gap: 9,
        type: 'full',
        allowedLateness: 25,
        late,
      }),
    ),
  'windowJoin that fires again as a whole': (source) =>
    source.pipe(
      enter,
      windowJoin(source.pipe(other), {
        ...keys,
        size: 15,
        allowedLateness: 25,
        corrections: 'whole',
        late,
      }),
    ),
  'tableJoin of a stream with itself': (source) =>
    source.pipe(
      enter,
      tableJoin(source.pipe(other), {
        ...keys,
        leftId: size,
        type: 'full',
        deletes: { right: (reading) => size(reading) === 0 },
        timeToLive: { left: { eventTime: 25 } },
        late,
      }),
    ),
  'asOfJoin of a stream with itself': (source) =>
    source.pipe(enter, asOfJoin(source.pipe(other), { ...keys, type: 'left', late })),
  'a window behind a union of two': (source) => {
    return union([source.pipe(enter), source.pipe(other)]).pipe(
      fixedWindow({ size: 15, key, late, aggregate: running }),
    );
  },
};
