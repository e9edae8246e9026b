import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';
import { runBoard } from './boardRun.ts';
import type { BoardRun } from './boardRun.ts';
import { readDeliveries } from './deliveries.ts';
import type { Deliveries } from './deliveries.ts';
import { AIRPORT_HOURS, disruptionPanes, eachOpenWindow, ROUTE_HOURS } from './oracle.ts';
import type { OracleGrid, OracleSessionPane } from './oracle.ts';

/** Two days with their panes as the engine and as a plain loop make them. */
interface Slice {
  flights: Deliveries;
  board: BoardRun;
}

const span = { from: Date.UTC(2001, 0, 2), to: Date.UTC(2001, 0, 4) };
const slice = {} as Slice;
const test = suite('panes of two days of departures', slice);

test.before(async () => {
  slice.flights = await readDeliveries(span);
  slice.board = await runBoard({ speed: 'max', ...span });
});

/** The flights that a window took for a key, in order, and how many of them before it fired. */
interface Content {
  readonly flights: number[];
  onTime: number;
}

type Key = (flight: number) => string;

function contents(flights: Deliveries, grid: OracleGrid, keyOf: Key): Map<string, Content> {
  const all = new Map<string, Content>();
  eachOpenWindow(flights, grid, (flight, end, fired) => {
    const name = `${keyOf(flight)} until ${end}`;
    const content = all.get(name) ?? { flights: [], onTime: 0 };
    all.set(name, content);
    content.flights.push(flight);
    if (!fired) content.onTime += 1;
  });
  return all;
}

interface AnyPane<V> {
  readonly key: string;
  readonly window: { readonly end: number };
  readonly timing: string;
  readonly index: number;
  readonly value: V;
}

/** Holds each pane of a stage against the flights that it should be made of. */
function compareEach<V>(
  panes: readonly AnyPane<V>[],
  expected: ReadonlyMap<string, Content>,
  compare: (value: V, flights: readonly number[], about: string) => void,
): void {
  const seen = new Map<string, number>();
  for (const { key, window, timing, index, value } of panes) {
    const name = `${key} until ${window.end}`;
    const content = expected.get(name);
    assert.ok(content, `no flight belongs to ${name}`);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    const isOnTime = before === 0 && content.onTime > 0;
    assert.equal([timing, index], [isOnTime ? 'onTime' : 'late', before], name);
    const count = content.onTime > 0 ? content.onTime + before : before + 1;
    compare(value, content.flights.slice(0, count), `${name}, pane ${before}`);
  }
  for (const [name, { flights, onTime }] of expected) {
    const panesDue = flights.length - onTime + (onTime > 0 ? 1 : 0);
    assert.is(seen.get(name), panesDue, `panes of ${name}`);
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The smallest delay that 95 % of the delays do not exceed. */
function nearestRank95(delays: readonly number[]): number {
  const sorted = Float64Array.from(delays).sort();
  return sorted[Math.ceil(0.95 * sorted.length) - 1] as number;
}

test('an airport has its count, mean and share exactly and its p95 within 1 % in each pane', () => {
  const { flights, board } = slice;
  const expected = contents(flights, AIRPORT_HOURS, (i) => flights.origins[i] as string);
  assert.ok(
    board.airports.some(({ timing }) => timing === 'late'),
    'there are corrections',
  );
  compareEach(board.airports, expected, (value, taken, about) => {
    const delays = taken.map((flight) => flights.delays[flight] as number);
    const { p95Delay, ...exact } = value;
    const meanDelay = sumOf(delays) / delays.length;
    const shareLate = delays.filter((delay) => delay > 15).length / delays.length;
    assert.equal(exact, { flights: delays.length, meanDelay, shareLate }, about);
    const p95 = nearestRank95(delays);
    const off = Math.abs(p95Delay - p95);
    assert.ok(off <= Math.abs(p95) * 0.01 + 1e-9, `${about}: p95 ${p95Delay}, exactly ${p95}`);
  });
});

test('a route has its count in each pane', () => {
  const { flights, board } = slice;
  const expected = contents(flights, ROUTE_HOURS, routeIn(flights));
  assert.ok(
    board.routes.some(({ timing }) => timing === 'late'),
    'there are corrections',
  );
  compareEach(board.routes, expected, (value, taken, about) => {
    assert.is(value.flights, taken.length, about);
  });
});

test("an hour's last ranking has the ten busiest routes of all that the hour has taken", () => {
  const { flights, board } = slice;
  const hours = new Map<number, Map<string, number>>();
  const routeOf = routeIn(flights);
  eachOpenWindow(flights, ROUTE_HOURS, (flight, end) => {
    const routes = hours.get(end) ?? new Map<string, number>();
    hours.set(end, routes.set(routeOf(flight), (routes.get(routeOf(flight)) ?? 0) + 1));
  });
  const last = new Map(board.busiest.map((pane) => [pane.window.end, pane]));
  assert.equal(new Set(last.keys()), new Set(hours.keys()));
  for (const [end, routes] of hours) {
    assert.equal(last.get(end)?.value, busiest(routes, firstPanes(board, end)), `until ${end}`);
  }
});

test('an hour is ranked once on time', () => {
  const onTime = slice.board.busiest.filter(({ timing }) => timing === 'onTime');
  const hours = slice.board.routes.filter(({ timing }) => timing === 'onTime');
  assert.equal(
    onTime.map(({ window }) => window.end),
    [...new Set(hours.map(({ window }) => window.end))],
  );
});

test('a disruption has its count, mean and longest delay in each pane', () => {
  const { flights, board } = slice;
  const { panes } = disruptionPanes(flights);
  assert.ok(
    panes.some(({ timing }) => timing === 'late'),
    'there are corrections',
  );
  const actual = board.disruptions.map(({ key, window, timing, value }) =>
    JSON.stringify([key, window.start, window.end, timing, value]),
  );
  assert.equal(actual.sort(), panes.map(sessionLine).sort());
});

function sessionLine({ session, timing }: OracleSessionPane): string {
  const { key, start, end, delays } = session;
  const departures = delays.length;
  const value = {
    departures,
    meanDelay: sumOf(delays) / departures,
    maxDelay: Math.max(...delays),
  };
  return JSON.stringify([key, start, end, timing, value]);
}

function routeIn({ origins, destinations }: Deliveries): Key {
  return (flight) => `${origins[flight] ?? ''}-${destinations[flight] ?? ''}`;
}

/** The routes of an hour in the order of their first panes, which decides between equals. */
function firstPanes(board: BoardRun, end: number): string[] {
  const own = board.routes.filter(({ window }) => window.end === end);
  return [...new Set(own.map(({ key }) => key))];
}

function busiest(routes: ReadonlyMap<string, number>, order: readonly string[]): unknown[] {
  const ranked = order.map((key) => ({ key, flights: routes.get(key) ?? 0 }));
  ranked.sort((a, b) => b.flights - a.flights);
  return ranked.slice(0, 10).map((route, i) => ({ rank: i + 1, ...route }));
}

test.run();
