import {
  count,
  eventTime,
  filterEach,
  fixedWindow,
  intervalJoin,
  mapEach,
  rateLimit,
  scanByKey,
  union,
} from '../../operators/index.ts';
import type { Stream } from '../../operators/index.ts';
import { createGraph } from '../../src/graph/index.ts';
import type { Graph, Stage } from '../../src/graph/index.ts';
import { fromNdjson } from '../../src/sources/index.ts';
import { COUNT_EVERY, MOST_DISORDER, PAID_WITHIN, TOTAL_EVERY } from './crashEvents.ts';
import type { CrashEvent } from './crashEvents.ts';
import type { CrashResult } from './crashResult.ts';

/** What the graph reads, and how fast. */
export interface CrashInput {
  readonly orders: string;
  readonly payments: string;
  /** Orders a second; undefined for as many as can be. */
  readonly rate: number | undefined;
}

/** Windows, a join and keyed state over two files; its last stage gives all results. */
export function crashGraph({ orders, payments, rate }: CrashInput): {
  readonly graph: Graph;
  readonly ordered: Stage<CrashEvent>;
  readonly results: Stage<CrashResult>;
} {
  const graph = createGraph('crash');
  const source = (name: string, file: string, slower: number): Stage<CrashEvent> => {
    const stream = fromNdjson<CrashEvent>({ file, chunkSize: 64, pressure: { high: 128 } }).pipe(
      eventTime({ timestamp: ({ at }) => at, outOfOrderness: MOST_DISORDER }),
    );
    return graph.source(name, rate === undefined ? stream : paced(stream, rate / slower));
  };
  const ordered = source('orders', orders, 1);
  const paid = source('payments', payments, 4);
  const counts = graph.stage('counts', ordered, countsOf);
  const pairs = graph.stage('pairs', [ordered, paid], pairsOf);
  const totals = graph.stage('totals', ordered, totalsOf);
  const two = graph.stage('two', [counts, pairs], (a, b) => union([a, b]));
  const results = graph.stage('results', [two, totals], (a, b) => union([a, b]));
  return { graph, ordered, results };
}

function paced<T>(stream: Stream<T>, rate: number): Stream<T> {
  return stream.pipe(rateLimit({ rate, burst: 64, limit: 65_536, overflow: 'error' }));
}

function countsOf(input: Stream<CrashEvent>): Stream<CrashResult> {
  return input.pipe(
    fixedWindow({
      size: COUNT_EVERY,
      key: ({ user }) => `g${user % 50}`,
      late: 'error',
      aggregate: { n: count() },
    }),
    mapEach(({ key, window, value }) => ({
      kind: 'count',
      key,
      place: window.start,
      value: value.n,
    })),
  );
}

function pairsOf(left: Stream<CrashEvent>, right: Stream<CrashEvent>): Stream<CrashResult> {
  return left.pipe(
    intervalJoin(right, {
      leftKey: ({ id }) => id,
      rightKey: ({ id }) => id,
      lower: 0,
      upper: PAID_WITHIN,
      late: 'error',
      lateBy: 'input',
      project: (order, payment) => ({
        kind: 'pair',
        key: `o${order.id}`,
        place: order.id,
        value: order.amount + payment.amount,
      }),
    }),
  );
}

function totalsOf(input: Stream<CrashEvent>): Stream<CrashResult> {
  return input.pipe(
    scanByKey({
      key: ({ user }: CrashEvent) => user,
      seed: () => ({ n: 0, sum: 0 }),
      reduce: ({ n, sum }, { amount }) => ({ n: n + 1, sum: sum + amount }),
    }),
    filterEach(({ value }) => value.n % TOTAL_EVERY === 0),
    mapEach(({ key, value }) => ({
      kind: 'total',
      key: `u${key}`,
      place: value.n,
      value: value.sum,
    })),
  );
}
