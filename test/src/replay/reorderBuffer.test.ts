import { ReorderBuffer } from '../../../src/replay/reorderBuffer.ts';
import type { ReorderBounds } from '../../../src/replay/reorderBuffer.ts';
import { seededRandom } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('ReorderBuffer');

interface Row {
  readonly id: number;
  readonly along: number;
  readonly delivery: number;
}

/** The rows in the order of their delivery, by a stable sort of all of them. */
function oracle(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.delivery - b.delivery);
}

/** Rows whose deliveries lie anyhow within bounds that the seed tells. */
function randomCase(seed: number): { readonly rows: Row[]; readonly bounds: ReorderBounds } {
  const random = seededRandom(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const earliest = whole(2_000) - 1_000;
  const latest = earliest + (seed % 5 === 0 ? 0 : whole(10 ** (1 + whole(6))));
  const stride = 1 + whole(10 ** whole(5));
  let along = Math.floor((random() - 0.5) * 1e13);
  const rows: Row[] = [];
  for (let id = 0; id < 500; id += 1) {
    along += whole(stride);
    const edge = whole(10);
    const offset =
      edge === 0 ? earliest : edge === 1 ? latest : earliest + whole(latest - earliest + 1);
    rows.push({ id, along, delivery: along + offset });
  }
  return { rows, bounds: { earliest, latest } };
}

interface Outcome {
  readonly given: Row[];
  readonly mostPending: number;
}

function run(rows: readonly Row[], bounds: ReorderBounds): Outcome {
  const given: Row[] = [];
  let mostPending = 0;
  const buffer = new ReorderBuffer<Row>(bounds, (row, delivery) => {
    assert.is(delivery, row.delivery);
    given.push(row);
  });
  for (const row of rows) {
    buffer.add(row, row.along, row.delivery);
    mostPending = Math.max(mostPending, buffer.pending);
  }
  buffer.end();
  assert.is(buffer.pending, 0);
  return { given, mostPending };
}

test('gives what a stable sort gives, for any bounds, density and start', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const { rows, bounds } = randomCase(seed);
    assert.equal(run(rows, bounds).given, oracle(rows), `seed ${seed}`);
  }
});

test('broken off, gives the rows that none of the rest could come before, and forgets the others', () => {
  let forgotten = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const { rows, bounds } = randomCase(seed);
    const read = rows.slice(0, 1 + (seed % rows.length));
    const given: Row[] = [];
    const buffer = new ReorderBuffer<Row>(bounds, (row) => given.push(row));
    for (const row of read) buffer.add(row, row.along, row.delivery);
    buffer.breakOff();
    assert.is(buffer.pending, 0);
    const due = (read.at(-1)?.along ?? 0) + bounds.earliest;
    assert.equal(given, oracle(read.filter((row) => row.delivery <= due)), `seed ${seed}`);
    assert.equal(given, oracle(rows).slice(0, given.length), `seed ${seed} has no gap`);
    forgotten += read.length - given.length;
  }
  assert.ok(forgotten > 1_000, `${forgotten} rows forgotten`);
});

test('broken off before its first row, gives nothing', () => {
  const given: number[] = [];
  const buffer = new ReorderBuffer<number>({ earliest: 0, latest: 9 }, (row) => given.push(row));
  buffer.breakOff();
  assert.equal(given, []);
});

test('keeps the order of rows of one instant, also when they come at the edge of what is ready', () => {
  const rows = [0, 0, 0, 5, 5, 10, 10, 10].map((along, id) => ({ id, along, delivery: along }));
  assert.equal(run(rows, { earliest: 0, latest: 0 }).given, rows);
});

test('holds the rows within its bounds, not those of the whole source', () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: 50_000 }, (_, id) => {
    const along = id * 10;
    return { id, along, delivery: along + Math.floor(random() * 10_000) };
  });
  const { given, mostPending } = run(rows, { earliest: 0, latest: 10_000 });
  assert.equal(given, oracle(rows));
  assert.ok(mostPending <= 1_050, `${mostPending} rows pending`);
});

test('gives rows in a gap of the source without walking through it', () => {
  const rows = [0, 1e15, 2e15].map((along, id) => ({ id, along, delivery: along + 1 }));
  assert.equal(run(rows, { earliest: 0, latest: 1 }).given, rows);
});

const FAILURES: readonly [string, readonly [number, number][], string, string][] = [
  [
    'too early',
    [
      [100, 100],
      [100, 89],
    ],
    'MILLRACE_REORDER_BOUND',
    'row 2: by gave 89, -11 ms from along (100)',
  ],
  ['too late', [[100, 121]], 'MILLRACE_REORDER_BOUND', 'expected from -10 to 20 ms; raise latest'],
  [
    'not sorted',
    [
      [100, 100],
      [99, 100],
    ],
    'MILLRACE_REORDER_BOUND',
    'row 2: along went back from 100 to 99',
  ],
  ['without a sort time', [[Number.NaN, 100]], 'MILLRACE_TIMESTAMP', 'row 1: along gave NaN'],
  ['without a delivery', [[100, 100.5]], 'MILLRACE_TIMESTAMP', 'row 1: by gave 100.5'],
];
for (const [what, rows, code, text] of FAILURES) {
  test(`refuses a row that is ${what}, with its number`, () => {
    const buffer = new ReorderBuffer<number>({ earliest: -10, latest: 20 }, () => undefined);
    const add = (): void => rows.forEach(([along, delivery], i) => buffer.add(i, along, delivery));
    assert.throwsCode(add, code, text);
  });
}

test.run();
