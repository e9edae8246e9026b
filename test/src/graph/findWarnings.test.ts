import {
  count,
  eventTime,
  fixedWindow,
  fromArray,
  intervalJoin,
  latestByKey,
  mapEach,
  sessionWindow,
  sortByTime,
  topPerWindow,
} from '../../../operators/index.ts';
import type { Duration, Pane, Stream } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, GraphWarning } from '../../../src/graph/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('findWarnings');

type Counted = Pane<undefined, { readonly n: number }>;

/** Windows with corrections, and what is built behind them. */
function behind(
  allowedLateness: Duration,
  build: (panes: Stream<Counted>) => Stream<unknown>,
): Graph {
  const graph = createGraph('corrected');
  const enter = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
  const source = graph.source('clicks', fromArray([1]).pipe(enter));
  const minutes = graph.stage('minutes', source, (input) =>
    input.pipe(
      fixedWindow({ size: '1m', late: 'drop', allowedLateness, aggregate: { n: count() } }),
      mapEach((pane) => pane),
    ),
  );
  graph.stage('next', minutes, build);
  return graph;
}

const hours = (allowedLateness: Duration) => (panes: Stream<Counted>) =>
  panes.pipe(
    mapEach((pane) => pane),
    fixedWindow({ size: '1h', late: 'drop', allowedLateness, aggregate: { n: count() } }),
  );

const texts = (graph: Graph): readonly string[] =>
  graph.topology().warnings.map(({ text }) => text);

test('warns of a window that allows less lateness than the corrections before it need', () => {
  const graph = behind('90m', hours('30m'));
  const expected: GraphWarning = {
    stage: 'next',
    operator: 'fixedWindow',
    allows: 1_800_000,
    from: 'minutes',
    fromOperator: 'fixedWindow',
    needs: 5_400_000,
    text:
      "fixedWindow in 'next' takes events up to 30m behind the watermark, and fixedWindow in 'minutes' " +
      'sends corrections up to 90m behind it, which are late there; ' +
      "give fixedWindow in 'next' allowedLateness: '90m' or more",
  };
  assert.equal(graph.topology().warnings, [expected]);
  assert.equal(graph.explain().warnings, graph.topology().warnings);
  assert.match(
    graph.explain().text,
    "\nwarning: fixedWindow in 'next' takes events up to 30m behind",
  );
});

test('keeps its word: what it warns of loses a correction, and what it asks for loses none', async () => {
  const late = async (allowedLateness: Duration): Promise<number | undefined> => {
    const graph = createGraph('corrected');
    // The second event corrects the first minute when the watermark is past the hour.
    const events = fromArray([1000, 3_600_500, 2000]);
    const enter = eventTime<number>({ timestamp: (at) => at, outOfOrderness: 0 });
    const source = graph.source('clicks', events.pipe(enter));
    const minutes = graph.stage('minutes', source, (input) =>
      input.pipe(
        fixedWindow({
          size: '1m',
          late: 'drop',
          allowedLateness: '90m',
          aggregate: { n: count() },
        }),
      ),
    );
    const next = graph.stage('next', minutes, hours(allowedLateness));
    next.stream.subscribe();
    await graph.run().finished;
    return graph.stats().at(-1)?.late;
  };
  assert.equal([await late(0), await late('90m')], [1, 0]);
});

test('is silent where the lateness is enough, and where there are no corrections', () => {
  assert.equal(texts(behind('90m', hours('90m'))), []);
  assert.equal(texts(behind(0, hours(0))), []);
  const changes = (panes: Stream<Counted>): Stream<unknown> =>
    panes.pipe(latestByKey({ key: ({ window }) => window.start }));
  assert.equal(texts(behind('90m', changes)), []);
});

test('warns of an operator that takes no lateness at all, and tells the other way out', () => {
  const [text] = texts(behind('10s', (panes) => panes.pipe(sortByTime({ late: 'drop' }))));
  assert.match(
    String(text),
    "sortByTime has no allowedLateness, so give fixedWindow in 'minutes' allowedLateness: '0ms'",
  );
  const joined = behind('10s', (panes) =>
    panes.pipe(
      intervalJoin(panes, {
        leftKey: () => 1,
        rightKey: () => 1,
        lower: 0,
        upper: 1,
        late: 'drop',
      }),
    ),
  );
  assert.is(texts(joined).length, 1);
});

test('follows corrections through operators that pass them on, and ends them where they are judged', () => {
  const changed = (panes: Stream<Counted>): Stream<unknown> =>
    panes.pipe(
      latestByKey({ key: ({ window }) => window.start }),
      sessionWindow({ gap: '1m', late: 'drop', aggregate: { n: count() } }),
      fixedWindow({ size: '1h', late: 'drop', aggregate: { n: count() } }),
    );
  const graph = behind('10s', changed);
  assert.equal(
    graph.topology().warnings.map(({ operator }) => operator),
    ['sessionWindow'],
  );
});

test('counts a ranking as late as the panes that it takes', () => {
  const ranked = (lateness: Duration) => (panes: Stream<Counted>) =>
    panes.pipe(
      topPerWindow({ limit: 1, by: ({ n }) => n, allowedLateness: lateness }),
      fixedWindow({ size: '1h', late: 'drop', aggregate: { n: count() } }),
    );
  const operators = (graph: Graph): readonly string[] =>
    graph.topology().warnings.map(({ operator }) => operator);
  assert.equal(operators(behind(0, ranked('1h'))), []);
  assert.equal(operators(behind('10s', ranked('1h'))), ['fixedWindow']);
  assert.equal(operators(behind('10s', ranked(0))), ['topPerWindow']);
});

test('tells only of the stages that are asked for', () => {
  const graph = behind('90m', hours(0));
  assert.equal(
    [graph.explain('minutes').warnings.length, graph.explain('next').warnings.length],
    [0, 1],
  );
});

test.run();
