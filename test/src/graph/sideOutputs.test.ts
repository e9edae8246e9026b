import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  count,
  eventTime,
  fixedWindow,
  lateTo,
  mapEach,
  SideOutput,
} from '../../../operators/index.ts';
import type { Late, Rejected, RowSource, Stream } from '../../../operators/index.ts';
import { createGraph } from '../../../src/graph/index.ts';
import type { Graph, Stage } from '../../../src/graph/index.ts';
import { fromCsv, fromIterable, fromNdjson } from '../../../src/sources/index.ts';
import type { MalformedLine } from '../../../src/sources/index.ts';
import * as assert from '../../support/assert.ts';
import { inLives } from '../../support/inLives.ts';
import { OnceReceiver } from '../../support/onceReceiver.ts';
import { suite } from '../../support/suite.ts';
import { withFolder } from '../../support/withFolder.ts';

const test = suite('side outputs under checkpoints');

interface Row {
  readonly n: number;
}

type Source = (malformed: SideOutput<MalformedLine>) => RowSource<Row>;

/** Values and malformed lines of a source each go into a sink. */
function linesGraph(
  source: Source,
  values: OnceReceiver<number>,
  lines: OnceReceiver<number>,
  see: () => void,
): Graph {
  const malformed = new SideOutput<MalformedLine>();
  const graph = createGraph('lines');
  const rows = graph.source(
    'rows',
    source(malformed).pipe(
      eventTime({ timestamp: ({ n }) => n, outOfOrderness: 0 }),
      mapEach(({ n }) => {
        see();
        return n;
      }),
    ),
  );
  const port = graph.port(rows, 'malformed', malformed);
  const numbers = graph.stage('numbers', port, (input) => input.pipe(mapEach(({ line }) => line)));
  graph.sink('values', rows, values.sink());
  graph.sink('lines', numbers, lines.sink());
  return graph;
}

/** What a source with malformed lines gives in one life it gives in many, each once. */
async function toldOnce(source: Source, expected: readonly number[]): Promise<void> {
  const whole = [new OnceReceiver<number>(), new OnceReceiver<number>()] as const;
  assert.is(await inLives((see) => linesGraph(source, ...whole, see), Infinity), 0);
  assert.equal(whole[1].rows, expected);
  for (const step of [90, 333]) {
    const [values, lines] = [new OnceReceiver<number>(), new OnceReceiver<number>()];
    const lives = await inLives((see) => linesGraph(source, values, lines, see), step);
    assert.ok(lives > 3, `${lives} lives`);
    assert.equal(values.rows, whole[0].rows);
    assert.equal(lines.rows, expected);
  }
}

const isBad = (line: number): boolean => line % 7 === 3 || (line > 400 && line < 600);

const places = Array.from({ length: 1_500 }, (_, i) => i);

test('each malformed line of JSON is told once, wherever the graph is stopped', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.ndjson');
    const text = places.map((n) => (isBad(n) ? 'nope' : `{"n":${n}}`)).join('\n');
    await writeFile(file, text);
    const expected = places.filter(isBad).map((n) => n + 1);
    await toldOnce((malformed) => fromNdjson<Row>({ file, malformed, chunkSize: 20 }), expected);
    await toldOnce((malformed) => fromNdjson<Row>({ file, malformed, chunkSize: 1 }), expected);
  }));

test('each malformed row of a table is told once', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.csv');
    await writeFile(file, `n\n${places.map((n) => (isBad(n) ? 'nope' : n)).join('\n')}`);
    const source: Source = (malformed) =>
      fromCsv<{ n: number }>({ file, numbers: ['n'], malformed, chunkSize: 20 });
    await toldOnce(
      source,
      places.filter(isBad).map((n) => n + 2),
    );
  }));

test('a file of malformed lines alone has its checkpoints', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.ndjson');
    await writeFile(file, places.map(() => '{').join('\n'));
    const [values, lines] = [new OnceReceiver<number>(), new OnceReceiver<number>()];
    const source: Source = (malformed) => fromNdjson<Row>({ file, malformed });
    await inLives((see) => linesGraph(source, values, lines, see), 1);
    assert.is(lines.rows.length, places.length);
  }));

test('a window over malformed lines ends with the file', () =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'rows.ndjson');
    await writeFile(file, '{\n1\n{');
    const counts = new OnceReceiver<number>();
    const build = (): Graph => {
      const malformed = new SideOutput<MalformedLine>();
      const graph = createGraph('windows');
      const rows = graph.source(
        'rows',
        fromNdjson<number>({ file, malformed }).pipe(
          eventTime({ timestamp: (n) => n, outOfOrderness: 0 }),
        ),
      );
      const perDay = graph.stage('perDay', graph.port(rows, 'malformed', malformed), (input) =>
        input.pipe(
          fixedWindow({ size: '30d', late: 'drop', aggregate: { n: count() } }),
          mapEach(({ value }) => value.n),
        ),
      );
      graph.sink('counts', perDay, counts.sink());
      return graph;
    };
    await inLives(build, 1);
    assert.is(
      counts.rows.reduce((sum, n) => sum + n, 0),
      2,
    );
  }));

interface Event {
  readonly at: number;
  readonly n: number;
}

/** Every 11th has no time, every 13th comes too late, every 17th is far ahead. */
const events: readonly Event[] = places.map((n) => ({
  n,
  at: n % 11 === 5 ? Number.NaN : n % 13 === 5 ? 0 : n % 17 === 5 ? 8e15 : n,
}));

function rejectsGraph(told: Record<string, OnceReceiver<number>>, see: () => void): Graph {
  const [invalid, quarantine] = [
    new SideOutput<Rejected<Event>>(),
    new SideOutput<Rejected<Event>>(),
  ];
  const late = new SideOutput<Late<Event>>();
  const graph = createGraph('rejects');
  const rows = graph.source(
    'rows',
    fromIterable(events, { chunkSize: 20 }).pipe(
      eventTime({
        timestamp: (event) => {
          see();
          return event.at;
        },
        outOfOrderness: 0,
        maxAhead: '1d',
        invalid,
        quarantine,
      }),
    ),
  );
  const windows = graph.stage('windows', rows, (input) =>
    input.pipe(
      fixedWindow({ size: 100, late: lateTo(late), aggregate: { n: count() } }),
      mapEach(({ value }) => value.n),
    ),
  );
  const ports: Record<string, Stage<{ readonly value: Event }>> = {
    invalid: graph.port(rows, 'invalid', invalid),
    quarantine: graph.port(rows, 'quarantine', quarantine),
    late: graph.port(windows, 'late', late),
  };
  for (const [name, port] of Object.entries(ports)) {
    const numbers = graph.stage(`${name}Numbers`, port, (input: Stream<{ value: Event }>) =>
      input.pipe(mapEach(({ value }) => value.n)),
    );
    graph.sink(name, numbers, (told[name] as OnceReceiver<number>).sink());
  }
  graph.sink('counts', windows, (told['counts'] as OnceReceiver<number>).sink());
  return graph;
}

test('what an entry rejects and a window finds late is told once', async () => {
  const receivers = (): Record<string, OnceReceiver<number>> => ({
    invalid: new OnceReceiver(),
    quarantine: new OnceReceiver(),
    late: new OnceReceiver(),
    counts: new OnceReceiver(),
  });
  const whole = receivers();
  await inLives((see) => rejectsGraph(whole, see), Infinity);
  for (const { rows } of Object.values(whole)) assert.ok(rows.length > 10, `${rows.length}`);
  const parts = receivers();
  const lives = await inLives((see) => rejectsGraph(parts, see), 333);
  assert.ok(lives > 3, `${lives} lives`);
  for (const [name, { rows }] of Object.entries(whole)) assert.equal(parts[name]?.rows, rows, name);
});

test.run();
